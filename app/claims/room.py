"""What is left while a line is being typed: of the seat's cap, and of the city's budget line."""

from dataclasses import dataclass
from typing import Any

from app.budgets import balances
from app.budgets.models import Budget
from app.claims.amounts import charged, euro, in_euro, quotes
from app.claims.lines import HOSTING, TRAVEL, Line
from app.claims.models import Claim
from app.claims.rates import rates_for
from app.claims.warnings import AROUND
from app.money import CURRENCIES
from app.visits.travellers import Traveller


@dataclass(frozen=True)
class Room:
    """EUR cents, after this line and all others of the claim; below zero is what is not paid.
    `seat` is None where no cap holds, `amount` while there is no amount or no rate."""

    amount: int | None
    seat: int | None
    line: int
    cap: int
    per_visit: bool
    outside: bool


def room(claim: Claim, form: Any, travellers: list[Traveller], *, without: int) -> Room:
    """`form` was validated: what is wrong in it simply has no amount."""
    who = next((one for one in travellers if one.id == form.traveller.data), None)
    hosting = form.category.data in HOSTING
    others = [line for line in Line.of(claim) if line.id != without]
    cents, amount = in_euro(others, quotes(others)), _typed(claim, form)
    way, budget = "incoming" if hosting else "outgoing", Budget.of(claim.pair_id)
    held = balances.reserved_for(budget, claim.visit_id)
    freed = sum(h.amount for n, h in held.items() if n in {t.id for t in travellers})
    left = balances.line(budget, claim.member_city_id, way).left + (0 if hosting else freed)
    left -= sum(cents[line.id] or 0 for line in others if line.direction == way) + (amount or 0)
    cohort, seat = claim.pair.cohort, None
    if who and who.seat_id and form.category.data in TRAVEL:
        free = balances.seat_room(cohort.seat_cap, cohort.cap_unit, who.seat_id, claim.visit_id)
        mine = held.get(who.id)
        free += mine.amount if mine and mine.seat_id == who.seat_id else 0
        on_it = [ln for ln in others if ln.traveller and ln.traveller.seat_id == who.seat_id]
        used = sum(cents[ln.id] or 0 for ln in on_it if ln.category in TRAVEL)
        seat = free - used - (amount or 0)
    per_visit, outside = cohort.cap_unit == "visit", _outside(claim, form)
    return Room(amount, seat, left, cohort.seat_cap, per_visit, outside)


def _typed(claim: Claim, form: Any) -> int | None:
    """EUR cents of what is in the form."""
    amount, code = form.amount.data, form.currency.data
    day = form.document_date.data
    if form.amount.errors or not amount or code not in CURRENCIES:
        return None
    line = Line(
        claim_id=claim.id,
        amount=amount,
        currency=code,
        vat=form.vat.data or 0,
        vat_recoverable=bool(form.vat_recoverable.data),
    )
    if line.eligible <= 0:
        return None
    if code != "EUR" and form.eur_charged.data and not form.eur_charged.errors:
        line.eur_charged, line.document_date = form.eur_charged.data, day
        return euro(line, charged(line))
    if code == "EUR":
        return line.eligible
    day = form.paid_date.data if claim.pair.cohort.rate_date == "paid" else day
    rate = rates_for({(code, day)}, claim.pair.cohort.rate_source).get((code, day)) if day else None
    return euro(line, rate) if rate else None


def _outside(claim: Claim, form: Any) -> bool:
    """The eligible stay: the days of the visit, and one before and after it for the way."""
    first, last, day = claim.visit.from_on, claim.visit.to_on, form.document_date.data
    stays = form.category.data in ("accommodation", "per_diem", "local_transport")
    if not stays or first is None or last is None or day is None:
        return False
    return not first - AROUND <= day <= last + AROUND
