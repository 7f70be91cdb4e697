"""What waits for somebody as a host: duties that are theirs and due soon, or late."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select
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
    query = (
        select(Duty)
        .join(Visit, Duty.visit_id == Visit.id)
        .where(Duty.owner_id == person.id, Duty.done_at.is_(None), Duty.removed_at.is_(None))
        .where(Visit.cancelled_at.is_(None), Visit.removed_at.is_(None))
        .where(Visit.pair_id.in_(standings))
        .options(joinedload(Duty.visit).selectinload(Visit.stops))
    )
    found: Todo = []
    for duty in db.session.scalars(query.order_by(Duty.id)):
        due = duty.due_on
        if due is not None and due <= today("UTC") + SOON:
            said = _("Until %(day)s: %(what)s")
            words = said % {"day": day(due, locale=person.language), "what": duty.title}
            found.append((duty.visit.pair_id, words, f"visits/{duty.visit_id}"))
    return found
