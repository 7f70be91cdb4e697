"""What waits for somebody: open polls that they have not answered."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.extensions import db
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.standing import Standing
from app.visits.models import Visit

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """For officers and contributors: others may answer, and are not asked to."""
    asked = [n for n, at in standings.items() if at.role in ("officer", "contributor")]
    answered = select(Respondent.poll_id).where(Respondent.person_id == person.id)
    query = (
        select(Poll)
        .join(Visit, Poll.visit_id == Visit.id)
        .where(Poll.closed_at.is_(None), Poll.id.not_in(answered), Visit.pair_id.in_(asked))
        .where(Visit.cancelled_at.is_(None), Visit.removed_at.is_(None))
        .options(joinedload(Poll.visit).options(*Visit.parts()))
    )
    found: Todo = []
    for poll in db.session.scalars(query.order_by(Poll.id)) if asked else ():
        if poll.is_open:
            words = _("Say when you can come to “%(title)s”.", title=poll.visit.title)
            found.append((poll.visit.pair_id, words, f"visits/{poll.visit_id}/poll"))
    return found
