"""The acts on a budget. Each locks it, checks what is left and writes entries to its chain.

Nothing can be spent twice: every act runs under the lock of the budget's one row, so two managers
who decide at once are one after the other. A visit or a claim is locked before its budget.
"""

from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.balances import Held
from app.budgets.chain import hash_of, verify, write
from app.budgets.models import Budget, LedgerEntry
from app.database import lock
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.money import show
from app.pairs.models import MemberCity
from app.pairs.programmes import Cohort

__all__ = [
    "Spending",
    "allocate",
    "approve",
    "correct",
    "give_back",
    "hash_of",
    "pay",
    "recover",
    "release",
    "reserve",
    "verify",
]


@dataclass(frozen=True)
class Spending:
    """What an approval or a payment is for; `source` is the (kind, id) that decided on it."""

    city: MemberCity
    direction: str
    visit_id: int
    source: tuple[str, int]
    category: str
    traveller_id: int | None = None
    seat_id: int | None = None

    def from_source(self, kind: str, number: int) -> "Spending":
        return replace(self, source=(kind, number))


def allocate(
    budget: Budget,
    amount: int,
    *,
    city: MemberCity,
    direction: str,
    by: Person | None,
    reason: str = "",
) -> LedgerEntry:
    """From the cohort's pot to a line of the budget; never more than the pot holds."""
    if amount <= 0:
        raise Refused(_("Please write an amount above zero."), "amount")
    lock(budget)
    cohort = lock(db.session.get_one(Cohort, budget.pair.cohort_id))
    rest = cohort.pot - balances.allocated_in(cohort.id)
    if amount > rest:
        raise Refused(_("The pot has only %(rest)s left.", rest=show(rest, cohort.currency)))
    about: dict[str, Any] = {"direction": direction, "reason": reason[:500]}
    entry = write(budget, "allocate", amount, city=city, by=by, **about)
    _record("budget.allocated", budget, by)
    return entry


def give_back(
    budget: Budget, amount: int, *, city: MemberCity, direction: str, by: Person | None, reason: str
) -> LedgerEntry:
    """From a line of the budget to the cohort's pot; never what is reserved or approved."""
    if amount <= 0:
        raise Refused(_("Please write an amount above zero."), "amount")
    lock(budget)
    _refuse_over(budget, amount, city, direction)
    about: dict[str, Any] = {"direction": direction, "reason": reason[:500]}
    entry = write(budget, "return", amount, city=city, by=by, **about)
    _record("budget.returned", budget, by)
    return entry


def reserve(
    budget: Budget,
    amount: int,
    *,
    city: MemberCity,
    visit_id: int,
    traveller_id: int,
    seat_id: int | None,
    by: Person,
) -> None:
    """Brings the reservation of (visit, traveller) to `amount`; less is a release."""
    lock(budget)
    held = balances.reserved_for(budget, visit_id).get(traveller_id) or Held(0, city.id, seat_id)
    if held.amount and (held.member_city_id, held.seat_id) != (city.id, seat_id):
        _let_go(budget, held, held.amount, visit_id, traveller_id, by)
        held = Held(0, city.id, seat_id)
        _record("budget.released", budget, by)
    more = amount - held.amount
    if more > 0:
        _refuse_unfit(budget, more, city, seat_id, visit_id)
        about: dict[str, Any] = {
            "visit_id": visit_id,
            "traveller_id": traveller_id,
            "seat_id": seat_id,
        }
        write(budget, "reserve", more, city=city, by=by, **about)
        _record("budget.reserved", budget, by)
    elif more < 0:
        _let_go(budget, held, -more, visit_id, traveller_id, by)
        _record("budget.released", budget, by)


def release(budget: Budget, *, visit_id: int, city: MemberCity | None, by: Person | None) -> None:
    """What is still reserved for a visit, of one city or (`None`) of all, is free again."""
    lock(budget)
    freed = 0
    for traveller_id, held in sorted(balances.reserved_for(budget, visit_id).items()):
        if city is None or held.member_city_id == city.id:
            _let_go(budget, held, held.amount, visit_id, traveller_id, by)
            freed += held.amount
    if freed:
        _record("budget.released", budget, by)


