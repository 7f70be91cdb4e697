"""What waits for a person in their pairs, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select
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
from app.visits import finding
from app.visits import waits as travelling
from app.visits.models import Visit
from app.visits.terms import Agreement, Stop, VisitCity

Mine = list[tuple[Pair, Standing]]


@dataclass(frozen=True)
class Wait:
    """One thing to do: a sentence and the page where it is done."""

    words: str
    page: str  # below /pairs/<slug>/
    icon: str = "visits"


def pairs_of(person: Person) -> Mine:
    """Every pair that a person may open, with what they are in it."""
    query = select(Pair).options(selectinload(Pair.cities), joinedload(Pair.cohort))
    members = select(Membership).where(
        Membership.person_id == person.id, Membership.removed_at.is_(None)
    )
    own = {m.pair_id: Standing(m.role, m.member_city_id) for m in db.session.scalars(members)}
    roles = _roles_by_cohort(person)
    query = query.where(or_(Pair.id.in_(own), Pair.cohort_id.in_(roles)))
    found = db.session.scalars(query.order_by(Pair.cohort_id, Pair.name)).all()
    return [
        (pair, Standing(roles[pair.cohort_id]) if pair.cohort_id in roles else own[pair.id])
        for pair in found
    ]


def _roles_by_cohort(person: Person) -> dict[int, str]:
    """Where the person stands for the programme: manager, or auditor."""
    found = {
        cohort.id: programme_role(person, cohort.programme_id, cohort.id)
        for cohort in db.session.scalars(select(Cohort))
    }
    return {number: role for number, role in found.items() if role}


def waits(person: Person, mine: Mine) -> dict[int, list[Wait]]:
    """By pair, what to do first on top."""
    found: dict[int, list[Wait]] = defaultdict(list)
    cities = {pair.id: at.city_id for pair, at in mine if at.city_id is not None}
    officers = {pair.id: at.city_id for pair, at in mine if at.role == "officer"}
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
    for visit in _visits(cities):
        found[visit.pair_id] += _of_visit(visit, cities[visit.pair_id], visit.pair_id in officers)
    return {pair_id: todo for pair_id, todo in found.items() if todo}


def invitations(person: Person) -> list[Invitation]:
    """Open ones to this person's address."""
    query = select(Invitation).where(
        Invitation.mail == person.mail,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    options = (joinedload(Invitation.pair), joinedload(Invitation.invited_by))
    return [one for one in db.session.scalars(query.options(*options)) if one.is_open]


def _visits(cities: dict[int, int]) -> list[Visit]:
    """Those that may wait for one of these cities: its yes is missing, or the visit is over."""
    own = list(cities.values())
    yes = Visit.agreements.any((Agreement.terms == Visit.terms) & Agreement.member_city_id.in_(own))
    hosts = Visit.stops.any(Stop.member_city_id.in_(own))
    takes_part = Visit.guests.any(VisitCity.member_city_id.in_(own))
    query = (
        Visit.whole()
        .where(Visit.pair_id.in_(cities), Visit.proposed_at.is_not(None))
        .where(Visit.held_at.is_(None), Visit.cancelled_at.is_(None))
        .where(or_(hosts, takes_part))
        # A day is over first in the east: _is_over() looks at the host's own clock.
        .where(or_(~yes, Visit.meets_at < now(), finding.last_day <= today("UTC")))
    )
    return list(db.session.scalars(query.order_by(Visit.id))) if cities else []


def _of_visit(visit: Visit, city_id: int | None, officer: bool) -> list[Wait]:
    page = f"visits/{visit.id}"
    if visit.state == "proposed" and officer:
        waiting = [city for city in visit.waits_for if city.id == city_id]
        words = _("“%(title)s” waits for the yes of %(city)s.")
        return [Wait(words % {"title": visit.title, "city": c.name}, page) for c in waiting]
    if visit.state == "agreed" and _is_over(visit) and city_id in {c.id for c in visit.concerned}:
        return [Wait(_("“%(title)s” is over: mark it as held.", title=visit.title), page, "check")]
    return []


def _is_over(visit: Visit) -> bool:
    if visit.meets_at:
        return visit.meets_at + timedelta(minutes=visit.minutes or 0) < now()
    return visit.to_on is not None and visit.to_on < today(visit.zone)
