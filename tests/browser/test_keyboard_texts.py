"""The keyboard alone suffices: the sections of a plan with their menus, and a note."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.keyboard import Keyboard

pytestmark = pytest.mark.browser
BASE = "/pairs/cologne-soria"
SECTION = "Where we stand"


def menu(keys: Keyboard, heading: str = SECTION) -> Locator:
    return keys.page.locator("[id$=-menu]", has_text=f"What to do with “{heading}”")


def do(keys: Keyboard, role: str, what: str) -> None:
    """Opens the section's menu and chooses."""
    keys.to(menu(keys))
    keys.press("Enter")
    keys.enter(role, what)


def write(keys: Keyboard, title: str, words: str) -> None:
    """In the plain form, which has a page of its own; and back."""
    page = keys.page
    here, edit = page.url, page.get_by_role("link", name=f"Edit {title}")
    page.goto(page.url.split("/pairs")[0] + (edit.get_attribute("href") or ""))
    page.wait_for_selector("html[data-live]")
    keys.fill("Text", words)
    keys.enter("button", "Save")
    expect(page.locator(".prose")).to_have_text(words)
    keys.on(page.locator("section.document"))
    keys.to(edit)
    page.goto(here)
    page.wait_for_selector("html[data-live]")


def test_a_section_is_written_given_to_somebody_and_moved(without_a_mouse):
    keys = without_a_mouse("anna", f"{BASE}/plan")
    card = keys.page.get_by_role("article", name=SECTION)
    write(keys, SECTION, "We begin with bicycles.")
    do(keys, "button", "Settle it")
    expect(card.locator(".tag")).to_have_text("Settled")
    keys.on(menu(keys))
    do(keys, "link", "Heading, owner, writers")
    keys.on(card.get_by_label("Heading"))
    keys.choose("Who looks after this section", "Diego")
    keys.enter("button", "Save")
    expect(card).to_contain_text("looked after by Diego Serrano")
    keys.on(menu(keys))
    do(keys, "button", "Move down")
    expect(keys.page.locator("article h2")).to_have_text(["What we will do", SECTION])
    keys.on(menu(keys))
    keys.press("Enter")
    keys.press("Escape")
    keys.on(menu(keys))


def test_a_section_is_removed_and_comes_back(without_a_mouse):
    keys = without_a_mouse("anna", f"{BASE}/plan")
    do(keys, "button", "Put in the bin")
    expect(keys.page.get_by_role("article", name=SECTION)).to_have_count(0)
    keys.on(keys.page.get_by_role("article", name="What we will do"))
    keys.enter("button", "Undo")
    expect(keys.page.get_by_role("article", name=SECTION)).to_be_visible()
    keys.look()


def test_a_note_is_begun_written_and_shared(without_a_mouse):
    keys = without_a_mouse("anna", f"{BASE}/notes")
    keys.enter("link", "Write a note")
    keys.page.wait_for_url("**/notes/new")
    keys.page.wait_for_selector("html[data-live]")
    keys.fill("Title", "One-stop shops")
    keys.press("Enter")
    keys.page.wait_for_url("**/notes/1")
    keys.page.wait_for_selector("html[data-live]")
    write(keys, "One-stop shops", "Open on Saturdays.")
    keys.to(keys.page.locator("#note-1 summary"))
    keys.press("Enter")
    keys.enter("link", "Title and what it is about")
    keys.on(keys.page.get_by_label("Title"))
    keys.fill("Title", "Shops")
    keys.press("Enter")
    expect(keys.page.get_by_role("heading", name="Shops", level=1)).to_be_visible()
    keys.on(keys.page.locator("#note-1 summary"))
    keys.enter("button", "Share with experts and observers")
    expect(keys.page.get_by_text("Shared with all")).to_be_visible()
    keys.look()
    expect(keys.page.get_by_role("button", name="Stop sharing")).to_be_focused()
