"""A few visits of many, found by their days: those that come next, and the last that was held."""

from datetime import date
from typing import Any

from sqlalchemy import Date, ScalarSelect, bindparam, func, select

from app.extensions import db
from app.pairs.models import Pair
from app.visits import listing
from app.visits.listing import Listed
from app.visits.models import Visit
from app.visits.terms import Stop


def _of_stops(day: Any) -> ScalarSelect[date]:
    return select(day).where(Stop.visit_id == Visit.id).correlate(Visit).scalar_subquery()


meeting_day = func.date(Visit.meets_at, type_=Date)
first_day = func.coalesce(_of_stops(func.min(Stop.from_on)), meeting_day)
last_day = func.coalesce(_of_stops(func.max(Stop.to_on)), meeting_day)

OURS = select(Visit.id).where(
    Visit.pair_id == bindparam("pair"), Visit.removed_at.is_(None), Visit.cancelled_at.is_(None)
)
# Thought of, proposed or agreed.
COMING = OURS.where(Visit.held_at.is_(None), last_day >= bindparam("on"))
COMING = COMING.order_by(first_day, Visit.id).limit(bindparam("most"))
HELD = OURS.where(Visit.held_at.is_not(None)).order_by(first_day.desc(), Visit.id.desc()).limit(1)


def around(pair: Pair, on: date, most: int) -> tuple[list[Listed], Listed | None]:
    """The next ones by day, and the last that was held."""
    coming = db.session.scalars(COMING, {"pair": pair.id, "on": on, "most": most}).all()
    held = db.session.scalars(HELD, {"pair": pair.id}).all()
    found = listing.these([*coming, *held], [pair])
    last = next((visit for visit in found if visit.held_at), None)
    return [visit for visit in found if not visit.held_at], last
