"""Without scripts the same forms work: a change is a plain POST that leads on to a page (303)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
BASE = "/pairs/cologne-soria"


@pytest.fixture
def posts() -> list[int]:
    """The statuses of all that was posted."""
    return []


@pytest.fixture
def anna(browser, site, posts) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, base_url=site.url)
    context.add_cookies([site.cookie("anna")])
    page = context.new_page()
    page.on("response", lambda got: got.request.method == "POST" and posts.append(got.status))
    yield page
    context.close()


def save(page: Page, name: str = "Save") -> None:
    page.get_by_role("button", name=name).last.click()


def test_a_visit_is_planned_and_proposed(anna, posts):
    anna.goto(f"{BASE}/visits")
    anna.get_by_role("link", name="Plan a visit").first.click()
    anna.get_by_label("What is it called?").fill("To Soria")
    anna.get_by_label("Host city").select_option(label="Soria")
    anna.get_by_label("First day").fill("2026-12-08")
    anna.get_by_label("Last day").fill("2026-12-07")
    anna.get_by_label("Cologne", exact=True).check()
    save(anna)
    expect(anna.get_by_text("The last day is before the first day.").first).to_be_visible()
    anna.get_by_label("Last day").fill("2026-12-09")
    save(anna)
    expect(anna.get_by_role("heading", name="To Soria", level=1)).to_be_visible()
    save(anna, "Propose this visit")
    expect(anna.get_by_text("Yes from Cologne")).to_be_visible()
    assert posts == [422, 303, 303]


def test_a_note_and_a_section_are_written(anna, posts):
    anna.goto(f"{BASE}/notes/new")
    anna.get_by_label("Title").fill("One-stop shops")
    save(anna, "Start the note")
    anna.get_by_role("link", name="Edit One-stop shops").click()
    anna.get_by_label("Text").fill("Open on **Saturdays**.")
    save(anna)
    expect(anna.locator(".prose strong")).to_have_text("Saturdays")
    anna.goto(f"{BASE}/plan")
    anna.get_by_role("link", name="Edit Where we stand").click()
    anna.get_by_label("Text").fill("We begin with bicycles.")
    save(anna)
    expect(anna.locator(".prose")).to_have_text("We begin with bicycles.")
    assert posts == [303, 303, 303]


def test_a_sections_menu_is_a_page(anna, posts):
    anna.goto(f"{BASE}/plan")
    anna.get_by_role("link", name="What to do with “Where we stand”").click()
    save(anna, "Share with experts and observers")
    expect(anna.get_by_role("article", name="Where we stand")).to_contain_text("Shared")
    anna.get_by_role("link", name="What to do with “Where we stand”").click()
    anna.get_by_role("link", name="Heading, owner, writers").click()
    anna.get_by_label("Heading").fill("Where we are")
    save(anna)
    expect(anna.get_by_role("heading", name="Where we are", level=2)).to_be_visible()
    assert posts == [303, 303]
