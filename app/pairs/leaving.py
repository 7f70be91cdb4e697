"""What somebody leaves behind: open things of a city whose owner is no longer a member of the pair.
They stay with the city, listed for the next person, who takes them over."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.claims.models import Claim
from app.comments import threads
from app.comments.models import Thread
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.hosting.models import Duty
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.plans.models import Plan, PlanCity, Section
from app.takeaways import follow_ups
from app.takeaways.models import Takeaway
from app.visits.models import Visit


@dataclass(frozen=True)
class Left:
    """`page` is below the pair's address."""

    kind: str
    thing_id: int
    title: str
    page: str
    who: str


def of_city(pair: Pair, city_id: int) -> list[Left]:
    """Follow-ups, duties, drafts of claims, sections and comments, oldest first of each."""
    members = select(Membership.person_id).where(
        Membership.pair_id == pair.id, Membership.removed_at.is_(None)
    )
    return [
        *_follow_ups(pair, city_id, members),
        *_duties(pair, city_id, members),
        *_claims(city_id, members),
        *_sections(pair, city_id, members),
        *_threads(pair, city_id, members),
    ]


def _follow_ups(pair: Pair, city_id: int, members: Any) -> list[Left]:
    query = Takeaway.whole().where(Takeaway.pair_id == pair.id, Takeaway.kind == "follow_up")
    query = query.where(Takeaway.member_city_id == city_id, Takeaway.done_at.is_(None))
    query = query.where(Takeaway.owner_id.not_in(members))
    return [
        Left("takeaway", each.id, each.sentence, f"takeaways/{each.id}", _name(each.owner))
        for each in db.session.scalars(query)
        if each.note.removed_at is None
    ]


def _duties(pair: Pair, city_id: int, members: Any) -> list[Left]:
    query = select(Duty).join(Visit, Duty.visit_id == Visit.id).options(joinedload(Duty.owner))
    query = query.where(Visit.pair_id == pair.id, Visit.cancelled_at.is_(None))
    query = query.where(Visit.removed_at.is_(None), Duty.member_city_id == city_id)
    query = query.where(Duty.done_at.is_(None), Duty.removed_at.is_(None))
    query = query.where(Duty.owner_id.not_in(members)).order_by(Duty.id)
    return [
        Left("duty", each.id, each.title, f"visits/{each.visit_id}", _name(each.owner))
        for each in db.session.scalars(query)
    ]


def _claims(city_id: int, members: Any) -> list[Left]:
    query = select(Claim).where(Claim.member_city_id == city_id, Claim.removed_at.is_(None))
    query = query.where(Claim.submitted_at.is_(None), Claim.drafted_by_id.not_in(members))
    query = query.options(joinedload(Claim.drafted_by)).order_by(Claim.id)
    return [
        Left("claim", each.id, each.number, f"claims/{each.id}", _name(each.drafted_by))
        for each in db.session.scalars(query)
    ]


def _sections(pair: Pair, city_id: int, members: Any) -> list[Left]:
    """Of the plans that are this city's."""
    query = select(Section).join(Plan, Section.plan_id == Plan.id)
    query = query.join(PlanCity, PlanCity.plan_id == Plan.id)
    query = query.where(Plan.pair_id == pair.id, PlanCity.member_city_id == city_id)
    query = query.where(Section.owner_id.not_in(members), Section.removed_at.is_(None))
    query = query.where(_was_of(city_id, pair, Section.owner_id)).order_by(Section.id)
    return [
        Left("section", each.id, each.title, f"plan#section-{each.id}", _name(each.owner))
        for each in db.session.scalars(query.options(joinedload(Section.owner)))
    ]


def _threads(pair: Pair, city_id: int, members: Any) -> list[Left]:
    query = select(Thread).where(Thread.pair_id == pair.id, Thread.assignee_id.not_in(members))
    query = query.where(Thread.removed_at.is_(None), Thread.resolved_at.is_(None))
    query = query.where(Thread.confirmed_at.is_(None), Thread.sent_at.is_not(None))
    query = query.where(_was_of(city_id, pair, Thread.assignee_id)).order_by(Thread.id)
    query = query.options(joinedload(Thread.assignee), joinedload(Thread.passage))
    return [
        Left("thread", each.id, _words(each), f"threads/{each.id}", _name(each.assignee))
        for each in db.session.scalars(query)
    ]


def _was_of(city_id: int, pair: Pair, owner: Any) -> Any:
    """Managers own things without being members; who was this city's is who left it."""
    once = select(Membership.person_id).where(
        Membership.pair_id == pair.id, Membership.member_city_id == city_id
    )
    return owner.in_(once)


def _words(thread: Thread) -> str:
    return thread.quote[:120] or _("A comment")


def _name(person: Person | None) -> str:
    return person.name if person else ""


def take_over(kind: str, thing_id: int, pair: Pair, city_id: int, *, by: Person) -> Pair:
    """One of the things that were left is this person's from now on."""
    lefts = [(each.kind, each.thing_id) for each in of_city(pair, city_id)]
    if (kind, thing_id) not in lefts:
        raise Refused(_("Somebody sees to this already."))
    if kind == "takeaway":
        follow_ups.take_over(db.session.get_one(Takeaway, thing_id), by=by)
    elif kind == "duty":
        duty = db.session.get_one(Duty, thing_id)
        lock(duty).take_over(by=by)
    elif kind == "section":
        section = db.session.get_one(Section, thing_id)
        lock(section).owner = by
        section.record("section.changed", by, owner=by.name)
    elif kind == "thread":
        threads.assign(db.session.get_one(Thread, thing_id), by, by=by)
    elif kind == "claim":
        claim = lock(db.session.get_one(Claim, thing_id))
        claim.drafted_by = by
        claim.record("claim.taken_over", by)
    return pair


def is_of(pair: Pair, kind: str, thing_id: int) -> bool:
    """Whether there is such a thing in this pair at all."""
    models: dict[str, Any] = {
        "takeaway": Takeaway,
        "duty": Duty,
        "claim": Claim,
        "section": Section,
        "thread": Thread,
    }
    thing = db.session.get(models[kind], thing_id) if kind in models else None
    owner = thing.plan if isinstance(thing, Section) else thing
    return owner is not None and owner.pair.id == pair.id
