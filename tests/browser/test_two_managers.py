"""Two managers' browsers at the last of a budget: one line fits, the other is told and stays."""

import time

import pytest
from playwright.sync_api import Page, expect

from app.budgets import balances
from app.budgets.models import Budget
from app.extensions import db
from app.visits.travellers import Traveller
from tests.cast import LINE, person
from tests.claims import story

pytestmark = pytest.mark.browser
AHEAD = 400  # milliseconds: both browsers have their orders by then
TURNED_DOWN = ".problem:has-text('left')"
PRESS = """([button, at]) =>
    setTimeout(() => { button.focus(); button.click(); }, at - Date.now())"""


@pytest.fixture
def claims(site):
    """Two claims with a line each; either takes more than half of what is left to Cologne."""
    with site.app.app_context():
        made, anna = story.visit(planned=0), person("anna")
        facts = {"kind": "guest", "name": "A guest", "city": made.pair.cities[0]}
        guest = story.act(
            lambda: Traveller.add(made, by=anna, payer="programme", planned=0, **facts), by=anna
        )
        both = [story.submitted(made, LINE // 2 + 1, traveller=guest) for _n in range(2)]
        return [f"{story.CLAIMS}/{claim.id}" for claim in both]


def approve_together(*pages: Page) -> None:
    at = time.time() * 1000 + AHEAD
    for page in pages:
        button = page.get_by_role("button", name="Approve Line 1", exact=True)
        page.evaluate(PRESS, [button.element_handle(), at])


def test_the_last_two_lines_of_a_budget_at_the_same_moment(site, claims, visit_as):
    pages = [visit_as(name, claim) for name, claim in zip(("maria", "tom"), claims, strict=True)]
    approve_together(*pages)
    for page in pages:
        fits = page.locator(".feed").get_by_text("approved a line")
        expect(fits.or_(page.locator(TURNED_DOWN)).first).to_be_visible()
    told = [page for page in pages if page.locator(TURNED_DOWN).count()]
    assert len(told) == 1
    expect(told[0].locator(TURNED_DOWN)).to_be_visible()
    expect(told[0].get_by_role("button", name="Approve Line 1", exact=True)).to_be_visible()
    told[0].reload()
    expect(told[0].get_by_role("button", name="Approve Line 1", exact=True)).to_be_visible()
    with site.app.app_context():
        left = balances.lines(Budget.of(story.the_pair().id))
        assert sum(line.approved for line in left.values()) == LINE // 2 + 1
        db.session.remove()
