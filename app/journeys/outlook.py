"""Cost before booking: what a price leaves of the seat's cap and of the city's line."""

from dataclasses import dataclass

from app.budgets import balances
from app.budgets.models import Budget
from app.visits.travellers import Traveller


@dataclass(frozen=True)
class Outlook:
    """In EUR cents; below zero is what the programme does not pay. `seat` is None for who sits on
    none, and then no cap holds."""

    cost: int
    seat: int | None
    per_visit: bool
    line: int

    @property
    def too_much(self) -> int:
        return max(0, -min(self.line, self.seat if self.seat is not None else self.line))


def of(traveller: Traveller, cost: int) -> Outlook | None:
    """If this is planned for a traveller; None where the programme does not pay for them.

    What is reserved for the traveller already is theirs to use, what was approved is spent.
    """
    visit = traveller.visit
    if traveller.payer != "programme":
        return None
    budget = Budget.of(visit.pair_id)
    held = balances.reserved_for(budget, visit.id).get(traveller.id)
    mine = held.amount if held else 0
    more = max(0, cost - traveller.approved) - mine
    cohort, seat, left = visit.pair.cohort, traveller.seat_then(), None
    if seat is not None:
        left = balances.seat_room(cohort.seat_cap, cohort.cap_unit, seat.id, visit.id) - more
    line = balances.line(budget, traveller.member_city_id, "outgoing").left - more
    return Outlook(cost, left, cohort.cap_unit == "visit", line)
