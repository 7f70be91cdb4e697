"""What waits for somebody: open polls that they have not answered."""

from functools import cache

from flask_babel import gettext as _
from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.extensions import db
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.standing import Standing
from app.visits.models import Visit

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """For officers and contributors: others may answer, and are not asked to. Who asked chooses,
    once the last day is over."""
    asked = [n for n, at in standings.items() if at.role in ("officer", "contributor")]
    values = {"person": person.id, "pairs": asked}
    found: Todo = []
    for poll in db.session.scalars(_polls(), values) if asked else ():
        words = ""
        if poll.is_open and Respondent.who(poll, person) is None:
            words = _("Say when you can come to “%(title)s”.", title=poll.visit.title)
        elif poll.is_undecided and not poll.is_open and poll.asked_by_id == person.id:
            words = _("Choose the days of “%(title)s”: the answers are in.", title=poll.visit.title)
        if words:
            found.append((poll.visit.pair_id, words, f"visits/{poll.visit_id}/poll"))
    return found


@cache
def _polls() -> Select[Poll]:
    """Those that a person has not answered, or asked for."""
    person = bindparam("person", type_=Integer)
    answered = select(Respondent.id).where(Respondent.poll_id == Poll.id)
    answered = answered.where(Respondent.person_id == person)
    return (
        select(Poll)
        .join(Visit, Poll.visit_id == Visit.id)
        .where(Poll.closed_at.is_(None), Visit.pair_id.in_(bindparam("pairs", expanding=True)))
        .where(~answered.exists() | (Poll.asked_by_id == person))
        .where(Visit.cancelled_at.is_(None), Visit.removed_at.is_(None))
        .options(joinedload(Poll.visit).options(*Visit.parts()), selectinload(Poll.respondents))
        .order_by(Poll.id)
    )
