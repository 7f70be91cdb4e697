"""What the ledger's rows add up to: by line of the budget, by traveller, by seat.

reserved = reserve - release · approved = approve - recover (paid is a part of it) ·
left = allocated - reserved - approved. All amounts in minor units.
"""

from collections import defaultdict
from dataclasses import dataclass, fields

from sqlalchemy import ColumnElement, case, func, select

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
        return Balance(
            *(getattr(self, f.name) + getattr(other, f.name) for f in fields(self))
        )


def _sum(plus: str, minus: str = "") -> ColumnElement[int]:
    signed = case(
        (LedgerEntry.kind == plus, LedgerEntry.amount),
        (LedgerEntry.kind == minus, -LedgerEntry.amount),
        else_=0,
    )
    return func.coalesce(func.sum(signed), 0)


SUMS = (_sum("allocate", "return"), _sum("reserve", "release"), _sum("approve", "recover"))
PAID = _sum("pay", "recover")


def lines(budget: Budget) -> dict[tuple[int, str], Balance]:
    """By (member city, direction)."""
    rows = db.session.execute(
        select(LedgerEntry.member_city_id, LedgerEntry.direction, *SUMS, PAID)
        .where(LedgerEntry.budget_id == budget.id)
        .group_by(LedgerEntry.member_city_id, LedgerEntry.direction)
    )
    return {(city, direction): _balance(*sums) for city, direction, *sums in rows}


def line(budget: Budget, member_city_id: int, direction: str) -> Balance:
    return lines(budget).get((member_city_id, direction), Balance())


def total(budget: Budget) -> Balance:
    return sum(lines(budget).values(), Balance())


def totals(pair_ids: list[int]) -> dict[int, Balance]:
    """By pair, in one query, for the lists of managers."""
    rows = db.session.execute(
        select(Budget.pair_id, *SUMS, PAID)
        .join(LedgerEntry, LedgerEntry.budget_id == Budget.id)
        .where(Budget.pair_id.in_(pair_ids))
        .group_by(Budget.pair_id)
    )
    found = {pair_id: _balance(*sums) for pair_id, *sums in rows}
    return defaultdict(Balance, found)


def by_visit(budget: Budget) -> dict[int, Balance]:
    rows = db.session.execute(
        select(LedgerEntry.visit_id, *SUMS, PAID)
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.visit_id.is_not(None))
        .group_by(LedgerEntry.visit_id)
    )
    return {visit: _balance(*sums) for visit, *sums in rows}


def by_seat(budget: Budget) -> dict[int, Balance]:
    rows = db.session.execute(
        select(LedgerEntry.seat_id, *SUMS, PAID)
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.seat_id.is_not(None))
        .group_by(LedgerEntry.seat_id)
    )
    return {seat: _balance(*sums) for seat, *sums in rows}


def reserved_for(budget: Budget, visit_id: int) -> dict[int, tuple[int, int, int | None]]:
    """By traveller: (still reserved, member city, seat)."""
    rows = db.session.execute(
        select(
            LedgerEntry.traveller_id,
            SUMS[1],
            func.max(LedgerEntry.member_city_id),
            func.max(LedgerEntry.seat_id),
        )
        .where(LedgerEntry.budget_id == budget.id, LedgerEntry.visit_id == visit_id)
        .where(LedgerEntry.traveller_id.is_not(None))
        .group_by(LedgerEntry.traveller_id)
    )
    return {traveller: (int(left), city, seat) for traveller, left, city, seat in rows}


def seat_used(seat_id: int, *, visit_id: int | None = None) -> int:
    """Reserved and approved on a seat, in all its visits or in one."""
    query = select(SUMS[1] + SUMS[2]).where(LedgerEntry.seat_id == seat_id)
    if visit_id is not None:
        query = query.where(LedgerEntry.visit_id == visit_id)
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
