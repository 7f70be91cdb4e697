"""Claims as rows of a list, a page at a time: of one pair, or of all that somebody looks after.

Columns are read, not objects: a page of a hundred is drawn often.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Person
from app.claims.amounts import in_euro, quotes
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import CLAIMABLE, Claim, Payment, PaymentList, state_of
from app.clock import now, today
from app.extensions import db
from app.pairs.models import City, MemberCity, Pair
from app.pairs.programmes import Cohort
from app.visits.models import Visit
from app.visits.terms import Stop

A_PAGE = 100
Taker = aliased(Person)
THESE: BindParameter[Any] = bindparam("ids", expanding=True)
CONDITIONS: dict[str, tuple[Any, ...]] = {
    "draft": (Claim.submitted_at.is_(None),),
    "submitted": (
        Claim.submitted_at.is_not(None),
        Claim.decided_at.is_(None),
        Claim.sent_back_at.is_(None),
        Claim.withdrawn_at.is_(None),
    ),
    "sent_back": (
        Claim.sent_back_at.is_not(None),
        Claim.decided_at.is_(None),
        Claim.withdrawn_at.is_(None),
    ),
    "decided": (Claim.decided_at.is_not(None), Payment.id.is_(None), Claim.reopened_as == ""),
    "reopened": (Claim.reopened_as != "", Payment.id.is_(None)),
    "paid": (Payment.id.is_not(None),),
    "withdrawn": (Claim.withdrawn_at.is_not(None),),
}  # of a state, as state_of() derives it


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; all of it can stand in a link."""

    pair_ids: Sequence[int]
    city_id: int | None = None
    state: str = ""
    taken: int | None = None  # a manager's id, 0 for nobody's
    days: int = 0  # at least so old
    number: str = ""
    until: date | None = None  # its cohort's last day for claims is not later


class Listed(NamedTuple):
    """`eur` is what all lines come to, in cents; not `whole` while a line has no rate."""

    id: int
    number: str
    slug: str
    pair: str
    city: str
    visit: str
    from_on: date
    to_on: date
    state: str
    days: int
    deadline: date
    taken_by: str
    list_number: str
    list_id: int | None
    eur: int
    whole: bool
    approved: int

    @property
    def days_of_visit(self) -> tuple[date, date]:
        return self.from_on, self.to_on


