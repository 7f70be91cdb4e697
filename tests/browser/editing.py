"""The live editor, as the browser tests use it."""

from playwright.sync_api import Locator, Page, expect

PLAN = "/pairs/cologne-soria/plan"
READY = 30_000
SOON = 3000
WORDS = """node => {
  const copy = node.cloneNode(true);
  const aids = '.caret, .ProseMirror-separator, .ProseMirror-trailingBreak';
  copy.querySelectorAll(aids).forEach((n) => n.remove());
  copy.querySelectorAll('.caret-selection').forEach((n) => n.replaceWith(...n.childNodes));
  return copy.innerHTML;
}"""  # what is written; the others' carets and the browser's own aids are not


def edit(page: Page, nth: int = 0) -> Locator:
    """Opens the editor of the page's nth text and gives the box in which one writes."""
    page.locator("a[id^=document-][id$=-edit]").nth(nth).click()
    expect(page.locator("[data-editing][data-ready]")).to_be_visible(timeout=READY)
    return page.locator("[data-editing] [role=textbox]")


def done(page: Page) -> None:
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator("[data-editing]")).to_have_count(0)


def status(page: Page) -> Locator:
    return page.locator("[data-status]")


def to_end(page: Page) -> None:
    page.keyboard.press("Control+End")


def same(one: Locator, other: Locator) -> None:
    """Both show the same text in the end."""
    for _ in range(50):
        a, b = one.evaluate(WORDS), other.evaluate(WORDS)
        if a == b:
            return
        one.page.wait_for_timeout(100)
    assert a == b
