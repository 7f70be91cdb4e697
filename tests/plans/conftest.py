"""The pair's plan and its two sections; what happens to them goes through the front door."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Person
from app.documents import writer
from app.documents.models import Document
from app.events import act
from app.extensions import db
from app.pairs.models import Pair
from app.plans.models import Edition, Plan, Section
from tests.cast import person

BASE = "/pairs/cologne-soria"


@pytest.fixture
def plan(pair: Pair) -> Plan:
    found = Plan.of(pair.id)
    assert found
    return found


@pytest.fixture
def first(plan: Plan) -> Section:
    return plan.sections[0]


@pytest.fixture
def second(plan: Plan) -> Section:
    return plan.sections[1]


@pytest.fixture
def done() -> Callable[..., Any]:
    """done(first.share): a rule, by Anna."""

    def run(rule: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        anna: Person = person("anna")
        return act(lambda: rule(*args, by=anna, **facts), by=anna)

    return run


@pytest.fixture
def write(plan: Plan) -> Callable[..., Section]:
    """write(first, "Words"): gives a section its text."""

    def written(section: Section, text: str = "We count bicycles.") -> Section:
        anna = person("anna")

        def rule() -> Section:
            section.document = Document.create(section.plan.pair_id, text, by=anna)
            return section

        return act(rule, by=anna)

    return written


@pytest.fixture
def edition(plan: Plan, done: Callable[..., Any]) -> Edition:
    """In Spanish, nothing translated yet."""
    return done(Edition.start, plan, "es")


@pytest.fixture
def translation(edition: Edition, first: Section) -> Section:
    """Of the first section."""
    return first.translations[0]


@pytest.fixture
def rewrite(app: Flask, as_: Callable[..., Any]) -> Iterator[Callable[..., None]]:
    """rewrite(first, "New words."): through the plain form, by Anna or somebody else."""

    def through_the_form(section: Section, text: str, name: str = "anna") -> None:
        document = section.document
        form = {"text": text, "base": str(document.seq), "once": f"{document.id}-{document.seq}"}
        answer = as_(name).post(f"/documents/{document.id}/text", data=form)
        assert answer.status_code == 303
        writer.writer_of(app).stop()  # its listeners run after the answer
        db.session.rollback()

    yield through_the_form
    writer.writer_of(app).stop()
