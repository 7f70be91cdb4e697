"""The cast of every test: who they are, and the database they are in (see running.py for the app).

anna is the officer of Cologne, diego of Soria, ibai of the host Vitoria-Gasteiz; lena is Cologne's
contributor, marek an expert, ines an observer; maria and tom are managers, vera is an auditor; sean
is an officer of another pair and has no business here.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from app import config, create_app, jobs
from app.accounts.models import Appointment, Person
from app.budgets import ledger
from app.budgets.models import Budget
from app.extensions import db
from app.pairs.memberships import Membership
from app.pairs.models import City, MemberCity, Pair, Seat, Sitting
from app.pairs.programmes import Cohort, Programme
from app.plans.models import Plan
from tests.services.postgres import Postgres

DATABASES = ("sqlite", "postgresql")
STARTS = date(2026, 3, 1)
TODAY = date(2026, 11, 23)  # a Monday, in month 9 of 20
POT = 2_000_000
LINE = 360_000  # EUR cents of each city's outgoing line
CAP = 90_000

CAST = {  # name: (full name, role, city)
    "anna": ("Anna Keller", "officer", "Cologne"),
    "diego": ("Diego Serrano", "officer", "Soria"),
    "ibai": ("Ibai Etxarri", "officer", "Vitoria-Gasteiz"),
    "lena": ("Lena Vogt", "contributor", "Cologne"),
    "marek": ("Marek Nowak", "expert", None),
    "ines": ("Inês Duarte", "observer", None),
    "maria": ("Maria Lindqvist", "manager", None),
    "tom": ("Tom Brandt", "manager", None),
    "vera": ("Vera Horák", "auditor", None),
    "sean": ("Seán Walsh", "officer", "Belfast"),
}
TOWNS = (
    ("Cologne", "DE", "Europe/Berlin"),
    ("Soria", "ES", "Europe/Madrid"),
    ("Vitoria-Gasteiz", "ES", "Europe/Madrid"),
    ("Belfast", "GB", "Europe/London"),
    ("Galway", "IE", "Europe/Dublin"),
)
INSIDE = [name for name in CAST if name != "sean"]


def settings(folder: Path, database: str = "", **more: Any) -> dict[str, Any]:
    return (
        {
            "TESTING": True,
            "DEMO": False,
            "TANDEM_DATA": folder,
            "PUBLIC_URL": "http://localhost",
            "SECRET_KEY": "a secret of the tests, at least 32 characters",
            "SQLALCHEMY_DATABASE_URI": database or f"sqlite:///{folder / 'tandem.db'}",
            "FILES_URL": str(folder / "files"),
            "REDIS_URL": "",
            "SMTP_URL": "",
            "MAIL_FROM": "Tandem <tandem@example.org>",
            "TRUSTED_PROXIES": 0,
            "WORKER": "none",
            "WTF_CSRF_ENABLED": False,
        }
        | config.common("http://localhost")
        | more
    )


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the cast in it, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("cast")
    app = create_app(settings(folder))
    with app.app_context():
        db.create_all()
        assemble()
        work_off()
        db.session.remove()
        db.engine.dispose()
    return folder / "tandem.db"


@pytest.fixture(scope="session")
def empty_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = postgres.create()
    app = create_app(settings(tmp_path_factory.mktemp("cast_pg"), url))
    with app.app_context():
        db.create_all()
        assemble()
        work_off()
        db.session.remove()
        db.engine.dispose()
    return url


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """`sqlite`; a test that must hold on both says @on_both."""
    return getattr(request, "param", "sqlite")


on_both = pytest.mark.parametrize("database", DATABASES, indirect=True)


@pytest.fixture
def app_settings(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> Iterator[dict[str, Any]]:
    """Settings on a database of this test's own, the cast in it."""
    if database == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "tandem.db")
        yield settings(tmp_path)
        return
    template = request.getfixturevalue("empty_postgres")
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.create(template)
    yield settings(tmp_path, url)
    postgres.drop(url)


@pytest.fixture
def cast(app: Flask) -> dict[str, Person]:
    return {name: person(name) for name in CAST}


