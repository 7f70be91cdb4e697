"""A review in real browsers: from asking for it to the response table, with the expert on a
tablet."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults
from tests.browser.editing import PLAN
from tests.browser.test_comments import choose, text, threads, write
from tests.cast import TODAY
from tests.drafts import word

__all__ = ["text"]
pytestmark = pytest.mark.browser

TABLET = {"viewport": {"width": 800, "height": 1100}, "has_touch": True}


def test_a_round_from_its_opening_to_the_response_table(visit_as: Callable[..., Page], text: int):
    anna = visit_as("anna", PLAN)
    anna.get_by_role("link", name="Reviews", exact=True).click()
    anna.get_by_role("link", name="Ask for a review").click()
    anna.get_by_label("Marek Nowak").check()
    anna.get_by_label(re.compile("^Until")).fill(str(TODAY + timedelta(days=10)))
    anna.get_by_role("button", name="Ask for the review").click()
    expect(anna.get_by_role("heading", name="Review round 1")).to_be_visible()
    assert faults(anna) == []

    marek = visit_as("marek", "/reviews", **TABLET)
    review(marek, anna)
    answer(anna)

    marek.goto(marek.url.split("/pairs")[0] + PLAN)
    threads(marek).get_by_role("button", name="Solved").click()
    expect(marek.locator(".talk__solved")).to_contain_text("1 solved")
    anna.goto(anna.url.split("/pairs")[0] + "/pairs/cologne-soria/rounds/1/table")
    for words in ("Also on Sundays?", "Accepted in part", "From May on.", "Solved", "Must"):
        expect(anna.get_by_role("table")).to_contain_text(words)
    assert faults(anna) == []


def review(marek: Page, anna: Page) -> None:
    """On a tablet: one comment, and it is sent."""
    marek.get_by_role("link", name=re.compile("Review round 1")).click()
    marek.get_by_role("link", name="Begin to read").click()
    marek.touchscreen.tap(300, 300)
    choose(marek, "every morning")
    marek.locator(".choosing").get_by_role("button", name="Comment", exact=True).click()
    marek.locator("#commenting").get_by_label("Must").check()
    write(marek, "Also on Sundays?")
    expect(threads(marek)).to_contain_text("Not sent yet")
    expect(marek.locator("mark[data-passage]")).to_have_text("every morning")
    assert faults(marek) == []
    expect(threads(anna)).to_have_count(0)
    marek.get_by_role("link", name="Back to the round").click()
    marek.get_by_role("button", name="Send my review").click()
    marek.get_by_role("dialog").get_by_role("button", name="Send my review").click()
    expect(marek.get_by_text("Your review is sent.")).to_be_visible()


def answer(anna: Page) -> None:
    anna.get_by_role("link", name="Answer the next one").click()
    expect(threads(anna)).to_contain_text("Also on Sundays?")
    threads(anna).get_by_role("link", name=re.compile("^Answer")).click()
    threads(anna).get_by_label("Accepted in part").check()
    threads(anna).get_by_label(re.compile("^Reason")).fill("From May on.")
    threads(anna).get_by_role("button", name="Answer", exact=True).click()
    expect(threads(anna)).to_contain_text("Answered")


def test_a_word_file_goes_out_is_changed_and_comes_back(
    visit_as: Callable[..., Page], text: int, tmp_path: Path, site: Any
):
    anna = visit_as("anna", PLAN)
    with anna.expect_download() as download:
        anna.evaluate("location.href = '/pairs/cologne-soria/plan.docx'")
    data = Path(download.value.path()).read_bytes()
    data = word.tracked(data, "every morning", "at dawn")
    data = word.changed(data, "Trams run too.", "Trams run as well.")
    file = tmp_path / "plan.docx"
    file.write_bytes(data)
    anna.get_by_role("link", name="From a file").click()
    anna.locator("input[name=back]").set_input_files(file)
    anna.get_by_role("button", name="Look at it").first.click()
    expect(anna.get_by_text("Tracked change")).to_be_visible()
    expect(anna.get_by_text("Changed without tracking")).to_be_visible()
    assert faults(anna) == []
    anna.get_by_role("button", name="Take it over").click()
    anna.get_by_role("link", name="To the plan").click()
    expect(threads(anna)).to_have_count(2)
    threads(anna).first.get_by_role("button", name="Put into the text").click()
    expect(anna.locator(f"#document-{text} .prose")).to_contain_text("at dawn.")
