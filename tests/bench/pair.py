"""A pair that has worked for long: the tests' cast with 100 visits, claims and notes, a plan of
twelve sections with their text, and a budget with some 300 movements. Always the same one."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from app import clock, create_app
from app.accounts.models import Person
from app.claims.decisions import decide, pay, withdraw
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import prove
from app.claims.rates import set_by_hand
from app.claims.submission import submit
from app.database import writing
from app.demo.mark import DemoMark
from app.documents.models import Document
from app.extensions import db
from app.files import store
from app.notes.models import Note
from app.pairs.models import MemberCity, Pair
from app.plans.models import Plan
from app.visits.agenda import AgendaItem
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.bench.words import Writer
from tests.cast import STARTS, TODAY, assemble, person, settings
from tests.files.samples import picture

ROWS = 100
SECTIONS = 12
SECRET = "a secret of the figures, at least 32 characters"


def make(folder: Path) -> None:
    """The database and the files of a demo, as `make run` leaves them, in this folder."""
    (folder / "secret").write_text(SECRET)
    app = create_app(settings(folder, SECRET_KEY=SECRET))
    with app.app_context(), _on(TODAY):
        db.create_all()
        assemble()
        db.session.add(DemoMark(id=1))
        db.session.commit()
        work = _Work()
        for part in (work.visits, work.claims, work.notes, work.plan):
            with writing():
                part()
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _on(day: date) -> Iterator[None]:
    before, clock.source = clock.source, lambda: clock.at(day, time(10), "UTC")
    yield
    clock.source = before


class _Work:
    """What the people of the pair did, through the rules of the app."""

    def __init__(self) -> None:
        self.say = Writer()
        self.pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
        self.homes = {city.name: city for city in self.pair.cities}
        self.people: dict[str, Person] = {n: person(n) for n in ("anna", "diego", "maria", "tom")}
        self.paper = store.take(io.BytesIO(picture()), "ticket.jpg")  # type: ignore[no-untyped-call]

    @property
    def officers(self) -> list[tuple[MemberCity, Person]]:
        return [
            (self.homes["Cologne"], self.people["anna"]),
            (self.homes["Soria"], self.people["diego"]),
        ]

    # -- visits ---------------------------------------------------------------------------------

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

    # -- claims ---------------------------------------------------------------------------------

    def claims(self) -> None:
        set_by_hand("GBP", STARTS, Decimal("0.85"), by=self.people["maria"])
        over = [v for v in Visit.of(self.pair.id) if v.state == "held" and not v.online]
        for n in range(ROWS):
            self._claim(n, over[n % len(over)])

    def _claim(self, n: int, visit: Visit) -> None:
        host = visit.stops[0].city
        home, officer = next(one for one in self.officers if one[0].id != host.id)
        claim = Claim.draft(visit, home, by=officer)
        mine = [t for t in Traveller.on(visit) if t.payer == "programme"]
        for traveller in mine[: 1 + n % 2]:
            line = self._line(claim, traveller, "GBP" if n % 5 == 0 else "EUR")
            prove(line, "invoice", [self.paper], by=officer)
        if n % 5 == 0:
            return  # a draft
        claim.set_payee(
            claim.version, by=officer, kind="city", holder=home.name, iban="DE89370400440532013000"
        )
        submit(claim, declared=True, by=officer)
        self._settle(claim, n)

    def _line(self, claim: Claim, traveller: Traveller, currency: str) -> Line:
        return Line.add(
            claim,
            by=claim.drafted_by,
            category="travel",
            description=self.say.title(),
            document_date=STARTS if currency == "GBP" else claim.visit.from_on,
            paid_date=claim.visit.from_on,
            amount=self.say.cents(200, 1200),
            currency=currency,
            traveller=traveller,
        )

    def _settle(self, claim: Claim, n: int) -> None:
        if n % 5 == 1:
            return  # waits for a decision
        if n % 25 == 2:
            withdraw(claim, by=claim.drafted_by)
            return
        for line in Line.of(claim):
            decide(line, "approved", by=self.people["tom"])
        if n % 5 != 2:
            pay(claim, paid_on=TODAY, reference=claim.number, by=self.people["maria"])

    # -- texts ----------------------------------------------------------------------------------

    def notes(self) -> None:
        visits = Visit.of(self.pair.id)
        for n in range(ROWS):
            _home, officer = self.officers[n % 2]
            visit = visits[n] if n % 3 else None
            note = Note.start(self.pair, by=officer, title=self.say.title(), visit=visit)
            note.document = self._text(40, officer)
            if n % 2:
                note.share(by=officer)

    def plan(self) -> None:
        plan = Plan.of(self.pair.id)
        assert plan
        for _more in range(SECTIONS - len(plan.sections)):
            plan.add_section(self.say.title(), by=self.people["anna"])
        for n, section in enumerate(plan.sections):
            section.owner = self.officers[n % 2][1]
            section.document = self._text(200, section.owner)
            if n % 3:
                section.share(by=section.owner)

    def _text(self, words: int, by: Person) -> Document:
        return Document.create(self.pair.id, self.say.text(words), by=by)
