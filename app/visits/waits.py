"""What waits for a traveller: to say whether they come, and to tell the hosts what they need."""

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from app.accounts.models import Person
from app.clock import today
from app.extensions import db
from app.standing import Standing
from app.visits.models import Visit
from app.visits.terms import Stop
from app.visits.travellers import Traveller

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address
NOT_OVER = select(Stop.id).where(Stop.visit_id == Visit.id, Stop.to_on >= bindparam("on")).exists()
UNANSWERED = (
    select(Visit.id, Visit.pair_id, Visit.title)
    .join(Traveller, Traveller.visit_id == Visit.id)
    .where(Traveller.person_id == bindparam("person"), Traveller.removed_at.is_(None))
    .where(Traveller.answer == "", Visit.pair_id.in_(bindparam("pairs", expanding=True)))
    .where(Visit.proposed_at.is_not(None), Visit.held_at.is_(None))
    .where(Visit.cancelled_at.is_(None), Visit.removed_at.is_(None), NOT_OVER)
    .order_by(Traveller.id)
)


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """Of visits that are proposed or agreed and not over."""
    values = {"person": person.id, "pairs": list(standings), "on": today("UTC")}
    said = _("Say whether you come to “%(title)s”.")
    return [
        (pair_id, said % {"title": title}, f"visits/{visit_id}")
        for visit_id, pair_id, title in db.session.execute(UNANSWERED, values)
    ]
