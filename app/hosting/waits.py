"""What waits for somebody as a host: duties that are theirs and due soon, or late."""

from datetime import timedelta
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.clock import day, today
from app.extensions import db
from app.hosting.models import Duty
from app.standing import Standing
from app.visits.models import Visit

SOON = timedelta(days=14)
Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    values = {"person": person.id, "pairs": list(standings)}
    found: Todo = []
    for duty in db.session.scalars(_duties(), values):
        due = duty.due_on
        if due is not None and due <= today("UTC") + SOON:
            said = _("Until %(day)s: %(what)s")
            words = said % {"day": day(due, locale=person.language), "what": duty.title}
            found.append((duty.visit.pair_id, words, f"visits/{duty.visit_id}"))
    return found


@cache
def _duties() -> Select[Duty]:
    return (
        select(Duty)
        .join(Visit, Duty.visit_id == Visit.id)
        .where(Duty.owner_id == bindparam("person"), Duty.done_at.is_(None))
        .where(Duty.removed_at.is_(None), Visit.cancelled_at.is_(None))
        .where(Visit.removed_at.is_(None), Visit.pair_id.in_(bindparam("pairs", expanding=True)))
        .options(joinedload(Duty.visit).selectinload(Visit.stops))
        .order_by(Duty.id)
    )
