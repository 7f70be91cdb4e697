"""What waits for somebody in review rounds: a review to send, answers to give, answers to look
at."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, or_, select

from app.accounts.models import Person
from app.clock import day
from app.comments.models import Thread
from app.comments.rounds import Reviewer, ReviewRound
from app.comments.waits import Todo
from app.extensions import db
from app.plans.models import Plan, PlanCity
from app.standing import Standing


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    found = [*_to_send(person), *_to_confirm(person), *_to_answer(standings)]
    return [todo for todo in found if todo[0] in standings]


def _to_send(person: Person) -> Todo:
    query = (
        select(ReviewRound)
        .join(Reviewer)
        .where(Reviewer.person_id == person.id, Reviewer.removed_at.is_(None))
        .where(Reviewer.sent_at.is_(None), ReviewRound.closed_at.is_(None))
        .order_by(ReviewRound.due_on)
    )
    said = _("Your review is due on %(day)s.")
    return [
        (each.pair_id, said % {"day": day(each.due_on, locale=person.language)}, _page(each))
        for each in db.session.scalars(query)
    ]


def _to_confirm(person: Person) -> Todo:
    """Answered, and neither confirmed nor doubted since."""
    query = (
        select(ReviewRound, func.count())
        .join(Thread, Thread.round_id == ReviewRound.id)
        .where(Thread.opened_by_id == person.id, Thread.removed_at.is_(None))
        .where(Thread.answered_at.is_not(None), Thread.confirmed_at.is_(None))
        .where(Thread.insisted_at.is_(None))
        .where(Thread.resolved_at.is_(None), ReviewRound.closed_at.is_(None))
        .group_by(ReviewRound.id)
    )
    return [(r.pair_id, _looks(n), _page(r)) for r, n in db.session.execute(query)]


def _to_answer(standings: dict[int, Standing]) -> Todo:
    """For the officers of the plan's cities."""
    own = {pair_id: at.city_id for pair_id, at in standings.items() if at.role == "officer"}
    unanswered = or_(Thread.answered_at.is_(None), Thread.insisted_at.is_not(None))
    query = (
        select(ReviewRound, func.count(Thread.id.distinct()))
        .join(Thread, Thread.round_id == ReviewRound.id)
        .join(Plan, Plan.id == ReviewRound.plan_id)
        .join(PlanCity, PlanCity.plan_id == Plan.id)
        .where(ReviewRound.pair_id.in_(own), ReviewRound.closed_at.is_(None))
        .where(PlanCity.member_city_id.in_(own.values()))
        .where(Thread.sent_at.is_not(None), Thread.removed_at.is_(None))
        .where(Thread.severity != "typo", unanswered, Thread.resolved_at.is_(None))
        .group_by(ReviewRound.id)
    )
    rows = db.session.execute(query) if own else ()
    return [(each.pair_id, _answers(n), _page(each)) for each, n in rows]


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


def _page(found: ReviewRound) -> str:
    return f"rounds/{found.id}"
