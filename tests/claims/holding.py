"""What must hold of a pair's claims and movements after any act (see test_any_order.py)."""

from collections import defaultdict
from dataclasses import replace
from typing import Any

from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.claims.eyes import involved
from app.claims.lines import Line
from app.claims.listing import Wanted, page_of
from app.claims.models import Claim
from app.claims.payees import PayeeChange
from app.claims.recoveries import Recovery
from app.extensions import db
from tests.claims import story

ALLOWED = {
    "draft": {"submitted"},
    "submitted": {"sent_back", "decided", "withdrawn"},
    "sent_back": {"submitted", "decided", "withdrawn"},
    "decided": {"reopened", "paid"},
    "reopened": {"decided"},
    "paid": set(),
    "withdrawn": set(),
}


class Walk:
    """One history: what it has seen so far."""

    def __init__(self, visit_id: int) -> None:
        self.visit = db.session.get(story.Visit, visit_id)
        self.budget = Budget.of(self.visit.pair_id)
        self.states: dict[int, str] = {}
        self.chain: list[str] = []
        self.files = 0
        self.done: list[str] = []

    @property
    def claims(self) -> list[Claim]:
        return Claim.of(self.visit.pair_id)[::-1]


def check(walk: Walk) -> None:
    entries = db.session.query(LedgerEntry).filter_by(budget_id=walk.budget.id)
    entries = entries.order_by(LedgerEntry.n).all()
    hashes = [entry.hash for entry in entries]
    assert hashes[: len(walk.chain)] == walk.chain  # no movement has changed
    walk.chain = hashes
    assert ledger.verify(walk.budget) == []
    nothing_overspent(walk, entries)
    source: dict[Any, int] = defaultdict(int)
    for entry in entries:
        source[entry.source_kind, entry.source_id, entry.kind] += entry.amount
    for claim in walk.claims:
        movements_are_decisions(claim, source)
        before, now = walk.states.get(claim.id), claim.state
        assert before in (None, now) or now in ALLOWED[before], (before, now)
        assert before is not None or now == "submitted"
        walk.states[claim.id] = now
    a_list_says_the_same(walk)


def a_list_says_the_same(walk: Walk) -> None:
    """Its states are derived by the database, and so is what it finds by a state."""
    wanted = Wanted([walk.visit.pair_id])
    assert {row.id: row.state for row in page_of(wanted, 1)[0]} == walk.states
    for state in set(walk.states.values()):
        found, _pages = page_of(replace(wanted, state=state), 1, oldest=True)
        assert {row.id for row in found} == {n for n, at in walk.states.items() if at == state}


def nothing_overspent(walk: Walk, entries: list[LedgerEntry]) -> None:
    lines: dict[Any, int] = defaultdict(int)
    seats: dict[Any, int] = defaultdict(int)
    signs = {"allocate": 1, "return": -1, "reserve": -1, "release": 1, "approve": -1, "recover": 1}
    for entry in entries:
        lines[entry.member_city_id, entry.direction] += signs.get(entry.kind, 0) * entry.amount
        if entry.seat_id and entry.kind != "pay":
            seats[entry.seat_id] -= signs[entry.kind] * entry.amount
    assert all(left >= 0 for left in lines.values())
    cohort = walk.visit.pair.cohort
    assert all(used <= cohort.seat_cap for used in seats.values())
    assert balances.allocated_in(cohort.id) <= cohort.pot


def movements_are_decisions(claim: Claim, source: dict[Any, int]) -> None:
    last = Decision.of_claim(claim)
    for line in Line.of(claim):
        made = Decision.on(line)
        approved = sum(
            source["decision", one.id, "approve"] - source["decision", one.id, "recover"]
            for one in made
        )
        paid = sum(source["decision", one.id, "pay"] for one in made)
        amount = last[line.id].amount if line.id in last else 0
        assert approved == amount <= (line.eur or 0)
        assert paid == (amount if claim.payment else 0)
        assert not any(involved(claim, one.by) for one in made)
        back = [one for one in Recovery.of(claim) if one.line_id == line.id]
        assert sum(one.amount for one in back) <= paid
        assert all(source["recovery", one.id, "recover"] == one.amount for one in back)
    if claim.payment:
        assert claim.payment.amount == sum(one.amount for one in last.values())
        assert claim.payment.by_id not in {one.by_id for one in last.values()}
    for change in db.session.query(PayeeChange).filter_by(claim_id=claim.id, confirmed=True):
        assert change.by_id != change.answered_by_id
