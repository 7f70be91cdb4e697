"""What the page of a budget shows: totals, lines, visits and seats; and the pages of movements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.balances import Balance
from app.budgets.models import DIRECTIONS, Budget, LedgerEntry
from app.clock import today
from app.extensions import db
from app.pairs.models import MemberCity, Pair, Seat, Sitting

A_PAGE = 100
SHOWN = (
    LedgerEntry.n,
    LedgerEntry.kind,
    LedgerEntry.amount,
    LedgerEntry.currency,
    LedgerEntry.member_city_id,
    LedgerEntry.direction,
    LedgerEntry.visit_id,
    LedgerEntry.at,
    LedgerEntry.hash,
)


class Pot(NamedTuple):
    """Of the cohort: all of it, and what no pair was given yet."""

    whole: int
    rest: int


@dataclass(frozen=True)
class SeatRow:
    """A seat with who sits on it today; `room` is what its cap leaves."""

    city: MemberCity
    number: int
    holder: str
    balance: Balance
    cap: int

    @property
    def room(self) -> int:
        return self.cap - self.balance.reserved - self.balance.approved


def screen(pair: Pair, *, only_city: int | None, whole: bool) -> dict[str, Any]:
    """`only_city`: whose seats are shown; None for everybody's. Seats are persons' costs. `whole`:
    the cohort's pot, too."""
    budget, cohort = Budget.of(pair.id), pair.cohort
    known = balances.lines(budget)
    return {
        "pair": pair,
        "currency": pair.cohort.currency,
        "total": sum(known.values(), Balance()),
        "lines": [
            (city, way, known[city.id, way])
            for city in pair.cities
            for way in DIRECTIONS
            if (city.id, way) in known
        ],
        "by_visit": balances.by_visit(budget),
        "by_category": balances.by_category(budget),
        "pot": Pot(cohort.pot, cohort.pot - balances.allocated_in(cohort.id)) if whole else None,
        "seats": seats(pair, budget, only_city),
        "cap": pair.cohort.seat_cap,
        "cap_unit": pair.cohort.cap_unit,
    }


def seats(pair: Pair, budget: Budget, only_city: int | None) -> list[SeatRow]:
    cities = {city.id: city for city in pair.cities if only_city in (None, city.id)}
    now_on = today("UTC")
    query = (
        select(Seat, Person.name)
        .outerjoin(
            Sitting,
            (Sitting.seat_id == Seat.id)
            & (Sitting.since <= now_on)
            & (Sitting.until.is_(None) | (Sitting.until >= now_on)),
        )
        .outerjoin(Person, Person.id == Sitting.person_id)
        .where(Seat.member_city_id.in_(cities))
        .order_by(Seat.number)
    )
    used, cap = balances.by_seat(budget), pair.cohort.seat_cap
    rows = [
        SeatRow(cities[s.member_city_id], s.number, name or "", used.get(s.id, Balance()), cap)
        for s, name in db.session.execute(query)
    ]
    return sorted(rows, key=lambda row: (row.city.position, row.number))


def movements(budget: Budget, page: int) -> tuple[Sequence[Any], int]:
    """The entries of a page as rows, the newest first, and how many pages there are. The chain has
    no holes, so a page is a range of numbers: the hundredth costs what the first does."""
    last = budget.entries - (page - 1) * A_PAGE
    query = (
        select(*SHOWN, Person.name.label("who"))
        .outerjoin(Person, Person.id == LedgerEntry.by_id)
        .where(LedgerEntry.budget_id == budget.id)
        .where(LedgerEntry.n <= last, LedgerEntry.n > last - A_PAGE)
        .order_by(LedgerEntry.n.desc())
    )
    return db.session.execute(query).all(), max(1, -(-budget.entries // A_PAGE))
