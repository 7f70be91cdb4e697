"""Two years of one pair, on the days on which things happened and through the rules of the app:
visits and their costs. What was written meanwhile is in writings.py. Always the same ones."""

import random
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from unittest.mock import patch

from pycrdt import Doc

from app.attendance import ticking
from app.claims.decisions import decide, withdraw
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.paying import pay
from app.claims.proofs import prove
from app.claims.submission import submit
from app.database import writing
from app.documents import tree
from app.hosting import template
from app.journeys.models import Journey
from app.visits.agenda import AgendaItem
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from app.visits.publishing import publish
from app.visits.travellers import Traveller
from tests.bench.pair import on
from tests.bench.people import People
from tests.cast import TODAY

FIRST = TODAY - timedelta(days=730)
STAY, DAYS = 40, 4  # days from the plan to the stay, and of the stay


@dataclass(frozen=True)
class Much:
    """How much a pair has done; but for sections and items, what each visit has brought."""

    visits: int = 8
    items: int = 12
    claims: int = 6
    notes: int = 13
    threads: int = 14
    sections: int = 20
    keys: int = 8  # updates of each section's text
    long: int = 140  # of the first one's, which gets a snapshot by that

    @property
    def gap(self) -> int:
        """Days between two plans."""
        return 720 // self.visits


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """What the app draws by chance (names of passages, salts, the writers in Yjs) comes out alike
    each time."""
    chance = random.Random(seed)
    with (
        patch.object(tree, "Doc", lambda: Doc(client_id=chance.getrandbits(32))),
        patch.object(uuid, "uuid4", lambda: uuid.UUID(int=chance.getrandbits(128), version=4)),
        patch.object(secrets, "token_hex", lambda size: chance.randbytes(size).hex()),
    ):
        yield


class Years(People):
    def __init__(self, much: Much) -> None:
        super().__init__()
        self.much = much

    def visit(self, n: int) -> Visit:
        """Planned, agreed and, but for the last, held and paid."""
        planned, last = FIRST + timedelta(n * self.much.gap), n == self.much.visits - 1
        first = TODAY + timedelta(STAY) if last else planned + timedelta(STAY)
        with on(planned), writing():
            visit = self._plan(n, first)
            self._agenda(visit)
            self._travellers(visit)
            agree(visit, None, by=self.people["maria"])
        if last:
            return visit
        with on(first + timedelta(DAYS)), writing():
            for day in visit.days:
                ticking.everybody(visit, day, by=self.people["anna"])
            visit.hold(by=self.people["anna"], today=first + timedelta(DAYS))
        self._claims(n, visit, first + timedelta(DAYS + 6))
        return visit

    def _plan(self, n: int, first: date) -> Visit:
        (home, officer), (host, _other) = self.officers[n % 2], self.officers[(n + 1) % 2]
        facts: dict[str, Any] = {"title": self.say.title(), "purpose": self.say.sentence()}
        facts["stops"] = [(host.id, first, first + timedelta(DAYS - 1))]
        visit = Visit.plan(self.pair, by=officer, cities=[home.id], **facts)
        propose(visit, by=officer, city=home)
        template.take(visit, host, ["room", "lunch", "fetch"], by=officer)
        return visit

    def _agenda(self, visit: Visit) -> None:
        by = self.people["diego"]
        for n in range(self.much.items):
            facts = {"day": visit.days[n % DAYS], "starts": time(9 + n // DAYS), "minutes": 60}
            facts |= {"title": self.say.title(), "place": self.say.title(), "kind": "walk"}
            AgendaItem.add(visit, by=by, **facts)
        publish(visit, by=by)

    def _travellers(self, visit: Visit) -> None:
        home, officer = self._home(visit)
        costs = {"payer": "programme", "planned": self.say.cents(2000, 6000)}
        own = {"kind": "person", "city": home, "person": officer}
        people = [Traveller.add(visit, by=officer, **own, **costs)]
        for _guest in range(3):
            facts = {"kind": "guest", "name": self.say.title(), "city": home}
            people.append(Traveller.add(visit, by=officer, **facts, **costs))
        Traveller.add(visit, by=officer, kind="count", city=home, count=3)
        for one in people:
            way = {"mode": "train", "travel_cost": self.say.cents(2000, 6000), "hosts_know": True}
            Journey.plan(one, 0, by=officer, **way)

    def _home(self, visit: Visit) -> Any:
        """Who travels: the city that does not host, and its officer."""
        return next(one for one in self.officers if one[0].id != visit.stops[0].member_city_id)

    def _claims(self, n: int, visit: Visit, day: date) -> None:
        """All are paid after a month but for the last ones: of six one is a draft, one waits, one
        was withdrawn, one is decided and not paid."""
        mine = [each for each in Traveller.on(visit) if each.payer == "programme"]
        fresh = n == self.much.visits - 2
        for k in range(self.much.claims):
            with on(day), writing():
                claim = self._claim(visit, mine[k % len(mine)])
            if not (fresh and k == 0):
                self._settle(claim, day, k if fresh else 9)

    def _claim(self, visit: Visit, traveller: Traveller) -> Claim:
        home, officer = self._home(visit)
        claim = Claim.draft(visit, home, by=officer)
        for category in ("travel", "other"):
            facts = {"category": category, "description": self.say.title(), "currency": "EUR"}
            facts |= {"document_date": visit.from_on, "paid_date": visit.from_on}
            facts |= {"amount": self.say.cents(200, 1200), "traveller": traveller}
            line = Line.add(claim, by=officer, **facts)
            prove(line, "invoice", [self.paper], by=officer)
        account = {"kind": "city", "holder": home.name, "iban": "DE89370400440532013000"}
        claim.set_payee(claim.version, by=officer, **account)
        return claim

    def _settle(self, claim: Claim, day: date, k: int) -> None:
        with on(day + timedelta(1)), writing():
            submit(claim, declared=True, by=claim.drafted_by)
            if k == 2:
                withdraw(claim, by=claim.drafted_by)
        if k in (1, 2):
            return
        with on(day + timedelta(9)), writing():
            for line in Line.of(claim):
                decide(line, "approved", by=self.people["tom"])
        if k != 3:
            paid_on = day + timedelta(20)
            with on(paid_on), writing():
                pay(claim, paid_on=paid_on, reference=claim.number, by=self.people["maria"])
