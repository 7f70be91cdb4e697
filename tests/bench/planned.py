"""A pair with 60 visits of 80 agenda items each, with travellers, journeys and duties: its pages,
and that ten times as much takes no more queries. On data of its own."""

from datetime import time, timedelta
from pathlib import Path

from app.attendance import ticking
from app.database import writing
from app.hosting import template
from app.journeys.models import Journey
from app.visits.agenda import AgendaItem
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from app.visits.publishing import publish
from app.visits.travellers import Traveller
from tests.bench import pages, pair
from tests.bench.figures import Figure
from tests.bench.grown import Grown
from tests.bench.grown import figures as grown_figures
from tests.bench.people import People
from tests.cast import TODAY

VISITS, ITEMS, TRAVELLERS = 60, 80, 8
VISIT = f"{pages.PAIR}/visits/1"
PAGES = {  # name: (address, its peer's rows, and the expressions in each)
    "visits": (f"{pages.PAIR}/visits", VISITS, 8),
    "a visit": (VISIT, ITEMS + 3 * TRAVELLERS, 10),
    "its journeys": (f"{VISIT}/journeys", TRAVELLERS, 12),
    "its attendance": (f"{VISIT}/attendance", 4 * TRAVELLERS, 8),
    "its day": (f"{VISIT}/today", ITEMS, 10),
}


class Planned(People):
    def visits(self, visits: int, items: int, travellers: int) -> None:
        for n in range(visits):
            visit = self._visit(n)
            self._agenda(visit, items)
            self._people(visit, travellers)
            if n == 0:
                ticking.everybody(visit, TODAY, by=self.people["anna"])

    def _visit(self, n: int) -> Visit:
        (home, officer), (host, _other) = self.officers[n % 2], self.officers[(n + 1) % 2]
        first = TODAY + timedelta(7 * n)
        visit = Visit.plan(
            self.pair,
            by=officer,
            cities=[home.id],
            title=self.say.title(),
            purpose=self.say.sentence(),
            stops=[(host.id, first, first + timedelta(3))],
        )
        propose(visit, by=officer, city=home)
        agree(visit, None, by=self.people["maria"])
        template.take(visit, host, ["room", "lunch", "fetch"], by=officer)
        return visit

    def _agenda(self, visit: Visit, items: int) -> None:
        by = self.officers[0][1]
        for n in range(items):
            begins = time(8 + n // 4 % 12, n % 4 * 15)
            facts = {"day": visit.days[n % 4], "starts": begins, "minutes": 15}
            facts |= {"title": self.say.title(), "place": self.say.title(), "kind": "walk"}
            AgendaItem.add(visit, by=by, **facts)
        publish(visit, by=by)

    def _people(self, visit: Visit, travellers: int) -> None:
        home, officer = next(one for one in self.officers if one[0] in visit.concerned)
        for _n in range(travellers):
            facts = {"kind": "guest", "name": self.say.title(), "city": home}
            one = Traveller.add(visit, by=officer, **facts)
            way = {"mode": "plane", "travel_cost": self.say.cents(100, 300)}
            Journey.plan(one, 0, by=officer, **way)


def make(folder: Path, visits: int, items: int, travellers: int) -> None:
    def work() -> None:
        with writing():
            Planned().visits(visits, items, travellers)

    pair.filled(folder, work)


def grow(folder: Path, whole: bool) -> None:
    many = 1 if whole else 10
    make(folder, VISITS // many, ITEMS // many, TRAVELLERS if whole else TRAVELLERS // 4)


GROWN = Grown(f"{VISITS} visits of {ITEMS} items", "anna", PAGES, grow)


def figures(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    return grown_figures(GROWN, folder, rounds, seconds)
