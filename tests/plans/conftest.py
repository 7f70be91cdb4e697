"""The pair's plan and its two sections; what happens to them goes through the front door."""

from collections.abc import Callable
from typing import Any

import pytest

from app.accounts.models import Person
from app.documents.models import Document
from app.events import act
from app.pairs.models import Pair
from app.plans.models import Plan, Section
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
