"""What somebody is writing, selects or reads stays as it is while colleagues change the page."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.events import act
from app.visits.models import Visit
from tests.browser import texts
from tests.cast import person
from tests.claims.story import the_pair

pytestmark = pytest.mark.browser
SOON = 1000
BASE = "/pairs/cologne-soria"
LOW = {"viewport": {"width": 1280, "height": 420}}
LONG = "\n\n".join(f"Paragraph {n} of a long text." for n in range(30))
PLACE = """() => [document.activeElement.id, document.activeElement.selectionStart,
    document.activeElement.selectionEnd]"""
SELECT = """node => { const range = document.createRange(); range.selectNodeContents(node);
    const now = getSelection(); now.removeAllRanges(); now.addRange(range); }"""


@pytest.fixture
def trip(site):
    """The address of Cologne's visit to Soria, still an idea."""
    with site.app.app_context():
        pair, anna = the_pair(), person("anna")
        cologne, soria = pair.twins
        stops = [(soria.id, date(2026, 12, 8), date(2026, 12, 9))]
        facts = {"title": "To Soria", "cities": [cologne.id], "stops": stops}
        visit = act(lambda: Visit.plan(pair, by=anna, **facts), by=anna)
        return f"{BASE}/visits/{visit.id}"


def rename(page: Page, title: str) -> None:
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("What is it called?").fill(title)
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def write(page: Page, words: str, section: str = "Where we stand") -> None:
    texts.write(page, texts.text_of(page, section), words)


def test_an_open_form_stays_and_both_texts_are_shown(trip, visit_as):
    anna, diego = visit_as("anna", trip), visit_as("diego", trip, **LOW)
    diego.get_by_role("link", name="Change", exact=True).click()
    title, purpose = diego.get_by_label("What is it called?"), diego.get_by_label("What is it for?")
    title.fill("Bicycles in Soria")
    purpose.click()
    diego.keyboard.type("To ride together")
    for _n in range(8):
        diego.keyboard.press("ArrowLeft")
    before, top = diego.evaluate(PLACE), purpose.bounding_box()

    rename(anna, "Winter in Soria")
    notice = diego.locator(".notice--changed")
    expect(notice).to_contain_text("Changed by Anna Keller.", timeout=SOON)
    assert diego.evaluate(PLACE) == before
    after = purpose.bounding_box()
    assert top and after and abs(after["y"] - top["y"]) < 3
    diego.keyboard.type("all ")
    expect(purpose).to_have_value("To ride all together")
    expect(title).to_have_value("Bicycles in Soria")
    notice.get_by_role("button", name="Show").click()
    expect(notice.get_by_text("Winter in Soria")).to_be_visible()

    diego.get_by_role("button", name="Save").last.click()
    expect(diego.get_by_text("Somebody else changed this")).to_be_visible()
    expect(diego.locator(".field__theirs").first).to_contain_text("Winter in Soria")
    expect(title).to_have_value("Bicycles in Soria")
    expect(purpose).to_have_value("To ride all together")
    diego.get_by_role("button", name="Save").last.click()
    expect(diego.get_by_role("heading", name="Bicycles in Soria", level=1)).to_be_visible()
    expect(anna.get_by_text("Bicycles in Soria").first).to_be_visible(timeout=SOON)


def test_words_that_are_selected_stay_so_until_one_asks(visit_as):
    anna, diego = (visit_as(name, f"{BASE}/plan") for name in ("anna", "diego"))
    write(anna, "We begin with bicycles in Köln.")
    text = diego.locator(".prose").first
    expect(text).to_contain_text("bicycles", timeout=SOON)
    text.evaluate(SELECT)
    chosen = diego.evaluate("`${getSelection()}`")
    assert "bicycles" in chosen
    write(anna, "We begin with trains in Köln.")
    notice = diego.locator(".document .notice--changed").first
    expect(notice).to_contain_text("Anna Keller", timeout=SOON)
    assert diego.evaluate("`${getSelection()}`") == chosen
    notice.get_by_role("button", name="Show").click()
    expect(text).to_contain_text("trains")


def test_what_is_read_stays_where_it_is_while_text_above_it_grows(visit_as):
    anna, diego = visit_as("anna", f"{BASE}/plan"), visit_as("diego", f"{BASE}/plan", **LOW)
    write(anna, LONG, "What we will do")
    read = diego.get_by_text("Paragraph 15 of a long text.")
    read.evaluate("node => node.scrollIntoView({block: 'center', behavior: 'instant'})")
    before, scrolled = read.bounding_box(), diego.evaluate("scrollY")
    write(anna, LONG.replace("a long", "another"))
    expect(diego.get_by_text("Paragraph 29 of another text.")).to_be_attached(timeout=SOON)
    after = read.bounding_box()
    assert before and after and abs(after["y"] - before["y"]) < 3
    assert diego.evaluate("scrollY") > scrolled + 500
