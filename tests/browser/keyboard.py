"""Somebody without a mouse: wherever Tab leads, the focus is seen, and no swap loses it."""

from datetime import date

from playwright.sync_api import Locator, Page, expect

MOST = 60  # presses of Tab to whatever is looked for
# Where the focus is, and whether one sees it: a ring round it, or round what it stands in for.
FOCUS = """() => {
    const node = document.activeElement, look = getComputedStyle(node);
    const ring = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) > 0;
    const seen = (ring || look.boxShadow !== 'none') && node.getBoundingClientRect().width > 0;
    return {nowhere: node === document.body, seen, what: node.outerHTML.slice(0, 120)};
}"""


class Keyboard:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def look(self) -> None:
        focus = self.page.evaluate(FOCUS)
        assert focus["seen"] and not focus["nowhere"], focus["what"]

    def to(self, wanted: Locator) -> None:
        """Tab by Tab to what is wanted; what is on the way may be anything."""
        expect(wanted).to_be_visible()
        for _n in range(MOST):
            if wanted.evaluate("node => node === document.activeElement"):
                return self.look()
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    def on(self, wanted: Locator) -> None:
        """The last swap has left the focus here, where one sees it."""
        expect(wanted).to_be_focused()
        self.look()

    def enter(self, role: str, name: str) -> None:
        self.to(self.page.get_by_role(role, name=name).first)
        self.press("Enter")

    def fill(self, label: str, words: str) -> None:
        self.to(self.page.get_by_label(label))
        self.press("ControlOrMeta+A")
        self.type(words)

    def choose(self, label: str, first_letters: str) -> None:
        """Types at a list, as one does to reach an option."""
        self.to(self.page.get_by_label(label))
        self.type(first_letters)

    def pick(self, group: str, choice: str) -> None:
        """One of several round buttons: Tab leads to the group, arrows go through it."""
        buttons = self.page.get_by_role("group", name=group).get_by_role("radio")
        chosen = buttons.and_(self.page.locator(":checked"))
        self.to(chosen if chosen.count() else buttons.first)
        wanted = self.page.get_by_role("group", name=group).get_by_role("radio", name=choice)
        for _n in range(buttons.count()):
            if not wanted.is_checked():
                self.press("ArrowDown")
        expect(wanted).to_be_checked()

    def day(self, label: str, day: date) -> None:
        """Types at a date, whose parts an English (US) browser puts as month, day, year."""
        self.to(self.page.get_by_label(label))
        self.type(day.strftime("%m%d%Y"))

    def upload(self, label: str, file: dict[str, object]) -> None:
        """Space opens what the system asks files with; the system's own dialog is not ours."""
        with self.page.expect_file_chooser() as asked:  # first: the browser must know who answers
            self.to(self.page.get_by_label(label))
            expect(self.page.locator(":focus")).to_have_attribute("type", "file")
            self.press("Space")
        asked.value.set_files([file])
