"""A shared section with a few paragraphs, and comments on it through the front door."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.comments import pinned
from app.comments.models import Comment, Thread
from app.comments.threads import open_thread
from app.documents import reading
from app.documents.models import Document
from app.documents.quoting import Quoted
from app.events import act
from app.extensions import db
from app.pairs.models import Pair
from app.plans.models import Plan, Section
from tests.cast import person

TEXT = """# Bicycles in winter

We count bicycles at the bridge. Étienne saw 😀 two hundred.

- Rent bicycles to guests
- Ask the mayor

The mayor of Σόρια rides one of the bicycles.
"""
BASE = "/pairs/cologne-soria"


@pytest.fixture
def section(pair: Pair) -> Section:
    """Shared with experts, two hundred bicycles in it."""
    anna: Person = person("anna")
    plan = Plan.of(pair.id)
    assert plan

    def rule() -> Section:
        found = plan.sections[0]
        found.document = Document.create(pair.id, TEXT, by=anna)
        return found.share(by=anna)

    return act(rule, by=anna)


@pytest.fixture
def say(section: Section) -> Callable[..., Thread]:
    """say("diego", "two hundred", "Who counted?"): a thread, opened by the rule."""

    def opened(name: str, quote: str, words: str, **more: Any) -> Thread:
        who, quoted = person(name), Quoted(quote) if quote else None
        thread = act(lambda: open_thread(section, words, by=who, quoted=quoted, **more), by=who)
        found = pinned.at_once(thread)
        assert found
        return found

    return opened


def marked(document_id: int) -> dict[str, str]:
    """The words under each passage's mark, as the text is now."""
    db.session.rollback()
    text = reading.text_of(db.session.get_one(Document, document_id))
    return {key: text.words[place.start : place.stop] for key, place in text.places.items()}


def threads() -> list[Thread]:
    db.session.rollback()
    return list(db.session.scalars(select(Thread).order_by(Thread.id)))


def comments() -> list[Comment]:
    db.session.rollback()
    return list(db.session.scalars(select(Comment).order_by(Comment.id)))
