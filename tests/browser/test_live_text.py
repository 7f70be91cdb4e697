"""Two people in two browsers write one text at the same time, and a third reads along."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import faults
from tests.browser.editing import PLAN, SOON, done, edit, same, status, to_end

pytestmark = pytest.mark.browser


@pytest.fixture
def two(visit_as):
    return visit_as("anna", PLAN), visit_as("diego", PLAN)


def test_two_write_in_one_paragraph_at_once(two):
    anna, diego = two
    a, b = edit(anna), edit(diego)
    anna.keyboard.type("Bicycles: ")
    expect(b).to_contain_text("Bicycles: ")
    diego.keyboard.press("End")
    for word, palabra in zip(
        ["first ", "second ", "third "], ["uno ", "dos ", "tres "], strict=True
    ):
        anna.keyboard.type(word)
        diego.keyboard.type(palabra)
    for word in ("first", "second", "third", "uno", "dos", "tres"):
        for box in (a, b):
            expect(box).to_contain_text(word)
            assert box.inner_text().count(word) == 1
    same(a, b)
    expect(status(anna)).to_have_text("Saved")


def test_two_write_in_a_list_and_in_a_table_at_once(two):
    anna, diego = two
    a, b = edit(anna), edit(diego)
    anna.keyboard.type("- Rent bikes")
    anna.keyboard.press("Enter")
    expect(b.locator("li")).to_have_count(2)
    # The empty line in which his caret was has become two items: he says in which one he writes.
    b.locator("li").first.click()
    diego.keyboard.press("End")
    anna.keyboard.type("Ask the mayor")
    diego.keyboard.type(" in Soria")
    expect(a.locator("li").first).to_contain_text("Rent bikes in Soria")
    expect(b.locator("li").nth(1)).to_contain_text("Ask the mayor")
    for _ in range(2):
        anna.keyboard.press("Enter")
    anna.get_by_role("button", name="Table", exact=True).click()
    expect(b.locator("table tr")).to_have_count(3)
    b.locator("table th").nth(1).click()
    anna.keyboard.type("City")
    diego.keyboard.type("Bicycles")
    for box in (a, b):
        expect(box.locator("th").nth(0)).to_contain_text("City")
        expect(box.locator("th").nth(1)).to_contain_text("Bicycles")
    same(a, b)
    done(anna)
    expect(anna.locator(".prose table th").nth(1)).to_have_text("Bicycles")


def test_each_sees_the_others_name_at_the_caret_and_in_the_list(two):
    anna, diego = two
    edit(anna)
    edit(diego)
    diego.keyboard.type("Hola")
    expect(anna.locator(".caret")).to_have_attribute("data-name", "Diego Serrano")
    expect(anna.locator("[data-editing] [data-here]")).to_contain_text("Diego Serrano")
    expect(anna.locator("[data-editing] [data-here]")).to_contain_text("is writing")
    expect(anna.locator(".caret")).to_have_attribute("aria-hidden", "true")
    done(diego)
    expect(anna.locator(".caret")).to_have_count(0)


def test_undo_takes_back_only_ones_own_words(two):
    anna, diego = two
    a = edit(anna)
    b = edit(diego)
    anna.keyboard.type("From Anna. ")
    expect(b).to_contain_text("From Anna. ")
    to_end(diego)
    diego.keyboard.type("From Diego.")
    expect(a).to_contain_text("From Diego.")
    anna.keyboard.press("Control+z")
    for box in (a, b):
        expect(box).not_to_contain_text("From Anna.")
        expect(box).to_contain_text("From Diego.")
    anna.keyboard.press("Control+y")
    expect(b).to_contain_text("From Anna.")


def test_a_third_reads_along_and_nothing_jumps(two, visit_as):
    anna, _diego = two
    lena = visit_as("lena", PLAN)
    edit(anna)
    anna.keyboard.type("The first words")
    expect(lena.get_by_text("The first words")).to_be_visible(timeout=SOON)
    anna.keyboard.type(" and more of them")
    expect(lena.get_by_role("button", name="Show").first).to_be_visible(timeout=SOON)
    expect(lena.get_by_text("and more of them")).to_have_count(0)
    lena.get_by_role("button", name="Show").first.click()
    expect(lena.get_by_text("and more of them")).to_be_visible(timeout=SOON)
    lena.get_by_role("button", name=re.compile("Follow live")).first.click()
    anna.keyboard.type(", live")
    expect(lena.get_by_text("and more of them, live")).to_be_visible(timeout=SOON)
    expect(lena.locator(".side__outline")).to_contain_text("Anna")  # the outline says who writes


def test_the_editor_is_a_labelled_box_that_escape_leaves(two):
    anna, diego = two
    box = edit(anna)
    assert box.get_attribute("aria-multiline") == "true"
    assert box.get_attribute("aria-label") == "Where we stand"
    expect(box).to_be_focused()
    assert box.locator("xpath=ancestor-or-self::*[@aria-live]").count() == 0
    edit(diego)
    anna.evaluate("document.getElementById('announcer').textContent = ''")
    diego.keyboard.type("What others type is not read out.")
    expect(box).to_contain_text("not read out")
    assert anna.locator("#announcer").inner_text() == ""
    anna.keyboard.press("Escape")
    expect(anna.get_by_role("button", name="Done", exact=True)).to_be_focused()
    anna.keyboard.press("Enter")
    expect(anna.locator("a[id$=-edit]").first).to_be_focused()


def test_the_toolbar_by_keyboard(two):
    anna, _ = two
    box = edit(anna)
    anna.keyboard.press("Shift+Tab")
    expect(anna.get_by_role("button", name="Heading 1")).to_be_focused()
    for _n in range(3):
        anna.keyboard.press("ArrowRight")
    expect(anna.get_by_role("button", name="Bold")).to_be_focused()
    anna.keyboard.press("Enter")
    expect(box).to_be_focused()
    anna.keyboard.type("strong")
    expect(box.locator("strong")).to_have_text("strong")
    expect(anna.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    anna.keyboard.press("Shift+Home")
    anna.keyboard.press("Control+k")
    anna.keyboard.type("javascript:alert(1)")
    anna.keyboard.press("Enter")
    expect(anna.get_by_text("This is no address that a link can lead to.")).to_be_visible()
    anna.keyboard.press("Control+a")
    anna.keyboard.type("soria.es")
    anna.keyboard.press("Enter")
    expect(box.locator("a")).to_have_attribute("href", "https://soria.es")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_editor(visit_as, width, scheme):
    look = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    anna = visit_as("anna", PLAN, **look)
    edit(anna)
    anna.keyboard.type("# Heading")
    anna.keyboard.press("Enter")
    anna.keyboard.type("[ ] A task")
    assert faults(anna) == []
    anna.keyboard.press("Control+k")
    expect(anna.locator("[data-dialog=link]")).to_be_visible()
    assert faults(anna) == []
    assert anna.evaluate("document.documentElement.scrollWidth <= innerWidth")


def compose(page: Page, text: str, commit: bool) -> None:
    """A word in the making, as an input method or a dead key does it."""
    session = page.context.new_cdp_session(page)
    session.send(
        "Input.imeSetComposition",
        {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
    )
    if commit:
        session.send("Input.insertText", {"text": text})


def test_a_word_being_composed_is_not_torn_by_others(two):
    anna, diego = two
    a, b = edit(anna), edit(diego)
    anna.keyboard.type("We met ")
    expect(b).to_contain_text("We met")
    compose(anna, "に", commit=False)
    diego.keyboard.press("Home")
    diego.keyboard.type("Hoy: ")
    anna.wait_for_timeout(300)
    compose(anna, "日本", commit=True)
    for box in (a, b):
        expect(box).to_contain_text("Hoy: We met 日本")
    same(a, b)
