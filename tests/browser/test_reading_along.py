"""Somebody reads while others write: the text stays under their eyes, and they see who is there."""

import os
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.documents.models import Document
from app.events import act
from app.extensions import db
from app.plans.models import Plan
from tests.browser import texts
from tests.browser.conftest import faults
from tests.browser.site import Site
from tests.cast import person
from tests.claims.story import the_pair

pytestmark = pytest.mark.browser
SOON = 3000
NUDGED = 1300  # a text tells its readers once a second: the last words are told by then
PRESENT = 15_000  # a text is read once it was in view for two looks
PLAN = "/pairs/cologne-soria/plan"
OVERVIEW = "/pairs/cologne-soria"
LONG = "\n\n".join(f"Paragraph {n} of a long text, with some words in it." for n in range(60))
LOW = {"viewport": {"width": 1280, "height": 500}}
TO_MIDDLE = "node => node.scrollIntoView({block: 'center', behavior: 'instant'})"
SAY = """async ([id, doing]) => {
  const token = JSON.parse(document.body.getAttribute('hx-headers:inherited'));
  const headers = {...token, 'Content-Type': 'application/json'};
  const body = JSON.stringify({tab: '7'.repeat(32), doing, cursor: null});
  return (await fetch(`/documents/${id}/presence`, {method: 'POST', headers, body})).status;
}"""
COUNT_ANNOUNCED = """() => { window.announced = 0; new MutationObserver(() => { announced += 1; })
  .observe(document.getElementById('announcer'), {childList: true}); }"""


@pytest.fixture
def text(site: Site) -> int:
    """The id of the long text of the plan's first section."""

    def begin() -> int:
        plan, anna = Plan.of(the_pair().id), person("anna")
        assert plan
        section = plan.sections[0]
        section.document = Document.create(plan.pair_id, LONG, by=anna)
        db.session.flush()
        return int(section.document.id)

    with site.app.app_context():
        return int(act(begin, by=person("anna")))


def write(page: Page, text: int, before: str, after: str) -> None:
    texts.write(page, text, after, instead_of=before)


def say(page: Page, text: int, doing: str) -> None:
    assert page.evaluate(SAY, [text, doing]) == 204


def middle(page: Page, words: str = "Paragraph 30 of") -> Locator:
    found = page.get_by_text(words)
    found.evaluate(TO_MIDDLE)
    page.wait_for_timeout(100)
    return found


def top(node: Locator) -> float:
    box = node.bounding_box()
    assert box
    return box["y"]


def bar(page: Page, text: int) -> Locator:
    return page.locator(f"#document-{text} .notice--changed")


def test_what_is_read_stays_until_one_asks(text: int, visit_as: Any) -> None:
    anna, diego = visit_as("anna", OVERVIEW), visit_as("diego", PLAN, **LOW)
    read = middle(diego)
    before = top(read)
    diego.evaluate(COUNT_ANNOUNCED)
    write(anna, text, "Paragraph 0 of", "A new beginning.\n\nParagraph 0 of")
    expect(bar(diego, text)).to_contain_text("Updated by Anna Keller.", timeout=SOON)
    for n in range(3):
        write(anna, text, "Paragraph 31 of", f"Paragraph {n} instead of 31 of")
        write(anna, text, f"Paragraph {n} instead of 31 of", "Paragraph 31 of")
    diego.wait_for_timeout(NUDGED)
    expect(diego.get_by_text("A new beginning.")).to_have_count(0)
    assert abs(top(read) - before) < 3
    assert diego.evaluate("announced") == 1, "said once, not at each word"
    expect(bar(diego, text)).to_be_in_viewport()
    diego.locator(f"#document-{text} [data-show]").focus()
    write(anna, text, "Paragraph 32 of", "Paragraph 32, changed, of")
    diego.wait_for_timeout(NUDGED)
    diego.keyboard.press("Enter")
    expect(diego.get_by_text("A new beginning.")).to_be_attached(timeout=SOON)
    expect(diego.get_by_text("Paragraph 32, changed, of")).to_be_attached()
    expect(bar(diego, text)).to_have_count(0)
    assert abs(top(diego.get_by_text("Paragraph 30 of")) - before) < 3


