"""What waits for somebody in review rounds: a review to send, answers to give, answers to look
at."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import bindparam, func, or_, select

from app.accounts.models import Person
from app.clock import day
from app.comments.models import Thread
from app.comments.rounds import Reviewer, ReviewRound
from app.comments.waits import Todo
from app.extensions import db
from app.plans.models import PlanCity
from app.standing import Standing

ROUND = select(ReviewRound.id, ReviewRound.pair_id).where(ReviewRound.closed_at.is_(None))
TO_SEND = (
    ROUND.add_columns(ReviewRound.due_on)
    .join(Reviewer, Reviewer.round_id == ReviewRound.id)
    .where(Reviewer.person_id == bindparam("person"), Reviewer.removed_at.is_(None))
    .where(Reviewer.sent_at.is_(None))
    .order_by(ReviewRound.due_on)
)
# Answered, and neither confirmed nor doubted since.
TO_CONFIRM = (
    ROUND.add_columns(func.count())
    .join(Thread, Thread.round_id == ReviewRound.id)
    .where(Thread.opened_by_id == bindparam("person"), Thread.removed_at.is_(None))
    .where(Thread.answered_at.is_not(None), Thread.confirmed_at.is_(None))
    .where(Thread.insisted_at.is_(None), Thread.resolved_at.is_(None))
    .group_by(ReviewRound.id)
)
TO_ANSWER = (
    ROUND.add_columns(func.count(Thread.id.distinct()))
    .join(Thread, Thread.round_id == ReviewRound.id)
    .join(PlanCity, PlanCity.plan_id == ReviewRound.plan_id)
    .where(ReviewRound.pair_id.in_(bindparam("pairs", expanding=True)))
    .where(PlanCity.member_city_id.in_(bindparam("cities", expanding=True)))
    .where(Thread.sent_at.is_not(None), Thread.removed_at.is_(None))
    .where(Thread.severity != "typo", Thread.resolved_at.is_(None))
    .where(or_(Thread.answered_at.is_(None), Thread.insisted_at.is_not(None)))
    .group_by(ReviewRound.id)
)


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    found = [*_to_send(person), *_to_confirm(person), *_to_answer(standings)]
    return [todo for todo in found if todo[0] in standings]


def _to_send(person: Person) -> Todo:
    said = _("Your review is due on %(day)s.")
    return [
        (pair_id, said % {"day": day(due_on, locale=person.language)}, _page(round_id))
        for round_id, pair_id, due_on in db.session.execute(TO_SEND, {"person": person.id})
    ]


def _to_confirm(person: Person) -> Todo:
    rows = db.session.execute(TO_CONFIRM, {"person": person.id})
    return [(pair_id, _looks(n), _page(round_id)) for round_id, pair_id, n in rows]


def _to_answer(standings: dict[int, Standing]) -> Todo:
    """For the officers of the plan's cities."""
    own = {pair_id: at.city_id for pair_id, at in standings.items() if at.role == "officer"}
    if not own:
        return []
    values = {"pairs": list(own), "cities": list(own.values())}
    rows = db.session.execute(TO_ANSWER, values)
    return [(pair_id, _answers(n), _page(round_id)) for round_id, pair_id, n in rows]


def _answers(n: int) -> str:
    return str(
        ngettext(
            "%(num)d comment of a review waits for your answer.",
            "%(num)d comments of a review wait for your answer.",
            n,
        )
    )


def _looks(n: int) -> str:
    return str(
        ngettext(
            "Look at %(num)d answer to your review.", "Look at %(num)d answers to your review.", n
        )
    )


def _page(round_id: int) -> str:
    return f"rounds/{round_id}"
