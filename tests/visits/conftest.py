"""A visit at each of its stages, made by the rules; the tests themselves use the front door."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Person
from app.events import act
from app.pairs.models import MemberCity, Pair
from app.visits import agreement
from app.visits.models import Visit
from app.visits.travellers import Traveller

FIRST, LAST = date(2026, 12, 8), date(2026, 12, 10)
BASE = "/pairs/cologne-soria/visits"


@pytest.fixture
def idea(pair: Pair, cities: dict[str, MemberCity], cast: dict[str, Person]) -> Visit:
    """Cologne and Soria go to Vitoria-Gasteiz for three days."""
    return act(
        lambda: Visit.plan(
            pair,
            by=cast["anna"],
            title="One-stop shops in Vitoria",
            cities=[cities["Cologne"].id, cities["Soria"].id],
            stops=[(cities["Vitoria-Gasteiz"].id, FIRST, LAST)],
        ),
        by=cast["anna"],
    )


@pytest.fixture
def proposed(idea: Visit, cities: dict[str, MemberCity], cast: dict[str, Person]) -> Visit:
    """Cologne has said yes by proposing it."""
    city = cities["Cologne"]
    return act(lambda: agreement.propose(idea, by=cast["anna"], city=city), by=cast["anna"])


@pytest.fixture
def nearly(proposed: Visit, cities: dict[str, MemberCity], cast: dict[str, Person]) -> Visit:
    """Only Soria's yes is missing."""
    host = cities["Vitoria-Gasteiz"]
    return act(lambda: agreement.agree(proposed, host, by=cast["ibai"]), by=cast["ibai"])


@pytest.fixture
def agreed(nearly: Visit, cities: dict[str, MemberCity], cast: dict[str, Person]) -> Visit:
    city = cities["Soria"]
    return act(lambda: agreement.agree(nearly, city, by=cast["diego"]), by=cast["diego"])


@pytest.fixture
def traveller(
    app: Flask, cities: dict[str, MemberCity], cast: dict[str, Person]
) -> Callable[..., Traveller]:
    """traveller(visit, "anna", 60_000): somebody whom the programme pays for, on a visit."""

    def travels(visit: Visit, name: str, planned: int, **more: Any) -> Traveller:
        city = cities[{"anna": "Cologne", "diego": "Soria"}[name]]
        facts = {"kind": "person", "person": cast[name], "city": city, "payer": "programme"} | more
        by = cast[name]
        return act(lambda: Traveller.add(visit, by=by, planned=planned, **facts), by=by)

    return travels