def approve(budget: Budget, amount: int, spending: Spending, *, by: Person) -> None:
    """Uses up the traveller's reservation; the rest must fit in what is left, or no."""
    lock(budget)
    held = balances.reserved_for(budget, spending.visit_id).get(spending.traveller_id or 0)
    if held and spending.traveller_id:
        used = min(held.amount, amount)
        _let_go(budget, held, used, spending.visit_id, spending.traveller_id, by)
    _refuse_over(budget, amount, spending.city, spending.direction)
    _refuse_over_cap(budget, amount, spending.seat_id, spending.visit_id)
    write(budget, "approve", amount, by=by, **vars(spending))
    _record("budget.approved", budget, by)


def pay(budget: Budget, amount: int, spending: Spending, *, by: Person) -> None:
    """Never more than was approved for the same source and is not paid yet."""
    lock(budget)
    if amount > balances.source_approved(*spending.source):
        raise Refused(_("This was not approved, or it has been paid already."))
    write(budget, "pay", amount, by=by, **vars(spending))
    _record("budget.paid", budget, by)


def correct(budget: Budget, amount: int, spending: Spending, *, by: Person) -> None:
    """Takes a part of an approval back before it is paid: a decision was lowered."""
    lock(budget)
    if amount > balances.source_approved(*spending.source):
        raise Refused(_("This was not approved, or it has been paid already."))
    write(budget, "recover", amount, by=by, **vars(spending))
    _record("budget.corrected", budget, by)


def recover(budget: Budget, amount: int, spending: Spending, *, by: Person) -> None:
    """Money that came back after payment; `spending.source` is the recovery. The caller has checked
    that as much was paid."""
    lock(budget)
    write(budget, "recover", amount, by=by, **vars(spending))
    _record("budget.recovered", budget, by)


def _let_go(
    budget: Budget, held: Held, amount: int, visit_id: int, traveller_id: int, by: Person | None
) -> None:
    """From the line and the seat that it was reserved on, whatever the traveller's are now."""
    holder = db.session.get_one(MemberCity, held.member_city_id)
    about: dict[str, Any] = {
        "visit_id": visit_id,
        "traveller_id": traveller_id,
        "seat_id": held.seat_id,
    }
    write(budget, "release", amount, city=holder, by=by, **about)


def _refuse_unfit(
    budget: Budget, amount: int, city: MemberCity, seat_id: int | None, visit_id: int
) -> None:
    """Without figures: people who plan a visit may be told no, but not what a budget holds."""
    if amount > balances.line(budget, city.id, "outgoing").left:
        raise Refused(
            _("The planned costs do not fit in the budget left for %(city)s.", city=city.name)
        )
    if seat_id is not None and amount > _room(budget, seat_id, visit_id):
        raise Refused(
            _("A planned cost for %(city)s is more than the cap of a seat allows.", city=city.name)
        )


def _refuse_over(budget: Budget, amount: int, city: MemberCity, direction: str) -> None:
    left = balances.line(budget, city.id, direction).left
    if amount > left:
        currency = budget.pair.cohort.currency
        raise Refused(
            _(
                "%(city)s has %(left)s left in this budget line; %(amount)s does not fit.",
                city=city.name,
                left=show(left, currency),
                amount=show(amount, currency),
            )
        )


def _refuse_over_cap(budget: Budget, amount: int, seat_id: int | None, visit_id: int) -> None:
    if seat_id is None:
        return
    left = _room(budget, seat_id, visit_id)
    if amount > left:
        left_shown = show(left, budget.pair.cohort.currency)
        raise Refused(_("This seat has %(left)s left under its cap.", left=left_shown))


def _room(budget: Budget, seat_id: int, visit_id: int) -> int:
    cohort = budget.pair.cohort
    return balances.seat_room(cohort.seat_cap, cohort.cap_unit, seat_id, visit_id)


def _record(name: str, budget: Budget, by: Person | None) -> None:
    audience = f"pair-{budget.pair_id}-money"
    record(name, budget, by=by, audience=audience, pair_id=budget.pair_id)
