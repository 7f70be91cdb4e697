"""The keyboard alone suffices: from the skip link to a visit with an agenda that has been moved."""

from datetime import date

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser
FIRST = date(2026, 12, 8)


@pytest.fixture
def keys(without_a_mouse) -> Keyboard:
    return without_a_mouse("anna", "/pairs/cologne-soria")


def plan(keys: Keyboard) -> None:
    page = keys.page
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    keys.look()
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.reload()
    keys.enter("link", "Visits")
    page.wait_for_url("**/visits")
    page.wait_for_selector("html[data-live]")
    keys.enter("link", "Plan a visit")
    expect(page.get_by_label("What is it called?")).to_be_focused()
    keys.type("To Soria")
    keys.to(page.get_by_label("Host city"))
    keys.type("Sor")
    keys.day("First day", FIRST)
    keys.day("Last day", FIRST.replace(day=9))
    keys.to(page.get_by_label("Cologne", exact=True))
    keys.press("Space")
    keys.enter("button", "Save")
    page.wait_for_url("**/visits/1")
    page.wait_for_selector("html[data-live]")


def add_item(keys: Keyboard, title: str) -> None:
    keys.enter("link", "Add an item")
    expect(keys.page.get_by_label("What", exact=False).first).to_be_focused()
    keys.type(title)
    keys.to(keys.page.get_by_label("Kind"))
    keys.press("ArrowDown")
    keys.enter("button", "Save")
    expect(keys.page.locator(".agenda__title", has_text=title)).to_be_visible()
    keys.look()


def test_a_visit_is_planned_and_its_agenda_ordered_without_a_mouse(keys):
    page = keys.page
    plan(keys)
    expect(page.get_by_text("8–9 December 2026").first).to_be_visible()
    keys.enter("button", "Propose this visit")
    expect(page.get_by_text("Yes from Cologne")).to_be_visible()
    keys.look()
    add_item(keys, "Walk")
    add_item(keys, "Talk")
    keys.enter("button", "Move up: Talk")
    expect(page.locator(".agenda__title")).to_have_text(["Talk", "Walk"])
    expect(page.get_by_role("button", name="Move up: Talk")).to_be_focused()
    keys.look()

    menu = page.locator("summary", has_text="More: Walk")
    keys.to(menu)
    keys.press("Enter")
    change = page.locator(".agenda").get_by_role("link", name="Change")
    expect(change).to_be_visible()
    keys.press("Tab")
    expect(change).to_be_focused()
    keys.press("Escape")
    expect(change).to_be_hidden()
    expect(menu).to_be_focused()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Remarks")).to_be_visible()
    keys.look()
    keys.to(page.get_by_role("link", name="Cancel", exact=True))
    keys.press("Enter")
    expect(page.get_by_label("Remarks")).to_be_hidden()
    keys.look()
    keys.enter("button", "Move down: Talk")
    expect(page.locator(".agenda__title")).to_have_text(["Walk", "Talk"])
