"""A note about a stay in Soria, with a few words to be marked; and the rules through the front
door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.documents import pinning
from app.documents.quoting import Quoted
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.takeaways.models import Takeaway
from app.visits.models import Visit
from tests.cast import TODAY, person

TEXT = """## What we saw

One person stays with an owner to the end. Étienne counted 😀 two hundred bicycles.

Ask Soria what a van costs.
"""
BASE = "/pairs/cologne-soria"


@pytest.fixture
def stay(pair: Pair) -> Visit:
    """Of Cologne in Soria, from today."""
    anna, soria = person("anna"), pair.cities[1]
    stops = [(soria.id, TODAY, TODAY + timedelta(1))]
    return act(
        lambda: Visit.plan(pair, by=anna, cities=[pair.cities[0].id], title="In Soria", stops=stops)
    )


@pytest.fixture
def note(pair: Pair, stay: Visit) -> Note:
    anna = person("anna")
    return act(lambda: Note.start(pair, by=anna, title="By bicycle", visit=stay, text=TEXT))


@pytest.fixture
def mark(note: Note) -> Callable[..., Takeaway]:
    """mark("lesson", "two hundred bicycles"): by anna, of these words."""

    def marked(kind: str, quote: str = "", sentence: str = "", **facts: Any) -> Takeaway:
        anna = person(facts.pop("by", "anna"))
        quoted = Quoted(quote) if quote else None
        found = act(lambda: Takeaway.mark(note, kind, sentence, by=anna, quoted=quoted, **facts))
        number = found.id
        if found.passage_id:
            pinning.at_once(found.passage_id)
        db.session.rollback()
        return db.session.get_one(Takeaway, number)

    return marked
