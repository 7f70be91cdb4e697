"""News that time brings: a deadline that comes near. Looked for on the person's own mornings, and
told once each."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.models import Person
from app.claims import reminding
from app.clock import today
from app.comments.rounds import Reviewer, ReviewRound
from app.extensions import db
from app.hosting.models import Duty
from app.news.telling import tell
from app.pairs.waits import Mine
from app.takeaways.models import Takeaway
from app.visits.models import Visit

CLAIM_DAYS = (14, 3)  # before the last day for claims
REVIEW_DAYS, FOLLOW_UP_DAYS = 3, 2


def look(person: Person, mine: Mine) -> None:
    """In the caller's transaction. `mine` are the pairs that the person may open."""
    pairs = {pair.id for pair, _at in mine}
    _deadlines(person, mine)
    _reviews(person, pairs)
    _follow_ups(person, pairs)
    _duties(person, pairs)


def _deadlines(person: Person, mine: Mine) -> None:
    cities = [at.city_id for _pair, at in mine if at.role == "officer" and at.city_id]
    for visit in reminding.unclaimed(cities) if cities else ():
        last = visit.last_claim_date
        left = (last - today("UTC")).days
        step = next((days for days in sorted(CLAIM_DAYS) if 0 <= left <= days), None)
        if step is not None:
            tell(
                "deadline",
                [person.id],
                f"deadline-{visit.id}-{visit.member_city_id}-{step}",
                pair_id=visit.pair_id,
                of=("visit", visit.id),
                page=f"claims/new?visit={visit.id}",
                title=visit.title,
                day=last.isoformat(),
            )


def _reviews(person: Person, pairs: set[int]) -> None:
    query = select(ReviewRound).join(Reviewer).where(Reviewer.person_id == person.id)
    query = query.where(Reviewer.removed_at.is_(None), Reviewer.sent_at.is_(None))
    query = query.where(ReviewRound.closed_at.is_(None), ReviewRound.pair_id.in_(pairs))
    for found in db.session.scalars(query):
        if 0 <= (found.due_on - today("UTC")).days <= REVIEW_DAYS:
            tell(
                "review_due",
                [person.id],
                f"review-due-{found.id}-{found.due_on}",
                pair_id=found.pair_id,
                of=("round", found.id),
                page=f"rounds/{found.id}",
                title=found.plan.name,
                day=found.due_on.isoformat(),
            )


def _follow_ups(person: Person, pairs: set[int]) -> None:
    soon = today("UTC") + timedelta(days=FOLLOW_UP_DAYS)
    query = select(Takeaway).where(Takeaway.owner_id == person.id, Takeaway.done_at.is_(None))
    query = query.where(Takeaway.removed_at.is_(None), Takeaway.due_on <= soon)
    for found in db.session.scalars(query.where(Takeaway.pair_id.in_(pairs))):
        if found.note.removed_at is None and found.due_on is not None:
            tell(
                "follow_up_due",
                [person.id],
                f"follow-up-due-{found.id}-{found.due_on}",
                pair_id=found.pair_id,
                of=("takeaway", found.id),
                page=f"takeaways/{found.id}",
                title=found.sentence[:160],
                day=found.due_on.isoformat(),
            )


def _duties(person: Person, pairs: set[int]) -> None:
    query = select(Duty).join(Visit, Duty.visit_id == Visit.id)
    query = query.where(Duty.owner_id == person.id, Duty.done_at.is_(None))
    query = query.where(Duty.removed_at.is_(None), Visit.cancelled_at.is_(None))
    for duty in db.session.scalars(query.where(Visit.pair_id.in_(pairs))):
        due = duty.due_on
        if due is not None and due <= today("UTC") + timedelta(days=FOLLOW_UP_DAYS):
            tell(
                "duty_due",
                [person.id],
                f"duty-due-{duty.id}-{due}",
                pair_id=duty.visit.pair_id,
                of=("visit", duty.visit_id),
                page=f"visits/{duty.visit_id}",
                title=duty.title,
                day=due.isoformat(),
            )
