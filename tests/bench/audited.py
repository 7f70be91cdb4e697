"""A pair with 5,000 claims and 100,000 movements: its lists of 100 rows a page, and that ten times
as much takes no more queries. On data of its own, written in bulk; the chain is a true one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.budgets.chain import hash_of
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import Claim, Payment
from app.clock import now
from app.database import writing
from app.extensions import db
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from tests.bench import pages, pair
from tests.bench.figures import Figure
from tests.bench.grown import Grown
from tests.bench.grown import figures as grown_figures
from tests.bench.people import People
from tests.cast import TODAY

CLAIMS, MOVEMENTS, ROWS, GOAL_MS = 5_000, 100_000, 100, 10
PAGES = {  # name: (address, its peer's rows, and the expressions in each)
    "a pair's claims": (f"{pages.PAIR}/claims", ROWS, 6),
    "all claims": ("/claims", ROWS, 9),
    "claims to pay": ("/claims?state=decided", ROWS, 10),
    "movements": (f"{pages.PAIR}/budget/movements", ROWS, 8),
}


class Audited(People):
    def work(self, claims: int, movements: int) -> None:
        visit = self._visit()
        self._claims(visit, claims)
        self._movements(visit, movements)

    def _visit(self) -> Visit:
        (home, officer), (host, _other) = self.officers
        first = TODAY - timedelta(20)
        stops = [(host.id, first, first + timedelta(3))]
        plan: dict[str, Any] = {"cities": [home.id], "title": self.say.title(), "stops": stops}
        visit = Visit.plan(self.pair, by=officer, **plan)
        propose(visit, by=officer, city=home)
        return agree(visit, None, by=self.people["maria"])

    def _claims(self, visit: Visit, claims: int) -> None:
        """Of five one waits, two are decided, two are paid."""
        home, officer = self.officers[0]
        same = {"pair_id": visit.pair_id, "member_city_id": home.id, "visit_id": visit.id}
        same |= {"payee_kind": "city", "holder": "Cologne", "iban": "DE89370400440532013000"}
        same |= {"drafted_by_id": officer.id, "submitted_by_id": officer.id, "version": 1}
        same |= {"drafted_at": now(), "submitted_at": now(), "declaration": "x", "reopened_as": ""}
        numbers = range(1, claims + 1)
        rows = [
            same | {"id": n, "number": f"C1-COL-{n:04d}", "decided_at": now() if n % 5 else None}
            for n in numbers
        ]
        db.session.execute(insert(Claim), rows)
        line = {"category": "room", "document_date": TODAY, "currency": "EUR", "vat": 0}
        line |= {"vat_recoverable": False, "version": 1, "rate_source": "ecb", "paid_by": "city"}
        cost = {n: self.say.cents(10, 900) for n in numbers}
        rows = [
            line | {"id": n, "claim_id": n, "description": "x", "amount": cost[n], "eur": cost[n]}
            for n in numbers
        ]
        db.session.execute(insert(Line), rows)
        by = {"by_id": self.people["maria"].id, "at": now()}
        said = {"result": "approved", "reason": ""} | by
        rows = [said | {"id": n, "line_id": n, "amount": cost[n]} for n in numbers if n % 5]
        db.session.execute(insert(Decision), rows)
        paid = {"paid_on": TODAY, "reference": "x"} | by
        rows = [paid | {"claim_id": n, "amount": cost[n]} for n in numbers if n % 5 > 2]
        db.session.execute(insert(Payment), rows)

    def _movements(self, visit: Visit, movements: int) -> None:
        """Reserved and set free again, as plans that change do."""
        budget, home = Budget.of(self.pair.id), self.homes["Cologne"]
        same = {"budget_id": budget.id, "currency": "EUR", "member_city_id": home.id}
        same |= {"direction": "outgoing", "source_kind": "", "source_id": None, "category": ""}
        same |= {"visit_id": visit.id, "traveller_id": 1, "seat_id": None, "reason": ""}
        same |= {"by_id": self.people["anna"].id, "at": now()}
        rows, previous = [], budget.head
        for n in range(budget.entries + 1, movements + 1):
            kind = "release" if n % 2 else "reserve"
            facts = same | {"n": n, "kind": kind, "amount": 100, "previous": previous}
            previous = hash_of(LedgerEntry(**facts))
            rows.append(facts | {"hash": previous})
        db.session.execute(insert(LedgerEntry), rows)
        budget.entries, budget.head = movements, previous


def make(folder: Path, claims: int, movements: int) -> None:
    def work() -> None:
        with writing():
            Audited().work(claims, movements)

    pair.filled(folder, work)


def grow(folder: Path, whole: bool) -> None:
    many = 1 if whole else 10
    make(folder, CLAIMS // many, MOVEMENTS // many)


GROWN = Grown(f"{CLAIMS} claims, {MOVEMENTS} movements", "maria", PAGES, grow, GOAL_MS)


def figures(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    return grown_figures(GROWN, folder, rounds, seconds)
