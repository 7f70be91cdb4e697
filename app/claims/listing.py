"""Claims as rows of a list, a page at a time: of one pair, or of all that somebody looks after.

Columns are read, not objects: a page of a hundred is drawn often.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Person
from app.claims.models import CLAIMABLE, Claim, Payment, PaymentList
from app.claims.totals import THESE, of_claims
from app.clock import UTCDateTime, now, today
from app.extensions import db
from app.pairs.models import City, MemberCity, Pair
from app.pairs.programmes import Cohort
from app.visits.models import Visit
from app.visits.terms import Stop

A_PAGE = 100
Taker = aliased(Person)
SINCE = func.coalesce(Claim.submitted_at, Claim.drafted_at, type_=UTCDateTime)
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
}  # of a state, as Claim.state derives it
LATER_FIRST = ("withdrawn", "paid", "reopened", "decided", "sent_back", "submitted", "draft")
STATE = case(*((and_(*CONDITIONS[state]), state) for state in LATER_FIRST)).label("state")
NARROWED: dict[str, Any] = {
    "city": Claim.member_city_id == bindparam("city"),
    "nobody": Claim.taken_by_id.is_(None),
    "taken": Claim.taken_by_id == bindparam("taken"),
    "last": bindparam("last") >= SINCE,
    "until": Cohort.last_claim_date <= bindparam("until"),
}  # by the name of its value


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

    @property
    def values(self) -> dict[str, Any]:
        """What is asked for, by name; what is not asked for is left out."""
        asked: dict[str, Any] = {
            "city": self.city_id,
            "nobody": 0 if self.taken == 0 else None,
            "taken": self.taken or None,
            "last": now() - timedelta(days=self.days) if self.days else None,
            "until": self.until,
        }
        return {name: value for name, value in asked.items() if value is not None}


class Listed(NamedTuple):
    """`since` it was handed in, or drafted; `eur` is what all lines come to, in cents, and not
    `whole` while a line has no rate."""

    id: int
    number: str
    slug: str
    pair: str
    city: str
    visit: str
    from_on: date
    to_on: date
    state: str
    since: datetime
    deadline: date
    taken_by: str
    list_number: str
    list_id: int | None
    days: int
    eur: int
    whole: bool
    approved: int

    @property
    def days_of_visit(self) -> tuple[date, date]:
        return self.from_on, self.to_on


def page_of(wanted: Wanted, page: int, *, oldest: bool = False) -> tuple[list[Listed], int]:
    """The claims of a page, the newest first, and how many pages there are."""
    count, found = _first(wanted, page, oldest)
    # First which, then what of them: what is said of a claim is joined for a hundred only.
    place = {claim_id: n for n, claim_id in enumerate(found)}
    rows = db.session.execute(COLUMNS, {"ids": list(place)}).all()
    return _listed(sorted(rows, key=lambda row: place[row[0]])), max(1, -(-count // A_PAGE))


def _first(wanted: Wanted, page: int, oldest: bool) -> tuple[int, Sequence[int]]:
    """How many there are, and which ones stand on this page. To sort them all have to be read, so
    they are counted on the way; by number the last hundred are found without the others."""
    numbers, values = _numbers(wanted)
    first = (page - 1) * A_PAGE
    if oldest:
        found = db.session.scalars(numbers.order_by(Claim.submitted_at, Claim.id), values).all()
        return len(found), found[first : first + A_PAGE]
    count = db.session.scalar(numbers.with_only_columns(func.count()), values) or 0
    asked = numbers.order_by(Claim.id.desc()).limit(A_PAGE).offset(first)
    return count, db.session.scalars(asked, values).all()


def every(wanted: Wanted) -> Sequence[Any]:
    """All of them, the oldest first, as rows of COLUMNS."""
    ids = db.session.scalars(*_numbers(wanted)).all()
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
        STATE,
        SINCE.label("since"),
        Cohort.last_claim_date.label("deadline"),
        func.coalesce(Taker.name, "").label("taken_by"),
        func.coalesce(PaymentList.number, "").label("list_number"),
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


# Put together once: that alone took some milliseconds of each page.
COLUMNS = _columns()


def _numbers(wanted: Wanted) -> tuple[Select[Any], dict[str, Any]]:
    """Which claims, and the values that are asked for."""
    values = wanted.values
    query = _narrowed(wanted.state, tuple(values))
    if wanted.number:
        query = query.where(Claim.number.icontains(wanted.number, autoescape=True))
    return query, values | {"pairs": wanted.pair_ids}


@cache
def _narrowed(state: str, by: tuple[str, ...]) -> Select[Any]:
    query = select(Claim.id).where(Claim.pair_id.in_(bindparam("pairs", expanding=True)))
    query = query.where(Claim.removed_at.is_(None), *(NARROWED[name] for name in by))
    if conditions := CONDITIONS.get(state):
        query = query.outerjoin(Payment, Payment.claim_id == Claim.id).where(*conditions)
    if "until" in by:
        query = query.join(Pair, Pair.id == Claim.pair_id)
        query = query.join(Cohort, Cohort.id == Pair.cohort_id)
    return query


def _listed(rows: Sequence[Any]) -> list[Listed]:
    totals, now_on = of_claims({row[0]: row.state for row in rows}), today("UTC")
    return [
        Listed._make((*row, (now_on - row.since.date()).days, *totals[row[0]]))  # both are in UTC
        for row in rows
    ]


def all_of(wanted: Wanted) -> list[Claim]:
    """Every one that is not in the bin, the oldest first, with what a register says of it."""
    numbers, values = _numbers(wanted)
    query = select(Claim).where(Claim.id.in_(numbers)).order_by(Claim.id)
    query = query.options(
        joinedload(Claim.city), joinedload(Claim.payment), joinedload(Claim.visit)
    )
    return list(db.session.scalars(query, values))


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
