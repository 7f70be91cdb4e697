"""What the ledger's rows add up to: by line of the budget, by visit, by traveller, by seat.

reserved = reserve - release · approved = approve - recover (paid is a part of it) ·
left = allocated - reserved - approved. All amounts in minor units.
"""

from collections import defaultdict
from dataclasses import dataclass, fields
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select

from app.budgets.models import Budget, LedgerEntry
from app.extensions import db
from app.pairs.models import Pair


@dataclass(frozen=True)
class Balance:
    allocated: int = 0
    reserved: int = 0
    approved: int = 0
    paid: int = 0

    @property
    def left(self) -> int:
        return self.allocated - self.reserved - self.approved

    @property
    def to_be_paid(self) -> int:
        return self.approved - self.paid

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def _sum(plus: str, minus: str = "") -> ColumnElement[int]:
    signed = case(
        (LedgerEntry.kind == plus, LedgerEntry.amount),
        (LedgerEntry.kind == minus, -LedgerEntry.amount),
        else_=0,
    )
    return func.coalesce(func.sum(signed), 0)


def _paid() -> ColumnElement[int]:
    """A decision that is corrected downwards before payment is a `recover` too, but of nothing
    that was paid: only money that came back after a finding lowers what is paid."""
    came_back = and_(LedgerEntry.kind == "recover", LedgerEntry.source_kind == "recovery")
    signed = case(
        (LedgerEntry.kind == "pay", LedgerEntry.amount),
        (came_back, -LedgerEntry.amount),
        else_=0,
    )
    return func.coalesce(func.sum(signed), 0)


SUMS = (_sum("allocate", "return"), _sum("reserve", "release"), _sum("approve", "recover"))
PAID = _paid()
LINES = (
    select(LedgerEntry.member_city_id, LedgerEntry.direction, *SUMS, PAID)
    .where(LedgerEntry.budget_id == bindparam("budget"))
    .group_by(LedgerEntry.member_city_id, LedgerEntry.direction)
)
TOTALS = (
    select(Budget.pair_id, *SUMS, PAID)
    .join(LedgerEntry, LedgerEntry.budget_id == Budget.id)
    .where(Budget.pair_id.in_(bindparam("pairs", expanding=True)))
    .group_by(Budget.pair_id)
)


def lines(budget: Budget) -> dict[tuple[int, str], Balance]:
    """By (member city, direction)."""
    rows = db.session.execute(LINES, {"budget": budget.id})
    return {(city, direction): _balance(*sums) for city, direction, *sums in rows}


def line(budget: Budget, member_city_id: int, direction: str) -> Balance:
    return lines(budget).get((member_city_id, direction), Balance())


def totals(pair_ids: list[int]) -> dict[int, Balance]:
    """By pair, in one query."""
    rows = db.session.execute(TOTALS, {"pairs": pair_ids})
    found = {pair_id: _balance(*sums) for pair_id, *sums in rows}
    return defaultdict(Balance, found)


def by_visit(budget: Budget) -> dict[int, Balance]:
    rows = db.session.execute(
        select(LedgerEntry.visit_id, *SUMS, PAID)
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.visit_id.is_not(None))
        .group_by(LedgerEntry.visit_id)
    )
    return {visit: _balance(*sums) for visit, *sums in rows if visit}


def by_seat(budget: Budget) -> dict[int, Balance]:
    rows = db.session.execute(
        select(LedgerEntry.seat_id, *SUMS, PAID)
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.seat_id.is_not(None))
        .group_by(LedgerEntry.seat_id)
    )
    return {seat: _balance(*sums) for seat, *sums in rows if seat}


def by_category(budget: Budget) -> dict[str, Balance]:
    """What was approved and paid, by kind of cost; reservations have none."""
    rows = db.session.execute(
        select(LedgerEntry.category, *SUMS, PAID)
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.category != "")
        .group_by(LedgerEntry.category)
        .order_by(LedgerEntry.category)
    )
    return {category: _balance(*sums) for category, *sums in rows}


class Held(NamedTuple):
    """What is still reserved for a traveller, and on which line and seat it was reserved."""

    amount: int
    member_city_id: int
    seat_id: int | None


def reserved_for(budget: Budget, visit_id: int) -> dict[int, Held]:
    """By traveller. One who changed city or seat has only what is on the present one."""
    place = (LedgerEntry.traveller_id, LedgerEntry.member_city_id, LedgerEntry.seat_id)
    rows = db.session.execute(
        select(*place, SUMS[1])
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.visit_id == visit_id)
        .where(LedgerEntry.traveller_id.is_not(None))
        .where(LedgerEntry.kind.in_(("reserve", "release")))
        .group_by(*place)
    )
    return {
        traveller: Held(int(held), city, seat)
        for traveller, city, seat, held in rows
        if traveller and held
    }


def seat_used(seat_id: int, *, visit_id: int | None = None) -> int:
    """Reserved and approved on a seat, in all its visits or in one."""
    query = select(SUMS[1] + SUMS[2]).where(LedgerEntry.seat_id == seat_id)
    if visit_id is not None:
        query = query.where(LedgerEntry.visit_id == visit_id)
    return int(db.session.scalar(query) or 0)


def seat_room(cap: int, cap_unit: str, seat_id: int, visit_id: int) -> int:
    """What a seat's cap leaves, over the whole programme or within one visit."""
    return cap - seat_used(seat_id, visit_id=visit_id if cap_unit == "visit" else None)


def source_approved(source_kind: str, source_id: int) -> int:
    """What was approved for a source and is not paid yet."""
    query = select(SUMS[2] - PAID).where(
        LedgerEntry.source_kind == source_kind, LedgerEntry.source_id == source_id
    )
    return int(db.session.scalar(query) or 0)


def allocated_in(cohort_id: int) -> int:
    """What a cohort's pot has given to its pairs."""
    query = (
        select(SUMS[0])
        .join(Budget, LedgerEntry.budget_id == Budget.id)
        .join(Pair, Budget.pair_id == Pair.id)
        .where(Pair.cohort_id == cohort_id)
    )
    return int(db.session.scalar(query) or 0)


def _balance(*sums: object) -> Balance:
    return Balance(*(int(value) for value in sums))  # type: ignore[call-overload]
