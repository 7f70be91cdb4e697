"""A few visits of many, found by their days: those that come next, and the last that was held."""

from datetime import date
from typing import Any

from sqlalchemy import Date, ScalarSelect, func, select

from app.extensions import db
from app.visits.models import Visit
from app.visits.terms import Stop


def _of_stops(day: Any) -> ScalarSelect[date]:
    return select(day).where(Stop.visit_id == Visit.id).correlate(Visit).scalar_subquery()


meeting_day = func.date(Visit.meets_at, type_=Date)
first_day = func.coalesce(_of_stops(func.min(Stop.from_on)), meeting_day)
last_day = func.coalesce(_of_stops(func.max(Stop.to_on)), meeting_day)


def coming(pair_id: int, on: date, most: int) -> list[Visit]:
    """The next ones that are thought of, proposed or agreed, by day."""
    query = Visit.whole().where(
        Visit.pair_id == pair_id,
        Visit.held_at.is_(None),
        Visit.cancelled_at.is_(None),
        last_day >= on,
    )
    return list(db.session.scalars(query.order_by(first_day, Visit.id).limit(most)))


def last_held(pair_id: int) -> Visit | None:
    query = Visit.whole().where(
        Visit.pair_id == pair_id,
        Visit.held_at.is_not(None),
        Visit.cancelled_at.is_(None),
    )
    return db.session.scalar(query.order_by(first_day.desc(), Visit.id.desc()).limit(1))
