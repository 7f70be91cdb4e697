"""The keyboard alone suffices: from the skip link to a visit with an agenda that has been moved."""

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
MOST = 60  # presses of Tab to whatever is looked for
# Where the focus is, and whether one sees it: a ring round it, or round what it stands in for.
FOCUS = """() => {
    const node = document.activeElement, look = getComputedStyle(node);
    const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0;
    const seen = (ring || look.boxShadow !== 'none') && node.getBoundingClientRect().width > 0;
    return {nowhere: node === document.body, seen, what: node.outerHTML.slice(0, 120)};
}"""


class Keyboard:
    """Somebody without a mouse. Wherever Tab leads, the focus is seen."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def look(self) -> None:
        focus = self.page.evaluate(FOCUS)
        assert focus["seen"] and not focus["nowhere"], focus["what"]

    def kept(self) -> None:
        """After a swap the focus is somewhere, and Tab goes on from there."""
        assert not self.page.evaluate(FOCUS)["nowhere"]

    def to(self, wanted: Locator) -> None:
        expect(wanted).to_be_visible()
        for _n in range(MOST):
            if wanted.evaluate("node => node === document.activeElement"):
                return self.look()
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    def enter(self, role: str, name: str) -> None:
        self.to(self.page.get_by_role(role, name=name).first)
        self.press("Enter")

    def day(self, label: str, month_day_year: str) -> None:
        self.to(self.page.get_by_label(label))
        self.type(month_day_year)


@pytest.fixture
def keys(visit_as) -> Keyboard:
    return Keyboard(visit_as("anna", "/pairs/cologne-soria", locale="en-US"))


def plan(keys: Keyboard) -> None:
    page = keys.page
    keys.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    keys.look()
    keys.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.reload()
    keys.enter("link", "Visits")
    page.wait_for_url("**/visits")
    page.wait_for_selector("html[data-live]")
    keys.enter("link", "Plan a visit")
    expect(page.get_by_label("What is it called?")).to_be_focused()
    keys.type("To Soria")
    keys.to(page.get_by_label("Host city"))
    keys.type("Sor")
    keys.day("First day", "12082026")
    keys.day("Last day", "12092026")
    keys.to(page.get_by_label("Cologne", exact=True))
    keys.press("Space")
    keys.enter("button", "Save")
    page.wait_for_url("**/visits/1")
    page.wait_for_selector("html[data-live]")


def add_item(keys: Keyboard, title: str) -> None:
    keys.enter("link", "Add an item")
    expect(keys.page.get_by_label("What", exact=False).first).to_be_focused()
    keys.type(title)
    keys.to(keys.page.get_by_label("Kind"))
    keys.press("ArrowDown")
    keys.enter("button", "Save")
    expect(keys.page.locator(".agenda__title", has_text=title)).to_be_visible()
    keys.kept()


def test_a_visit_is_planned_and_its_agenda_ordered_without_a_mouse(keys):
    page = keys.page
    plan(keys)
    expect(page.get_by_text("8–9 December 2026").first).to_be_visible()
    keys.enter("button", "Propose this visit")
    expect(page.get_by_text("Yes from Cologne")).to_be_visible()
    keys.kept()
    add_item(keys, "Walk")
    add_item(keys, "Talk")
    keys.enter("button", "Move up: Talk")
    expect(page.locator(".agenda__title")).to_have_text(["Talk", "Walk"])
    expect(page.get_by_role("button", name="Move up: Talk")).to_be_focused()
    keys.look()

    menu = page.locator("summary", has_text="More: Walk")
    keys.to(menu)
    keys.press("Enter")
    change = page.locator(".agenda").get_by_role("link", name="Change")
    expect(change).to_be_visible()
    keys.press("Tab")
    expect(change).to_be_focused()
    keys.press("Escape")
    expect(change).to_be_hidden()
    expect(menu).to_be_focused()
    keys.press("Space")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_label("Remarks")).to_be_visible()
    keys.kept()
    keys.to(page.get_by_role("link", name="Cancel", exact=True))
    keys.press("Enter")
    expect(page.get_by_label("Remarks")).to_be_hidden()
    keys.kept()
    keys.enter("button", "Move down: Talk")
    expect(page.locator(".agenda__title")).to_have_text(["Walk", "Talk"])
