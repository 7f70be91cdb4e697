"""What one person changes is in the other's open page within a second and disturbs nobody."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SOON = 1000  # milliseconds: the "within a second"


def open_form(page: Page) -> None:
    """The plain form of the first section, on a page of its own."""
    page.goto(page.get_by_role("link", name="Edit").first.evaluate("link => link.href"))
    page.locator("textarea").wait_for()


def save(page: Page, words: str) -> None:
    page.locator("textarea").fill(words)
    page.get_by_role("button", name="Save").first.click()


def test_a_section_saved_by_one_is_read_by_the_other(visit_as):
    anna, diego = (visit_as(name, "/pairs/cologne-soria/plan") for name in ("anna", "diego"))
    open_form(anna)
    save(anna, "We begin with **bicycles** in Köln.")
    expect(diego.get_by_text("We begin with bicycles in Köln.")).to_be_visible(timeout=SOON)


def test_two_save_the_same_section_and_nothing_is_lost(visit_as):
    anna, diego = (visit_as(name, "/pairs/cologne-soria/plan") for name in ("anna", "diego"))
    for page in (anna, diego):
        open_form(page)
    save(anna, "Anna's paragraph.")
    expect(anna.locator(".prose").first).to_contain_text("Anna's paragraph.")
    expect(diego.locator("textarea")).to_be_visible()
    save(diego, "Diego's paragraph.")
    anna.get_by_role("button", name="Show").click()  # she reads: it waits for her
    for page in (anna, diego):
        expect(page.locator(".prose").first).to_contain_text("Anna's paragraph.")
        expect(page.locator(".prose").first).to_contain_text("Diego's paragraph.")


def test_a_note_appears_in_the_others_list_without_moving_the_page(visit_as):
    diego = visit_as("diego", "/pairs/cologne-soria/notes")
    diego.evaluate("window.before = performance.now()")
    anna = visit_as("anna", "/pairs/cologne-soria/notes/new")
    anna.get_by_label("Title").fill("One-stop shops")
    anna.get_by_role("button", name="Start the note").click()
    expect(diego.get_by_role("link", name="One-stop shops")).to_be_visible(timeout=SOON)
    assert diego.evaluate("window.before"), "the page was not loaded again"


def test_the_expert_sees_a_section_when_it_is_shared_and_no_longer_when_not(visit_as):
    anna, marek = (visit_as(name, "/pairs/cologne-soria/plan") for name in ("anna", "marek"))
    expect(marek.get_by_role("heading", name="Where we stand")).to_have_count(0)
    anna.locator("[id$=-menu]", has_text="What to do with “Where we stand”").click()
    anna.get_by_role("button", name="Share with experts and observers").first.click()
    expect(marek.get_by_role("heading", name="Where we stand")).to_be_visible(timeout=SOON)
