"""Notes and what they can be about, made by the rules; the tests themselves use the front door."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from app.accounts.models import Person
from app.documents.models import Document
from app.events import act
from app.notes.models import Note
from app.pairs.models import MemberCity, Pair
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from tests.cast import person

BASE = "/pairs/cologne-soria/notes"


@pytest.fixture
def write(pair: Pair) -> Callable[..., Note]:
    """write("Köln by bicycle"): a note of Anna's with a text, `shared` or not."""

    def written(title: str = "Köln by bicycle", *, shared: bool = False, **about: Any) -> Note:
        anna = person("anna")

        def rule() -> Note:
            note = Note.start(pair, by=anna, title=title, **about)
            note.document = Document.create(pair.id, "It was zero degrees.", by=anna)
            return note.share(by=anna) if shared else note

        return act(rule, by=anna)

    return written


@pytest.fixture
def note(write: Callable[..., Note]) -> Note:
    return write()


@pytest.fixture
def shared(write: Callable[..., Note]) -> Note:
    return write("What we all saw", shared=True)


@pytest.fixture
def visit(pair: Pair, cities: dict[str, MemberCity], cast: dict[str, Person]) -> Visit:
    stops = [(cities["Vitoria-Gasteiz"].id, date(2026, 12, 8), date(2026, 12, 10))]
    guests = [cities["Cologne"].id]
    plan = {"title": "One-stop shops in Vitoria", "cities": guests, "stops": stops}
    return act(lambda: Visit.plan(pair, by=cast["anna"], **plan), by=cast["anna"])


@pytest.fixture
def item(visit: Visit, cast: dict[str, Person]) -> AgendaItem:
    facts: dict[str, Any] = {
        **{"day": date(2026, 12, 8), "starts": time(9), "minutes": 90, "kind": "walk"},
        **{"title": "Bicycle excursion", "place": "", "lead": "", "remarks": ""},
    }
    return act(lambda: AgendaItem.add(visit, by=cast["anna"], **facts), by=cast["anna"])
