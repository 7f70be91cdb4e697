"""What waits for a traveller: to say whether they come, and to tell the hosts what they need."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.clock import today
from app.extensions import db
from app.standing import Standing
from app.visits.models import Visit
from app.visits.travellers import Traveller

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """Of visits that are proposed or agreed and not over."""
    query = (
        select(Traveller)
        .join(Visit, Traveller.visit_id == Visit.id)
        .where(Traveller.person_id == person.id, Traveller.removed_at.is_(None))
        .where(Traveller.answer == "", Visit.pair_id.in_(standings))
        .where(Visit.proposed_at.is_not(None), Visit.held_at.is_(None))
        .where(Visit.cancelled_at.is_(None), Visit.removed_at.is_(None))
        .options(joinedload(Traveller.visit).selectinload(Visit.stops))
    )
    found: Todo = []
    for one in db.session.scalars(query.order_by(Traveller.id)):
        visit = one.visit
        if visit.to_on is not None and visit.to_on >= today("UTC"):
            words = _("Say whether you come to “%(title)s”.", title=visit.title)
            found.append((visit.pair_id, words, f"visits/{visit.id}"))
    return found
