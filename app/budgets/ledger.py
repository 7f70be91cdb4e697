"""The acts on a budget. Each locks it, checks what is left and writes entries to its chain.

Nothing can be spent twice: every act runs under the lock of the budget's one row, so two managers
who decide at once are one after the other.
"""

import hashlib
import json
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget, LedgerEntry
from app.clock import now
from app.database import lock
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.money import show
from app.pairs.models import MemberCity
from app.pairs.programmes import Cohort


def allocate(
    budget: Budget, amount: int, *, city: MemberCity, direction: str, by: Person | None
) -> LedgerEntry:
    """From the cohort's pot to a line of the budget; never more than the pot holds."""
    lock(budget)
    cohort = lock(db.session.get_one(Cohort, budget.pair.cohort_id))
    rest = cohort.pot - balances.allocated_in(cohort.id)
    if amount > rest:
        raise Refused(_("The pot has only %(rest)s left.", rest=show(rest, cohort.currency)))
    entry = write(budget, "allocate", amount, city=city, direction=direction, by=by)
    _record("budget.allocated", budget, by)
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
    now_reserved = balances.reserved_for(budget, visit_id)
    held, held_city, held_seat = now_reserved.get(traveller_id, (0, city.id, seat_id))
    about = {"visit_id": visit_id, "traveller_id": traveller_id, "by": by}
    if held and (held_city, held_seat) != (city.id, seat_id):
        holder = budget.pair.city(held_city)
        write(budget, "release", held, city=holder, seat_id=held_seat, **about)
        held = 0
    more = amount - held
    if more > 0:
        _refuse_over(budget, more, city)
        _refuse_over_cap(budget, more, seat_id, visit_id)
        write(budget, "reserve", more, city=city, seat_id=seat_id, **about)
    elif more < 0:
        write(budget, "release", -more, city=city, seat_id=seat_id, **about)
    if more:
        _record("budget.reserved" if more > 0 else "budget.released", budget, by)


def release(budget: Budget, *, visit_id: int, city: MemberCity | None, by: Person) -> None:
    """What is still reserved for a visit, of one city or (`None`) of all, is free again."""
    lock(budget)
    for traveller, (held, at, seat) in balances.reserved_for(budget, visit_id).items():
        holder = budget.pair.city(at)
        if held and holder and (city is None or holder == city):
            write(
                budget,
                "release",
                held,
                city=holder,
                visit_id=visit_id,
                traveller_id=traveller,
                seat_id=seat,
                by=by,
            )
    _record("budget.released", budget, by)


def approve(
    budget: Budget,
    amount: int,
    *,
    city: MemberCity,
    direction: str,
    visit_id: int,
    traveller_id: int | None,
    seat_id: int | None,
    source: tuple[str, int],
    category: str,
    by: Person,
) -> None:
    """Uses up the traveller's reservation; the rest must fit in what is left, else it is refused."""
    lock(budget)
    held, held_city, held_seat = balances.reserved_for(budget, visit_id).get(
        traveller_id or 0, (0, city.id, seat_id)
    )
    about = {"visit_id": visit_id, "traveller_id": traveller_id, "by": by}
    used = min(held, amount)
    if used:
        holder = budget.pair.city(held_city)
        write(budget, "release", used, city=holder, seat_id=held_seat, **about)
    _refuse_over(budget, amount, city, direction)
    _refuse_over_cap(budget, amount, seat_id, visit_id)
    write(
        budget,
        "approve",
        amount,
        city=city,
        direction=direction,
        seat_id=seat_id,
        source=source,
        category=category,
        **about,
    )
    _record("budget.approved", budget, by)


def pay(
    budget: Budget,
    amount: int,
    *,
    city: MemberCity,
    direction: str,
    visit_id: int,
    source: tuple[str, int],
    by: Person,
) -> None:
    lock(budget)
    write(
        budget,
        "pay",
        amount,
        city=city,
        direction=direction,
        visit_id=visit_id,
        source=source,
        by=by,
    )
    _record("budget.paid", budget, by)


def write(
    budget: Budget,
    kind: str,
    amount: int,
    *,
    city: MemberCity | None,
    direction: str = "outgoing",
    source: tuple[str, int] = ("", 0),
    by: Person | None,
    **about: Any,
) -> LedgerEntry:
    """Adds one entry to the chain. The caller holds the budget's lock and has checked."""
    assert city is not None
    entry = LedgerEntry(
        budget_id=budget.id,
        n=budget.entries + 1,
        kind=kind,
        amount=amount,
        currency=budget.pair.cohort.currency,
        member_city_id=city.id,
        direction=direction,
        source_kind=source[0],
        source_id=source[1] or None,
        by_id=by.id if by else None,
        at=now(),
        previous=budget.head,
        **about,
    )
    entry.hash = hash_of(entry)
    db.session.add(entry)
    budget.entries, budget.head = entry.n, entry.hash
    db.session.flush()
    return entry


def hash_of(entry: LedgerEntry) -> str:
    """SHA-256 over canonical JSON of ids, UTC time in microseconds, minor units and the hash before.

    No names, and the reason only as a hash: erasing a person, or a move to another database, keeps
    the chain valid.
    """
    content = {
        "budget": entry.budget_id,
        "n": entry.n,
        "kind": entry.kind,
        "amount": entry.amount,
        "currency": entry.currency,
        "city": entry.member_city_id,
        "direction": entry.direction,
        "source": [entry.source_kind or "", entry.source_id],
        "visit": entry.visit_id,
        "traveller": entry.traveller_id,
        "seat": entry.seat_id,
        "category": entry.category or "",
        "reason": hashlib.sha256((entry.reason or "").encode()).hexdigest(),
        "at": int(entry.at.timestamp()) * 1_000_000 + entry.at.microsecond,
        "previous": entry.previous,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def verify(budget: Budget) -> list[str]:
    """What is wrong with the chain, in words; an empty list where it is whole."""
    wrong: list[str] = []
    previous, n = "", 0
    query = select(LedgerEntry).where(LedgerEntry.budget_id == budget.id).order_by(LedgerEntry.n)
    for entry in db.session.scalars(query):
        n += 1
        if entry.n != n:
            wrong.append(f"budget {budget.id}: entry {n} is missing")
        if entry.previous != previous or entry.hash != hash_of(entry):
            wrong.append(f"budget {budget.id}: entry {entry.n} does not match its hash")
        previous, n = entry.hash, entry.n
    if (n, previous) != (budget.entries, budget.head):
        wrong.append(f"budget {budget.id}: the last entry is not the head")
    return wrong


def _refuse_over(
    budget: Budget, amount: int, city: MemberCity, direction: str = "outgoing"
) -> None:
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
    """The cohort's cap for each seat, over the whole programme or for each visit."""
    if seat_id is None:
        return
    cohort = budget.pair.cohort
    within = visit_id if cohort.cap_unit == "visit" else None
    left = cohort.seat_cap - balances.seat_used(seat_id, visit_id=within)
    if amount > left:
        raise Refused(
            _("This seat has %(left)s left under its cap.", left=show(left, cohort.currency))
        )


def _record(name: str, budget: Budget, by: Person | None) -> None:
    record(
        name, budget, by=by, audience=f"pair-{budget.pair_id}-money", pair_id=budget.pair_id
    )
