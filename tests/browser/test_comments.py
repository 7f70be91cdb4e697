"""Comments in real browsers: an expert comments by touch while an officer edits the same paragraph;
the paragraph is split, deleted and brought back, and the thread is there all the time."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import faults
from tests.browser.editing import PLAN, edit, stand_in

pytestmark = pytest.mark.browser

WORDS = "We count bicycles at the bridge every morning."


@pytest.fixture
def text(site: Any) -> int:
    """The first section has words, and is shared with experts; gives its document's id."""
    from app.documents.models import Document
    from app.events import act
    from app.extensions import db
    from app.plans.models import Plan
    from tests.cast import person

    with site.app.app_context():
        anna, plan = person("anna"), db.session.query(Plan).order_by(Plan.id).first()
        assert plan

        def rule() -> Any:
            section = plan.sections[0]
            section.document = Document.create(plan.pair_id, f"{WORDS}\n\nTrams run too.", by=anna)
            return section.share(by=anna)

        return int(act(rule, by=anna).document_id)


def choose(page: Page, words: str) -> None:
    """Selects words of a text as a mouse does."""
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.querySelector('.prose'),
          NodeFilter.SHOW_TEXT); for (let node = walker.nextNode(); node; node = walker.nextNode())
          {
            const at = node.data.indexOf(words);
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + words.length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return;
          }
        }""",
        words,
    )


def write(page: Page, words: str) -> None:
    """Into the form of a new comment, and sends it."""
    field = page.locator("#commenting textarea[name=words]")
    expect(field).to_be_visible()
    field.fill(words)
    page.locator("#commenting").get_by_role(
        "button", name=re.compile("^(Comment|Suggest)$")
    ).click()


def threads(page: Page) -> Locator:
    return page.locator("[data-thread]")


def test_words_are_chosen_commented_on_and_both_see_it(visit_as: Callable[..., Page], text: int):
    marek, anna = visit_as("marek", PLAN), visit_as("anna", PLAN)
    marek.mouse.move(500, 400)
    choose(marek, "at the bridge")
    marek.locator(".choosing").get_by_role("button", name="Comment", exact=True).click()
    expect(marek.locator("#commenting textarea[name=quote]")).to_have_value("at the bridge")
    write(marek, "Which bridge?")
    for page in (marek, anna):
        expect(threads(page)).to_contain_text("Which bridge?")
        expect(page.locator("mark[data-passage]")).to_have_text("at the bridge")
    expect(marek.locator(".thread--new")).to_be_focused()
    anna.mouse.move(500, 400)
    anna.locator("mark[data-passage]").click()
    expect(threads(anna)).to_have_class(re.compile("is-shown"))
    threads(anna).get_by_role("link", name=re.compile("^Reply")).click()
    threads(anna).get_by_label("Comment").fill("The old one.")
    threads(anna).get_by_role("button", name="Reply").click()
    expect(threads(marek)).to_contain_text("The old one.")
    assert faults(marek) == []


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_what_is_pressed_before_the_script_has_come_is_done(
    visit_as: Callable[..., Page], text: int, by: str
):
    asked: list[Any] = []
    marek = visit_as("marek", PLAN)
    marek.route("**/comments-*.js", lambda route: asked.append(route))  # no answer yet
    marek.reload()
    marek.wait_for_selector("html[data-live]")
    assert not asked, "it does not come with the page"
    if by == "mouse":
        marek.get_by_role("link", name="Comment on “Where we stand”").click()
    else:
        choose(marek, "at the bridge")
        marek.keyboard.press("Control+Alt+m")
    marek.wait_for_timeout(300)
    expect(marek.locator("#commenting")).to_be_hidden()
    assert len(asked) == 1 and marek.url.endswith(PLAN)
    asked[0].continue_()
    quote = marek.locator("#commenting textarea[name=quote]")
    expect(quote).to_have_value("" if by == "mouse" else "at the bridge")
    write(marek, "Which bridge?")
    expect(threads(marek)).to_contain_text("Which bridge?")
    expect(marek.locator(".thread--new")).to_be_focused()


def test_where_the_script_cannot_come_the_links_lead_to_pages(
    visit_as: Callable[..., Page], text: int
):
    broken = {"content_type": "text/javascript", "body": "throw new Error('broken')"}
    marek = visit_as("marek", PLAN)
    marek.route("**/comments-*.js", lambda route: route.fulfill(**broken))
    marek.reload()
    marek.wait_for_selector("html[data-live]")
    marek.get_by_role("link", name="Comment on “Where we stand”").click()
    marek.wait_for_url(f"**/documents/{text}/threads/new")


def test_by_touch_while_another_edits_the_same_paragraph(visit_as: Callable[..., Page], text: int):
    anna = visit_as("anna", PLAN)
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    marek = visit_as("marek", PLAN, **phone)
    box = edit(anna)
    anna.keyboard.press("Control+Home")
    anna.keyboard.type("In winter: ")
    marek.touchscreen.tap(180, 300)
    marek.locator(".comment-here").first.tap()
    anna.keyboard.type("now ")
    write(marek, "All year?")
    expect(threads(anna)).to_contain_text("All year?")
    expect(box.locator(".passage").first).to_be_visible()

    # The paragraph is split under the comment …
    anna.keyboard.press("End")
    for _ in range(3):
        anna.keyboard.press("Control+ArrowLeft")
    anna.keyboard.press("Enter")
    expect(threads(marek)).to_contain_text("All year?")
    # … then deleted altogether …
    anna.keyboard.press("Control+a")
    anna.keyboard.press("Delete")
    expect(threads(marek)).to_contain_text("Words no longer in the text")
    expect(threads(marek)).to_contain_text("All year?")
    # … and brought back by undo.
    anna.keyboard.press("Control+z")
    expect(box).to_contain_text("We count bicycles")
    expect(threads(marek)).not_to_contain_text("Words no longer in the text")
    expect(threads(marek)).to_contain_text("All year?")


def test_a_suggestion_by_keyboard_and_one_click(visit_as: Callable[..., Page], text: int):
    lena, anna = visit_as("lena", PLAN), visit_as("anna", PLAN)
    choose(lena, "every morning")
    lena.keyboard.press("Control+Alt+m")
    expect(lena.locator("#commenting textarea[name=words]")).to_be_focused()
    lena.keyboard.press("Escape")
    expect(lena.locator("#commenting")).to_be_hidden()
    lena.mouse.move(500, 420)
    choose(lena, "every morning")
    lena.locator(".choosing").get_by_role("button", name="Suggest wording").click()
    better = lena.locator("#commenting textarea[name=replacement]")
    expect(better).to_have_value("every morning")
    better.fill("at dawn")
    write(lena, "Shorter")
    expect(threads(anna)).to_contain_text("at dawn")
    threads(anna).get_by_role("button", name="Put into the text").click()
    expect(anna.locator(f"#document-{text} .prose")).to_contain_text("at the bridge at dawn.")
    updated = lena.locator(f"#document-{text}").get_by_text("Updated by Anna Keller.")
    expect(updated).to_be_visible()  # not under her eyes
    lena.get_by_role("button", name="Show", exact=True).click()
    expect(lena.locator(f"#document-{text} .prose")).to_contain_text("at the bridge at dawn.")


def test_from_within_the_editor(visit_as: Callable[..., Page], text: int):
    anna, diego = visit_as("anna", PLAN), visit_as("diego", PLAN)
    box = edit(anna)
    stand_in(box, 1)
    anna.keyboard.press("Control+Alt+m")
    expect(anna.locator("#commenting textarea[name=quote]")).to_have_value("Trams run too.")
    write(anna, "How often?")
    expect(threads(diego)).to_contain_text("How often?")
    expect(box.locator(".passage")).to_have_text("Trams run too.")
