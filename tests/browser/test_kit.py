"""What the shared scripts and styles do, in a real browser, on a small site of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.kit import Kit

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Open = Callable[[str], Page]


@pytest.fixture(scope="module")
def kit() -> Iterator[Any]:
    kit = Kit()
    with kit.running() as url:
        kit.url = url  # type: ignore[attr-defined]
        yield kit


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    context.set_default_timeout(5000)
    yield context
    context.close()


@pytest.fixture
def show(kit: Any, context: BrowserContext) -> Open:
    def show(mode: str) -> Page:
        page = context.new_page()
        page.goto(f"{kit.url}/form?mode={mode}")
        return page

    return show


def fill(page: Page) -> None:
    page.fill("#title", "Archive days")
    page.check("#side-0")
    page.check("#agreed")
    page.fill("#cost", "12")
    page.fill("#day", "2026-05-01")


def save(page: Page) -> None:
    page.click("text=Save")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 640, 360])
def test_axe_finds_nothing(browser: Browser, kit: Any, width: int, theme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme)
    wrong: list[Any] = []
    context.on("weberror", lambda told: wrong.append(str(told.error)))
    for path in ("/pieces", "/form", "/form?mode=409"):
        page = context.new_page()
        page.goto(kit.url + path)
        if "409" in path:
            save(page)
            page.wait_for_selector("#title-theirs")
        page.evaluate(AXE.read_text())
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        wrong += [(path, v["id"], v["nodes"][0]["html"]) for v in found]
        wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        wrong += [(path, "scrolls sideways")] if page.evaluate(wide) else []
    context.close()
    assert wrong == []


def test_the_focus_goes_to_the_first_field_that_is_wrong(show: Open) -> None:
    page = show("")
    save(page)
    expect(page.locator("#title")).to_be_focused()
    page.click(".problem a >> text=Choose")
    expect(page.locator("#side")).to_be_focused()


def test_a_colleagues_change_is_read_first(show: Open) -> None:
    page = show("409")
    page.fill("#title", "Mine")
    save(page)
    expect(page.locator("#title-theirs")).to_contain_text("Archive days in Köln")
    expect(page.locator(".problem")).to_be_focused()
    expect(page.locator("#title")).to_have_value("Mine")


def test_a_double_click_sends_once(show: Open, kit: Any) -> None:
    page, before = show("slow"), kit.posts
    fill(page)
    page.dblclick("text=Save")
    expect(page.locator("#f")).to_have_attribute("aria-busy", "true")
    expect(page.locator("#done")).to_be_visible()
    page.wait_for_timeout(300)
    assert kit.posts == before + 1
    assert page.evaluate("document.activeElement.id") == "visit-5"


@pytest.mark.parametrize(
    "mode, said",
    [("500", "[data-say=failed]"), ("401", "#signed-out"), ("refused", "[data-say=refused]")],
)
def test_a_failure_is_said_and_the_words_stay(show: Open, kit: Any, mode: str, said: str) -> None:
    page = show(mode)
    fill(page)
    save(page)
    expect(page.locator(said)).to_be_visible()
    expect(page.locator("#title")).to_have_value("Archive days")
    if mode == "500":
        before = kit.posts
        page.click("[data-again]")
        expect(page.locator(said)).to_be_visible()
        assert kit.posts == before + 1


def test_what_is_wrong_for_a_moment_is_said_in_its_own_words(show: Open, kit: Any) -> None:
    page = show("503")
    fill(page)
    save(page)
    expect(page.locator("[data-say=failed]")).to_contain_text("The visit has already been agreed.")
    expect(page.locator("#title")).to_have_value("Archive days")
    before = kit.posts
    page.click("[data-again]")
    expect(page.locator("[data-say=failed]")).to_be_visible()
    assert kit.posts == before + 1


def test_a_lost_line_is_said_and_tried_again(show: Open, context: BrowserContext) -> None:
    page = show("slow")
    fill(page)
    context.set_offline(True)
    save(page)
    expect(page.locator("[data-say=offline]")).to_be_visible()
    context.set_offline(False)
    page.click("[data-again]")
    expect(page.locator("#done")).to_be_visible()


def test_a_stale_token_is_renewed_unseen(show: Open, kit: Any) -> None:
    kit.token = "first"
    page = show("csrf")
    fill(page)
    save(page)
    expect(page.locator("#done")).to_be_visible()


def test_a_file_shows_how_far_it_is(show: Open, context: BrowserContext) -> None:
    page = show("upload")
    slow = {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 1500000}
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    fill(page)
    file = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x" * 3_000_000}
    page.set_input_files("#proof", files=[file])  # type: ignore[list-item]
    save(page)
    expect(page.locator(".upload progress")).not_to_have_js_property("value", 0)
    expect(page.locator("[data-percent]")).to_contain_text("%")
    expect(page.locator("#done")).to_have_text("Saved 3000000")


def test_unsent_words_are_offered_after_a_reload(show: Open) -> None:
    page = show("slow")
    fill(page)
    page.reload()
    page.click("text=Put back")
    expect(page.locator("#title")).to_have_value("Archive days")
    expect(page.locator("#agreed")).to_be_checked()
    save(page)
    expect(page.locator("#done")).to_be_visible()
    page.reload()
    expect(page.locator(".notice--draft")).to_have_count(0)


def test_unsent_words_are_discarded_where_one_says_so(show: Open) -> None:
    page = show("")
    page.fill("#title", "Nothing of worth")
    page.reload()
    page.click("text=Discard")
    page.reload()
    expect(page.locator("#title")).to_have_value("")
    expect(page.locator(".notice--draft")).to_have_count(0)


def test_a_question_comes_first_and_gives_the_focus_back(show: Open) -> None:
    page = show("")
    page.click(".one >> text=Remove")
    expect(page.locator("dialog:has([data-ask])")).to_contain_text("Sure?")
    page.keyboard.press("Escape")
    expect(page.locator(".one >> text=Remove")).to_be_focused()
    page.click(".one >> text=Remove")
    page.click("dialog [data-yes]")
    expect(page.locator("#toasts")).to_contain_text("Removed.")


def test_a_toast_waits_for_the_mouse(show: Open, context: BrowserContext) -> None:
    context.clock.install()
    page = show("")
    page.click(".one >> text=Remove")
    page.click("dialog [data-yes]")
    toast = page.locator("[data-toast]")
    toast.hover()
    page.clock.run_for(20000)
    expect(toast).to_be_visible()
    page.mouse.move(5, 5)
    page.clock.run_for(10000)
    expect(toast).to_be_visible()
    page.clock.run_for(3000)
    expect(toast).to_have_count(0)


def test_a_menu_closes_with_escape(show: Open) -> None:
    page = show("")
    summary = page.locator("summary", has_text="Ana Ruiz")
    summary.click()
    expect(page.locator("text=Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("text=Sign out")).to_be_hidden()
    expect(summary).to_be_focused()


def test_without_scripts_the_same_form_works(browser: Browser, kit: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{kit.url}/form")
    save(page)
    expect(page.locator(".problem")).to_contain_text("Give it a title.")
    context.close()
