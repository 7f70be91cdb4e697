"""The chain of a budget's entries: writing the next one, its hash, and whether it is whole."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.budgets.models import Budget, LedgerEntry
from app.clock import now
from app.extensions import db
from app.pairs.models import MemberCity

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AT_ONCE = 1000


def write(
    budget: Budget,
    kind: str,
    amount: int,
    *,
    city: MemberCity,
    direction: str = "outgoing",
    source: tuple[str, int] | None = None,
    by: Person | None,
    **about: Any,
) -> LedgerEntry:
    """Adds one entry to the chain. The caller holds the budget's lock and has checked."""
    entry = LedgerEntry(
        budget_id=budget.id,
        n=budget.entries + 1,
        kind=kind,
        amount=amount,
        currency=budget.pair.cohort.currency,
        member_city_id=city.id,
        direction=direction,
        source_kind=source[0] if source else "",
        source_id=source[1] if source else None,
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
    """SHA-256 over canonical JSON of what an entry says."""
    text = json.dumps(content_of(entry), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def content_of(entry: LedgerEntry) -> dict[str, Any]:
    """What the hash covers: ids, UTC time in microseconds, minor units and the hash before.

    No names, and the reason only as a hash: erasing a person, or a move to another database, keeps
    the chain valid.
    """
    return {
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
        "by": entry.by_id,
        "at": (entry.at - EPOCH) // timedelta(microseconds=1),
        "previous": entry.previous,
    }


def verify(budget: Budget) -> list[str]:
    """What is wrong with the chain, in words; an empty list where it is whole."""
    wrong: list[str] = []
    previous, n = "", 0
    currency = budget.pair.cohort.currency
    query = select(LedgerEntry).where(LedgerEntry.budget_id == budget.id).order_by(LedgerEntry.n)
    for entry in db.session.scalars(query.execution_options(yield_per=AT_ONCE)):
        n += 1
        where = {"pair": budget.pair.slug, "n": entry.n}
        if entry.n != n:
            wrong.append(_("%(pair)s: movement %(n)s is missing.", pair=where["pair"], n=n))
        if entry.previous != previous:
            wrong.append(_("%(pair)s: movement %(n)s does not follow the one before it.", **where))
        if entry.hash != hash_of(entry):
            wrong.append(_("%(pair)s: movement %(n)s was changed after it was written.", **where))
        if entry.currency != currency:
            wrong.append(_("%(pair)s: movement %(n)s is in another currency.", **where))
        previous, n = entry.hash, entry.n
    if (n, previous) != (budget.entries, budget.head):
        words = _(
            "%(pair)s: the last movement is not the one that the budget remembers.",
            pair=budget.pair.slug,
        )
        wrong.append(words)
    return wrong