def page_of(wanted: Wanted, page: int, *, oldest: bool = False) -> tuple[list[Listed], int]:
    """The claims of a page, the newest first, and how many pages there are."""
    order = (Claim.submitted_at, Claim.id) if oldest else (Claim.id.desc(),)
    count = int(db.session.scalar(_narrowed(select(func.count(Claim.id)), wanted)) or 0)
    numbers = _narrowed(select(Claim.id), wanted).order_by(*order)
    numbers = numbers.limit(A_PAGE).offset((page - 1) * A_PAGE)
    # First which, then what of them: what is said of a claim is joined for a hundred only.
    place = {claim_id: n for n, claim_id in enumerate(db.session.scalars(numbers))}
    rows = db.session.execute(COLUMNS, {"ids": list(place)}).all()
    return _listed(sorted(rows, key=lambda row: place[row.id])), max(1, -(-count // A_PAGE))


def every(wanted: Wanted) -> Sequence[Any]:
    """All of them, the oldest first, as rows of COLUMNS."""
    ids = db.session.scalars(_narrowed(select(Claim.id), wanted)).all()
    return sorted(db.session.execute(COLUMNS, {"ids": ids}).all(), key=lambda row: row.id)


def _columns() -> Select[Any]:
    stops = select(Stop.visit_id, func.min(Stop.from_on), func.max(Stop.to_on))
    theirs = select(Claim.visit_id).where(Claim.id.in_(THESE))  # not every stay there ever was
    stops = stops.where(Stop.visit_id.in_(theirs))
    days = stops.group_by(Stop.visit_id).subquery("days")
    found = select(
        Claim.id,
        Claim.number,
        Pair.slug,
        Pair.name.label("pair"),
        City.name.label("city"),
        Visit.title.label("visit"),
        days.c[1].label("from_on"),
        days.c[2].label("to_on"),
        Claim.withdrawn_at,
        Payment.id.label("payment"),
        Claim.decided_at,
        Claim.reopened_as,
        Claim.sent_back_at,
        Claim.submitted_at,
        Claim.drafted_at,
        Cohort.last_claim_date.label("deadline"),
        Taker.name.label("taken_by"),
        PaymentList.number.label("list_number"),
        Claim.payment_list_id.label("list_id"),
    )
    return (
        found.join(MemberCity, MemberCity.id == Claim.member_city_id)
        .join(City, City.id == MemberCity.city_id)
        .join(Pair, Pair.id == Claim.pair_id)
        .join(Cohort, Cohort.id == Pair.cohort_id)
        .join(Visit, Visit.id == Claim.visit_id)
        .join(days, days.c[0] == Visit.id)
        .outerjoin(Payment, Payment.claim_id == Claim.id)
        .outerjoin(PaymentList, PaymentList.id == Claim.payment_list_id)
        .outerjoin(Taker, Taker.id == Claim.taken_by_id)
        .where(Claim.id.in_(THESE))
    )


def _frozen() -> Any:
    """What the lines of each claim come to, as far as they are frozen."""
    frozen = select(Line.claim_id, func.sum(Line.eur)).where(Line.claim_id.in_(THESE))
    return frozen.where(Line.removed_at.is_(None), Line.eur.is_not(None)).group_by(Line.claim_id)


def _approved() -> Any:
    """What was approved of each, by the last decision on each line."""
    last = select(func.max(Decision.id)).join(Line).where(Line.claim_id.in_(THESE))
    return (
        select(Line.claim_id, func.sum(Decision.amount))
        .join(Line, Line.id == Decision.line_id)
        .where(Decision.id.in_(last.group_by(Decision.line_id)))
        .group_by(Line.claim_id)
    )


# Put together once: that alone took some milliseconds of each page.
COLUMNS, FROZEN, APPROVED = _columns(), _frozen(), _approved()


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    query = query.where(Claim.pair_id.in_(wanted.pair_ids), Claim.removed_at.is_(None))
    if conditions := CONDITIONS.get(wanted.state):
        query = query.outerjoin(Payment, Payment.claim_id == Claim.id).where(*conditions)
    if wanted.city_id is not None:
        query = query.where(Claim.member_city_id == wanted.city_id)
    if wanted.taken is not None:
        query = query.where(
            Claim.taken_by_id == wanted.taken if wanted.taken else Claim.taken_by_id.is_(None)
        )
    if wanted.days:
        last = now() - timedelta(days=wanted.days)
        query = query.where(func.coalesce(Claim.submitted_at, Claim.drafted_at) <= last)
    if wanted.number:
        query = query.where(Claim.number.icontains(wanted.number, autoescape=True))
    if wanted.until:
        query = query.join(Pair, Pair.id == Claim.pair_id)
        query = query.join(Cohort, Cohort.id == Pair.cohort_id)
        query = query.where(Cohort.last_claim_date <= wanted.until)
    return query


def _listed(rows: Sequence[Any]) -> list[Listed]:
    states = {row.id: state_of(row) for row in rows}
    sums, approved = _sums(states)
    now_on = today("UTC")
    return [
        Listed(
            id=row.id,
            number=row.number,
            slug=row.slug,
            pair=row.pair,
            city=row.city,
            visit=row.visit,
            from_on=row.from_on,
            to_on=row.to_on,
            state=states[row.id],
            days=(now_on - (row.submitted_at or row.drafted_at).date()).days,  # both are in UTC
            deadline=row.deadline,
            taken_by=row.taken_by or "",
            list_number=row.list_number or "",
            list_id=row.list_id,
            eur=sums[row.id][0],
            whole=sums[row.id][1],
            approved=approved.get(row.id, 0),
        )
        for row in rows
    ]


def _sums(states: dict[int, str]) -> tuple[dict[int, tuple[int, bool]], dict[int, int]]:
    """By claim: what its lines come to, and what was approved of them. Frozen amounts are added up
    by the database; only lines without one are read, and converted as of today."""
    claim_ids = list(states)
    these = {"ids": claim_ids}
    cents: dict[int, int] = defaultdict(int)
    cents |= {claim_id: int(eur or 0) for claim_id, eur in db.session.execute(FROZEN, these)}
    unfrozen = bare_lines([n for n, state in states.items() if state in ("draft", "sent_back")])
    amounts = in_euro(unfrozen, quotes(unfrozen))
    for line in unfrozen:
        cents[line.claim_id] += amounts[line.id] or 0
    missing = {line.claim_id for line in unfrozen if amounts[line.id] is None}
    approved = {claim_id: int(cents) for claim_id, cents in db.session.execute(APPROVED, these)}
    return {n: (cents[n], n not in missing) for n in claim_ids}, approved


def bare_lines(claim_ids: list[int]) -> list[Line]:
    """Without travellers and proofs: lines whose amount is not frozen, for sums."""
    if not claim_ids:
        return []
    query = select(Line).where(Line.claim_id.in_(claim_ids), Line.removed_at.is_(None))
    query = query.where(Line.eur.is_(None))
    query = query.options(joinedload(Line.claim))
    return list(db.session.scalars(query.order_by(Line.id)))


def all_of(wanted: Wanted) -> list[Claim]:
    """Every one that is not in the bin, the oldest first, with what a register says of it."""
    query = _narrowed(select(Claim), wanted).order_by(Claim.id)
    query = query.options(
        joinedload(Claim.city), joinedload(Claim.payment), joinedload(Claim.visit)
    )
    return list(db.session.scalars(query))


def claimable(pair: Pair, city: MemberCity) -> list[Visit]:
    """The visits that a city can claim for: those that concern it or on which its people travel."""
    query = (
        select(Visit)
        .where(Visit.pair_id == pair.id, Visit.removed_at.is_(None), Visit.online.is_(False))
        .options(
            selectinload(Visit.stops),
            selectinload(Visit.guests),
            selectinload(Visit.agreements),
        )
        .order_by(Visit.id.desc())
    )
    return [v for v in db.session.scalars(query) if v.state in CLAIMABLE and city in v.concerned]
