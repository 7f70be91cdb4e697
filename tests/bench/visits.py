"""100 visits: stays held, agreed, proposed, cancelled and thought of, and online meetings."""

from datetime import time, timedelta

from app import clock
from app.visits.agenda import AgendaItem
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.bench.people import ROWS, People
from tests.cast import STARTS, TODAY


class Visits(People):
    def visits(self) -> None:
        for n in range(ROWS):
            visit = self._meeting(n) if n % 10 == 8 else self._stay(n)
            if n % 10 == 7:
                continue  # stays an idea
            home, officer = self.officers[n % 2]
            propose(visit, by=officer, city=home)
            if n % 10 != 6:
                agree(visit, None, by=self.people["maria"])
            if n % 10 == 9:
                visit.cancel(self.say.sentence(), by=officer)
            elif visit.state == "agreed" and visit.ends_on and visit.ends_on < TODAY:
                visit.hold(by=officer, today=TODAY)

    def _stay(self, n: int) -> Visit:
        (home, officer), (host, _other) = self.officers[n % 2], self.officers[(n + 1) % 2]
        first = STARTS + timedelta(4 * n)
        visit = Visit.plan(
            self.pair,
            by=officer,
            cities=[home.id],
            title=self.say.title(),
            purpose=self.say.sentence(),
            stops=[(host.id, first, first + timedelta(2))],
        )
        costs = {"payer": "programme", "planned": self.say.cents(500, 1500)}
        Traveller.add(visit, by=officer, kind="person", city=home, person=officer, **costs)
        Traveller.add(visit, by=officer, kind="guest", city=home, name=self.say.title(), **costs)
        Traveller.add(visit, by=officer, kind="count", city=home, count=3)
        for hour in (9, 11, 14):
            facts = {"day": first, "starts": time(hour), "minutes": 60, "title": self.say.title()}
            AgendaItem.add(visit, by=officer, **facts)
        return visit

    def _meeting(self, n: int) -> Visit:
        return Visit.plan(
            self.pair,
            by=self.people["anna"],
            cities=[home.id for home, _officer in self.officers],
            title=self.say.title(),
            online=True,
            meets_at=clock.at(STARTS + timedelta(4 * n), time(10), "Europe/Berlin"),
            minutes=60,
        )
