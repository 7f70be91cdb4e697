"""A pair with 5,000 claims and 100,000 movements: its lists of 100 rows a page, and that ten times
as much takes no more queries. On data of its own, written in bulk; the chain is a true one."""

import json
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
from tests.bench.load import measure
from tests.bench.people import People
from tests.bench.serving import Site, app_on, serving, signed_in, tandem
from tests.cast import TODAY
from tests.queries import count_queries

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


def figures(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    whole, tenth = folder / "whole", folder / "tenth"
    whole.mkdir()
    tenth.mkdir()
    make(whole, CLAIMS, MOVEMENTS)
    make(tenth, CLAIMS // 10, MOVEMENTS // 10)
    asked, few = queries(whole), queries(tenth)
    with tandem(whole, "maria") as site:
        found = [figure for name in PAGES for figure in _page(site, name, rounds, seconds)]
    for name in PAGES:
        about = f"{CLAIMS} claims, {MOVEMENTS} movements, {name}: queries (beside: a tenth of it)"
        found.append(Figure(about, asked[name], "queries/request", beside=few[name], times=1))
    return found


def queries(folder: Path) -> dict[str, int]:
    app = app_on(folder)
    client, counted = signed_in("maria", app), {}
    for name, (path, *_peer) in PAGES.items():
        assert client.get(path).status_code == 200, path
        with app.app_context(), count_queries() as sent:
            client.get(path)
        counted[name] = len(sent)
    with app.app_context():
        db.engine.dispose()
    return counted


def _page(site: Site, name: str, rounds: int, seconds: float) -> list[Figure]:
    path, *peer = PAGES[name]
    size = len(site.get(path))
    with serving("tests.bench.bare:make()", BARE=json.dumps({"it": [*peer, size]})) as bare:
        runs = [
            (measure(site, path, 1, seconds), measure(bare, "/it", 1, seconds))
            for _round in range(rounds)
        ]
    ours, beside = pages.medians(runs, "per_second")
    cpu, bare_cpu = pages.medians(runs, "cpu_ms")
    title = f"{CLAIMS} claims, {MOVEMENTS} movements, {name}, 100 rows"
    return [
        Figure(f"{title}: 1 connection", ours, "requests/s", beside=beside),
        Figure(f"{title}: CPU", cpu, "ms/request", beside=bare_cpu, most=GOAL_MS),
    ]
