"""What waits for a person in their pairs, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from flask_babel import gettext as _
from sqlalchemy import Exists, Select, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.budgets import waits as budgets
from app.claims import reminding
from app.claims import waits as claims
from app.clock import now, today
from app.comments import review_waits as reviews
from app.comments import waits as comments
from app.extensions import db
from app.hosting import waits as hosting
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.pairs.programmes import Cohort
from app.polls import waits as polls
from app.standing import Standing, programme_role
from app.takeaways import waits as noted
from app.visits import finding, listing
from app.visits import waits as travelling
from app.visits.listing import Listed
from app.visits.models import Visit
from app.visits.terms import Agreement, Stop, VisitCity

Mine = list[tuple[Pair, Standing]]
MEMBERSHIPS = select(Membership.pair_id, Membership.role, Membership.member_city_id).where(
    Membership.person_id == bindparam("person"), Membership.removed_at.is_(None)
)
COHORTS = select(Cohort.id, Cohort.programme_id)


def _has_own(model: type[Stop | VisitCity | Agreement]) -> Exists:
    own = model.member_city_id.in_(bindparam("own", expanding=True))
    return select(model.visit_id).where(model.visit_id == Visit.id, own).exists()


# One's own city is in it, and its yes is missing or the visit is over.
MAY_WAIT = (
    select(Visit.id)
    .where(Visit.pair_id.in_(bindparam("pairs", expanding=True)))
    .where(Visit.proposed_at.is_not(None), Visit.removed_at.is_(None))
    .where(Visit.held_at.is_(None), Visit.cancelled_at.is_(None))
    .where(or_(_has_own(Stop), _has_own(VisitCity)))
    .where(
        or_(
            ~_has_own(Agreement).where(Agreement.terms == Visit.terms),
            Visit.meets_at < bindparam("now"),
            # A day is over first in the east: _is_over() looks at the host's own clock.
            finding.last_day <= bindparam("today"),
        )
    )
    .order_by(Visit.id)
)


@dataclass(frozen=True)
class Wait:
    """One thing to do: a sentence and the page where it is done."""

    words: str
    page: str  # below /pairs/<slug>/
    icon: str = "visits"


def pairs_of(person: Person) -> Mine:
    """Every pair that a person may open, with what they are in it."""
    rows = db.session.execute(MEMBERSHIPS, {"person": person.id})
    own = {pair_id: Standing(role, city_id) for pair_id, role, city_id in rows}
    roles = _roles_by_cohort(person)
    found = db.session.scalars(_pairs(), {"own": list(own), "cohorts": list(roles)}).all()
    return [
        (pair, Standing(roles[pair.cohort_id]) if pair.cohort_id in roles else own[pair.id])
        for pair in found
    ]


@cache
def _pairs() -> Select[Pair]:
    own = Pair.id.in_(bindparam("own", expanding=True))
    query = select(Pair).where(or_(own, Pair.cohort_id.in_(bindparam("cohorts", expanding=True))))
    query = query.options(selectinload(Pair.cities), joinedload(Pair.cohort))
    return query.order_by(Pair.cohort_id, Pair.name)


def _roles_by_cohort(person: Person) -> dict[int, str]:
    """Where the person stands for the programme: manager, or auditor."""
    if programme_role(person) is None:
        return {}
    found = {
        cohort_id: programme_role(person, programme_id, cohort_id)
        for cohort_id, programme_id in db.session.execute(COHORTS)
    }
    return {number: role for number, role in found.items() if role}


def waits(person: Person, mine: Mine) -> dict[int, list[Wait]]:
    """By pair, what to do first on top."""
    found: dict[int, list[Wait]] = defaultdict(list)
    standings = {pair.id: at for pair, at in mine}
    for pair_id, words, page in [*reviews.of(person, standings), *comments.of(person, standings)]:
        found[pair_id].append(Wait(words, page, "comment"))
    for pair_id, words, page in [*hosting.of(person, standings), *noted.of(person, standings)]:
        found[pair_id].append(Wait(words, page, "check"))
    for pair_id, words, page in polls.of(person, standings):
        found[pair_id].append(Wait(words, page, "visits"))
    for pair_id, words, page in travelling.of(person, standings):
        found[pair_id].append(Wait(words, page, "visits"))
    for pair_id, words, page in [*reminding.of(person, standings), *claims.of(person, standings)]:
        found[pair_id].append(Wait(words, page, "claims"))
    for pair_id, words, page in budgets.of(standings, person):
        found[pair_id].append(Wait(words, page, "budget"))
    for visit in _visits(mine):
        found[visit.pair.id] += _of_visit(visit, standings[visit.pair.id])
    return {pair_id: todo for pair_id, todo in found.items() if todo}


def invitations(person: Person) -> list[Invitation]:
    """Open ones to this person's address."""
    found = db.session.scalars(_unanswered(), {"mail": person.mail})
    return [one for one in found if one.is_open]


@cache
def _unanswered() -> Select[Invitation]:
    query = select(Invitation).where(
        Invitation.mail == bindparam("mail"),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    return query.options(joinedload(Invitation.pair), joinedload(Invitation.invited_by))


def _visits(mine: Mine) -> list[Listed]:
    """Those that may wait for the person's city in one of these pairs."""
    own = {pair.id: at.city_id for pair, at in mine if at.city_id is not None}
    if not own:
        return []
    values = {"pairs": list(own), "own": list(own.values()), "now": now(), "today": today("UTC")}
    found = db.session.scalars(MAY_WAIT, values).all()
    return listing.these(found, [pair for pair, _at in mine if pair.id in own])


def _of_visit(visit: Listed, at: Standing) -> list[Wait]:
    page, city_id = f"visits/{visit.id}", at.city_id
    if visit.state == "proposed" and at.role == "officer":
        waiting = [city for city in visit.waits_for if city.id == city_id]
        words = _("“%(title)s” waits for the yes of %(city)s.")
        return [Wait(words % {"title": visit.title, "city": c.name}, page) for c in waiting]
    if visit.state == "agreed" and _is_over(visit) and city_id in {c.id for c in visit.concerned}:
        return [Wait(_("“%(title)s” is over: mark it as held.", title=visit.title), page, "check")]
    return []


def _is_over(visit: Listed) -> bool:
    if visit.meets_at:
        return visit.meets_at + timedelta(minutes=visit.minutes or 0) < now()
    return visit.to_on is not None and visit.to_on < today(visit.zone)