@pytest.fixture
def pair(app: Flask) -> Pair:
    return db.session.query(Pair).filter_by(slug="cologne-soria").one()


@pytest.fixture
def cities(pair: Pair) -> dict[str, MemberCity]:
    return {city.name: city for city in pair.cities}


def work_off() -> None:
    """All jobs that are due are done and forgotten, so that a test sees its own only."""
    while jobs.work_once():
        pass
    db.session.execute(delete(jobs.Job))
    db.session.commit()


def person(name: str) -> Person:
    found = Person.at(f"{name}@example.org")
    assert found, name
    return found


def assemble() -> None:
    """The cast, their pair (two twins, one pilot) and the stranger's."""
    people = {
        name: Person(mail=f"{name}@example.org", name=full) for name, (full, _, _) in CAST.items()
    }
    db.session.add_all(people.values())
    cohort = _cohort()
    Appointment.appoint(people["maria"], cohort.programme)
    Appointment.appoint(people["tom"], cohort.programme)
    Appointment.appoint(people["vera"], cohort.programme, "auditor", cohort=cohort)
    towns = {name: City(name=name, country=land, zone=zone) for name, land, zone in TOWNS}
    db.session.add_all(towns.values())
    sides = [("Cologne", "twin"), ("Soria", "twin"), ("Vitoria-Gasteiz", "pilot")]
    ours = _pair(cohort, "cologne-soria", sides, towns)
    other = _pair(cohort, "belfast-galway", [("Belfast", "twin"), ("Galway", "pilot")], towns)
    _join(people, ours, other)
    for pair in (ours, other):
        _equip(pair, by=people["maria"])
    db.session.commit()


def _cohort() -> Cohort:
    cohort = Cohort(
        programme=Programme.the_one(),
        number=1,
        name="Cohort 1",
        starts_on=STARTS,
        months=20,
        pot=POT,
        seat_cap=CAP,
        last_claim_date=date(2027, 12, 31),
        plan_name="Action plan",
        declaration="These are real costs of this visit, not paid by other EU money.",
        funding_statement="Funded by the European Union under grant agreement 101036519.",
    )
    cohort.set_milestones([("Kick-off", STARTS), ("Action plan", date(2027, 10, 1))])
    cohort.set_outline([("Where we stand", "Your starting point."), ("What we will do", "")])
    db.session.add(cohort)
    db.session.flush()
    return cohort


def _pair(cohort: Cohort, slug: str, sides: list[tuple[str, str]], towns: dict[str, City]) -> Pair:
    pair = Pair(cohort=cohort, slug=slug, name=" – ".join(n for n, s in sides if s == "twin"))
    pair.cities = [
        MemberCity(city=towns[name], side=side, code=name[:3].upper(), position=n)
        for n, (name, side) in enumerate(sides, 1)
    ]
    db.session.add(pair)
    db.session.flush()
    db.session.add(Budget(pair_id=pair.id))
    db.session.flush()
    return pair


def _join(people: dict[str, Person], ours: Pair, other: Pair) -> None:
    """The stranger becomes a member of the other pair, everybody else of ours."""
    for name, (_full, role, city) in CAST.items():
        if role not in ("manager", "auditor"):
            pair = other if name == "sean" else ours
            home = next((c for c in pair.cities if c.name == city), None)
            Membership.start(pair, people[name], role, home, by=None)
    for name in ("anna", "diego", "sean"):
        _seat(people[name], Membership.of((other if name == "sean" else ours).id, people[name].id))


def _seat(person: Person, membership: Membership | None) -> None:
    assert membership and membership.city
    seat = Seat(member_city_id=membership.city.id, number=1)
    seat.sittings = [Sitting(person=person, since=STARTS)]
    db.session.add(seat)


def _equip(pair: Pair, *, by: Person) -> None:
    """A line of the budget for each twin, and a plan."""
    for twin in pair.twins:
        ledger.allocate(Budget.of(pair.id), LINE, city=twin, direction="outgoing", by=by)
    Plan.start(pair, pair.twins, by=by)
