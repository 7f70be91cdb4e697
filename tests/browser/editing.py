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
KEPT = """() => new Promise((tell) => {
  const opening = indexedDB.open('tandem');
  opening.onsuccess = () => {
    const asked = opening.result.transaction('unsent').objectStore('unsent').getAll();
    asked.onsuccess = () => {
      opening.result.close();
      tell(asked.result.reduce((sum, { changes }) => sum + changes, 0));
    };
  };
})"""  # how many changes the browser has stored


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


def kept(page: Page, box: Locator, words: str) -> None:
    """What was typed is in the text, not sent, and all of it on the browser's disk: keys are
    pressed here faster than a page writes them down, and tabs closed sooner than anybody could."""
    expect(box).to_contain_text(words)
    for _ in range(100):
        if f"({page.evaluate(KEPT)})" in status(page).inner_text():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{status(page).inner_text()}, but {page.evaluate(KEPT)} are stored")


def stand_in(box: Locator, line: int) -> None:
    """A click into a line; right after the editor has opened it may take its caret back."""
    where = "node => node.editor.state.selection.$from.index(0)"
    for _ in range(20):
        box.locator(":scope > *").nth(line).click()
        box.page.wait_for_timeout(50)
        if box.evaluate(where) == line:
            return
    raise AssertionError(f"the caret is in line {box.evaluate(where)}")


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
