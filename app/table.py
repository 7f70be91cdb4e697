"""THE permission table: who may do what. Views, mail and exports ask it through access.py, the
stream through hearing.py, and nothing else decides.

It reads like the one in domain.md; a cell says for what a role may do the verb: ALL of it, things
of its OWN city (an expert's own), SHARED things only, or NO.
"""

from typing import Any

from app.accounts.models import Person
from app.claims.lines import Line
from app.comments.models import Thread
from app.comments.rounds import ReviewRound
from app.pairs.models import MemberCity, Pair
from app.plans.models import Edition, Plan, Section
from app.standing import Standing, programme_role, standing
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.travellers import Traveller

NO, ALL, OWN, SHARED = "no", "all", "own", "shared"
ROLES = ("officer", "contributor", "expert", "observer", "manager", "auditor")

TABLE: dict[str, tuple[str, str, str, str, str, str]] = {
    #                 officer contrib. expert observer manager auditor
    "pair.read":        (ALL, ALL, ALL, ALL, ALL, ALL),
    "visit.read":       (ALL, ALL, ALL, ALL, ALL, ALL),
    "agenda.draft":     (ALL, ALL, NO, NO, ALL, ALL),
    "visit.plan":       (ALL, ALL, NO, NO, ALL, NO),
    "poll.answer":      (ALL, ALL, ALL, ALL, ALL, NO),
    "city.keep":        (OWN, NO, NO, NO, ALL, NO),
    "visit.agree":      (OWN, NO, NO, NO, ALL, NO),
    "visit.settle":     (OWN, NO, NO, NO, ALL, NO),
    "cost.read":        (OWN, OWN, NO, NO, ALL, ALL),
    "journey.read":     (OWN, OWN, NO, NO, ALL, ALL),
    "journey.plan":     (OWN, OWN, NO, NO, ALL, NO),
    "attendance.read":  (ALL, ALL, NO, NO, ALL, ALL),
    "letter.make":      (OWN, OWN, NO, NO, ALL, NO),
    "needs.read":       (OWN, NO, NO, NO, NO, NO),
    "needs.hand_in":    (OWN, OWN, NO, NO, NO, NO),
    "money.read":       (ALL, NO, NO, NO, ALL, ALL),
    "claim.read":       (OWN, NO, NO, NO, ALL, ALL),
    "claim.file":       (OWN, NO, NO, NO, NO, NO),
    "claim.decide":     (NO, NO, NO, NO, ALL, NO),
    "claim.pay":        (NO, NO, NO, NO, ALL, NO),
    "budget.read":      (NO, NO, NO, NO, ALL, ALL),
    "budget.change":    (NO, NO, NO, NO, ALL, NO),
    "note.read":        (ALL, ALL, SHARED, SHARED, ALL, ALL),
    "note.write":       (ALL, ALL, NO, NO, ALL, NO),
    "lesson.publish":   (OWN, NO, NO, NO, NO, NO),
    "section.read":     (ALL, ALL, SHARED, SHARED, ALL, ALL),
    "section.write":    (OWN, SHARED, NO, NO, NO, NO),
    "section.steer":    (OWN, NO, NO, NO, NO, NO),
    "thread.read":      (ALL, ALL, SHARED, SHARED, ALL, ALL),
    "thread.write":     (ALL, ALL, SHARED, NO, ALL, NO),
    "thread.cities":    (ALL, ALL, NO, NO, NO, NO),
    "thread.resolve":   (ALL, ALL, OWN, NO, ALL, NO),
    "thread.answer":    (OWN, NO, NO, NO, NO, NO),
    "round.read":       (ALL, ALL, OWN, NO, ALL, ALL),
    "round.open":       (OWN, NO, NO, NO, ALL, NO),
    "plan.freeze":      (OWN, NO, NO, NO, NO, NO),
    "people.read":      (ALL, ALL, ALL, ALL, ALL, ALL),
    "people.manage":    (OWN, NO, NO, NO, ALL, NO),
    "mail.read":        (NO, NO, NO, NO, ALL, ALL),
    "programme.manage": (NO, NO, NO, NO, ALL, NO),
}  # fmt: skip


def may(person: Person, verb: str, thing: Any) -> bool:
    """Whether somebody may do a verb of the table to a thing (or, for new things, in its pair)."""
    pair = pair_of(thing)
    if pair is None:
        return verb == "programme.manage" and programme_role(person) == "manager"
    at = standing(person, pair)
    if at is None or (isinstance(thing, Thread) and not _is_open_to(person, at, thing)):
        return False
    scope = TABLE[verb][ROLES.index(at.role)]
    if scope == OWN and at.role == "expert":
        return _is_their_own(person, thing)
    if scope == OWN:
        # An officer of a city that is not the plan's writes where the owner lets them.
        if verb == "needs.read":
            return at.city_id in {stop.member_city_id for stop in thing.stops}
        return _is_own(at, thing) or (verb == "section.write" and _is_shared(person, verb, thing))
    if scope == SHARED:
        return _is_shared(person, verb, thing)
    return scope == ALL


def sees_shared_only(person: Person, pair: Pair) -> bool:
    """Experts and observers: of notes and sections they see what was shared."""
    at = standing(person, pair)
    return at is not None and TABLE["note.read"][ROLES.index(at.role)] == SHARED


def pair_of(thing: Any) -> Pair | None:
    if isinstance(thing, Pair):
        return thing
    if isinstance(thing, Line):
        return thing.claim.pair
    if isinstance(thing, (AgendaItem, Traveller)):
        return thing.visit.pair
    if isinstance(thing, (Section, Edition)):
        return thing.plan.pair
    return getattr(thing, "pair", None)


def _is_open_to(person: Person, at: Standing, thread: Thread) -> bool:
    """A review that is not sent is its writer's alone, what is for the cities only is theirs."""
    if thread.private:
        return thread.opened_by_id == person.id
    return not thread.cities_only or TABLE["thread.cities"][ROLES.index(at.role)] == ALL


def _is_their_own(person: Person, thing: Any) -> bool:
    """An expert's own: the threads that they opened, the rounds that they were asked into."""
    if isinstance(thing, Thread):
        return thing.opened_by_id == person.id and thing.shared_at is not None
    return isinstance(thing, ReviewRound) and thing.asks(person.id)


def _is_own(at: Standing, thing: Any) -> bool:
    """Things of the person's city; a whole pair or visit: there is something of their own in it."""
    plan = thing if isinstance(thing, Plan) else getattr(thing, "plan", None)
    if isinstance(thing, Thread) and isinstance(thing.owner, Section):
        plan = thing.owner.plan
    if isinstance(plan, Plan):
        return at.city_id in plan.city_ids()
    if isinstance(thing, Thread):
        return at.city_id is not None
    if isinstance(thing, Visit):
        return at.city_id in {city.id for city in thing.concerned}
    if isinstance(thing, Pair):
        return at.city_id is not None
    city_id = thing.id if isinstance(thing, MemberCity) else _claim_of(thing).member_city_id
    return at.city_id is not None and at.city_id == city_id


def _claim_of(thing: Any) -> Any:
    return thing.claim if isinstance(thing, Line) else thing


def _is_shared(person: Person, verb: str, thing: Any) -> bool:
    if verb == "section.write":
        return isinstance(thing, Section) and thing.may_write(person.id)
    shared = isinstance(thing, (Pair, Plan)) or getattr(thing, "shared_at", None) is not None
    # A reviewer reads and answers what was said in their round, whatever was unshared since.
    return shared or (isinstance(thing, Thread) and thing.opened_by_id == person.id)