def test_who_follows_live_sees_it_at_once_and_nothing_moves(text: int, visit_as: Any) -> None:
    anna, diego = visit_as("anna", OVERVIEW), visit_as("diego", PLAN, **LOW)
    follow = diego.locator(f"#document-{text} [data-follow]")
    expect(follow).to_have_attribute("aria-pressed", "false")
    middle(diego)
    write(anna, text, "Paragraph 29 of", "Paragraph 29, changed, of")
    expect(bar(diego, text)).to_be_visible(timeout=SOON)
    follow.click()
    expect(follow).to_have_attribute("aria-pressed", "true")
    expect(diego.get_by_text("Paragraph 29, changed, of")).to_be_attached(timeout=SOON)
    expect(bar(diego, text)).to_have_count(0)
    before = top(middle(diego))
    write(anna, text, "Paragraph 3 of", "Much more.\n\nAnd more.\n\nParagraph 3 of")
    expect(diego.get_by_text("And more.")).to_be_attached(timeout=SOON)
    assert abs(top(diego.get_by_text("Paragraph 30 of")) - before) < 3
    write(anna, text, "Paragraph 5 of a long text, with some words in it.\n\n", "")
    expect(diego.get_by_text("Paragraph 5 of")).to_have_count(0, timeout=SOON)
    assert abs(top(diego.get_by_text("Paragraph 30 of")) - before) < 3
    diego.reload()
    expect(follow).to_have_attribute("aria-pressed", "true")
    follow.click()
    write(anna, text, "Paragraph 59 of", "Paragraph 59, changed, of")
    expect(bar(diego, text)).to_be_visible(timeout=SOON)


def test_a_text_out_of_view_is_new_at_once(text: int, visit_as: Any) -> None:
    anna, diego = visit_as("anna", OVERVIEW), visit_as("diego", PLAN, **LOW)
    read = diego.get_by_role("heading", name="What we will do", level=2)
    read.evaluate("node => node.scrollIntoView({block: 'start', behavior: 'instant'})")
    diego.mouse.wheel(0, 2000)
    diego.wait_for_timeout(300)
    if diego.locator(f"#document-{text} > .prose").evaluate(
        "node => node.getBoundingClientRect().bottom > 0"
    ):
        pytest.fail("the page is too low for this test")
    before = top(read)
    write(anna, text, "Paragraph 3 of", "Much more.\n\nAnd more.\n\nParagraph 3 of")
    expect(diego.get_by_text("And more.")).to_be_attached(timeout=SOON)
    assert abs(top(read) - before) < 3


def test_a_text_that_is_no_longer_shared_is_gone_from_under_ones_eyes(
    text: int, visit_as: Any
) -> None:
    anna, marek = visit_as("anna", PLAN), visit_as("marek", PLAN)
    for button in ("Share with experts and observers", "Stop sharing"):
        anna.locator("[id$=-menu]", has_text="What to do with “Where we stand”").click()
        anna.get_by_role("button", name=button).first.click()
        there = 1 if button.startswith("Share") else 0
        expect(marek.get_by_text("Paragraph 3 of")).to_have_count(there, timeout=PRESENT)


def test_people_see_who_reads_and_who_writes(text: int, visit_as: Any) -> None:
    diego, anna = visit_as("diego", PLAN), visit_as("anna", PLAN)
    here = diego.locator(f"#document-{text}-here")
    expect(here).to_have_text("", use_inner_text=True)
    anna.mouse.move(400, 400)
    expect(here).to_contain_text("Anna Keller (Cologne) is reading", timeout=PRESENT)
    expect(here).not_to_contain_text("Diego")
    expect(anna.locator(f"#document-{text}-here")).to_contain_text(
        "Diego Serrano (Soria) is reading", timeout=PRESENT
    )
    overview = visit_as("lena", OVERVIEW)
    say(anna, text, "writing")
    for page in (diego, overview):
        expect(page.get_by_text("Anna Keller is writing", exact=True)).to_be_visible(
            timeout=PRESENT
        )
    expect(here).to_contain_text("Anna Keller (Cologne) is writing", timeout=PRESENT)
    assert faults(diego) == []
    say(anna, text, "gone")
    expect(overview.get_by_text("Anna Keller is writing")).to_have_count(0, timeout=PRESENT)
    expect(here).to_contain_text("Anna Keller (Cologne) is reading", timeout=PRESENT)
    anna.goto(anna.url.replace("/plan", "/visits"))
    expect(here).not_to_contain_text("Anna", timeout=PRESENT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_it_is_readable_everywhere(text: int, visit_as: Any, width: int, scheme: str) -> None:
    anna = visit_as("anna", OVERVIEW)
    size = {"width": width, "height": 700}
    diego = visit_as("diego", PLAN, viewport=size, color_scheme=scheme)
    lena, ibai = visit_as("lena", OVERVIEW), visit_as("ibai", OVERVIEW)
    middle(diego)
    say(anna, text, "writing")
    ibai.evaluate(SAY.replace("'7'", "'8'"), [text, "reading"])
    lena.evaluate(SAY.replace("'7'", "'9'"), [text, "reading"])
    write(anna, text, "Paragraph 0 of", "A new beginning.\n\nParagraph 0 of")
    expect(bar(diego, text)).to_be_visible(timeout=SOON)
    expect(diego.locator(f"#document-{text}-here")).to_contain_text("Lena Vogt", timeout=PRESENT)
    assert faults(diego) == []
    assert diego.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if folder := os.environ.get("PICTURES"):
        diego.screenshot(path=f"{folder}/reading-{width}-{scheme}.png")
