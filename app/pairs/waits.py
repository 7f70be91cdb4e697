"""What waits for a person in their pairs, in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.claims import reminding
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import Claim, Payment
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
from app.visits import finding
from app.visits import waits as travelling
from app.visits.models import Visit
from app.visits.terms import Agreement, Stop, VisitCity
from app.visits.travellers import Traveller

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
    managed = [pair.id for pair, at in mine if at.role == "manager"]
    standings = {pair.id: at for pair, at in mine}
    for pair_id, words, page in [*reviews.of(person, standings), *comments.of(person, standings)]:
        found[pair_id].append(Wait(words, page, "comment"))
    for pair_id, words, page in hosting.of(person, standings):
        found[pair_id].append(Wait(words, page, "check"))
    for pair_id, words, page in polls.of(person, standings):
        found[pair_id].append(Wait(words, page, "visits"))
    for pair_id, words, page in travelling.of(person, standings):
        found[pair_id].append(Wait(words, page, "visits"))
    for pair_id, words, page in reminding.of(person, standings):
        found[pair_id].append(Wait(words, page, "claims"))
    for visit in _visits(cities):
        found[visit.pair_id] += _of_visit(visit, cities[visit.pair_id], visit.pair_id in officers)
    for claim in _drafts(officers):
        words = _("Finish or remove the draft %(number)s.", number=claim.number)
        found[claim.pair_id].append(Wait(words, f"claims/{claim.id}", "claims"))
    for claim in _listed(_to_decide(person, managed), managed):
        words = _("Decide on claim %(number)s.", number=claim.number)
        found[claim.pair_id].append(Wait(words, f"claims/{claim.id}", "claims"))
    for claim in _listed(_to_pay(person, managed), managed):
        words = _("Pay claim %(number)s and mark it as paid.", number=claim.number)
        found[claim.pair_id].append(Wait(words, f"claims/{claim.id}", "budget"))
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


def claims_waiting(pair_ids: list[int]) -> dict[int, int]:
    """By pair, how many claims are submitted or decided and not yet paid."""
    query = (
        select(Claim.pair_id, func.count())
        .outerjoin(Payment)
        .where(Claim.pair_id.in_(pair_ids), Claim.submitted_at.is_not(None), Payment.id.is_(None))
        .where(Claim.withdrawn_at.is_(None), Claim.removed_at.is_(None))
        .group_by(Claim.pair_id)
    )
    counted = {pair_id: n for pair_id, n in db.session.execute(query)}
    return defaultdict(int, counted)


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


def _open(pair_ids: list[int]) -> Select[tuple[Claim]]:
    return (
        select(Claim)
        .where(Claim.pair_id.in_(pair_ids), Claim.withdrawn_at.is_(None))
        .where(Claim.removed_at.is_(None))
        .order_by(Claim.submitted_at, Claim.id)
    )


def _listed(query: Select[tuple[Claim]], pair_ids: list[int]) -> list[Claim]:
    return list(db.session.scalars(query)) if pair_ids else []


def _drafts(officers: dict[int, int | None]) -> list[Claim]:
    if not officers:
        return []
    query = _open(list(officers)).where(Claim.submitted_at.is_(None))
    return list(db.session.scalars(query.where(Claim.member_city_id.in_(officers.values()))))


def _to_decide(person: Person, pair_ids: list[int]) -> Select[tuple[Claim]]:
    query = _open(pair_ids).where(Claim.submitted_at.is_not(None), Claim.decided_at.is_(None))
    return _not_involved(query, person)


def _to_pay(person: Person, pair_ids: list[int]) -> Select[tuple[Claim]]:
    """Decided, something approved, and by somebody else where the cohort asks for it."""
    decided = select(Line.claim_id).join(Decision, Decision.line_id == Line.id)
    query = (
        _open(pair_ids)
        .outerjoin(Payment)
        .where(Claim.decided_at.is_not(None), Payment.id.is_(None))
        .where(Claim.id.in_(decided.where(Decision.amount > 0)))
        .join(Pair, Claim.pair_id == Pair.id)
        .join(Cohort, Pair.cohort_id == Cohort.id)
        .where(
            or_(
                Cohort.paid_by_another.is_(False),
                Claim.id.not_in(decided.where(Decision.by_id == person.id)),
            )
        )
    )
    return _not_involved(query, person)


def _not_involved(query: Select[tuple[Claim]], person: Person) -> Select[tuple[Claim]]:
    """A manager has no say on what they filed, travel on or are paid by."""
    travels = (
        select(Line.claim_id)
        .join(Traveller, Line.traveller_id == Traveller.id)
        .where(Traveller.person_id == person.id, Line.removed_at.is_(None))
    )
    return query.where(
        Claim.drafted_by_id != person.id,
        func.coalesce(Claim.submitted_by_id, 0) != person.id,
        func.coalesce(Claim.payee_person_id, 0) != person.id,
        Claim.id.not_in(travels),
    )
