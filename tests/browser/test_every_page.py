"""Every page of the demo, and every form that was filled in wrongly, in both sizes and both lights:
nothing for axe to find, nothing in the console, nothing wider than the screen."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, url_for
from playwright.sync_api import Browser, Page

from app import create_app
from tests.browser.conftest import faults, watch
from tests.browser.pages import NO_PAGE, NOTHING_WRONG, PAGES, WRONG, At
from tests.browser.site import Demo
from tests.browser.things import Ids, things
from tests.cast import settings
from tests.presses import AREAS

pytestmark = pytest.mark.browser

PAIR = "/pairs/cologne-soria"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# What only the eye can tell differs with the light; the rest is asked once for each size.
COLOURS = ("color-contrast", "link-in-text-block")
LOOKS = [(DESKTOP, "light", ()), (DESKTOP, "dark", COLOURS)]
LOOKS += [(PHONE, "dark", ()), (PHONE, "light", COLOURS)]
# What others see of the pages that an officer and a manager open below.
OTHERS = {
    "contributor": ["", "/visits", "/plan"],
    "expert": ["", "/visits", "/notes", "/plan", "/activity"],
    "auditor": ["/budget", "/claims"],
    "stranger": [""],
}
Open = Callable[[str], Page]
Address = Callable[..., str]


@pytest.fixture(scope="module")
def told(demo: Demo) -> tuple[Flask, dict[str, Ids]]:
    """The demo, and real things in it."""
    app = create_app(settings(demo.folder, DEMO=True))
    with app.app_context():
        return app, things()


@pytest.fixture
def address(told: tuple[Flask, dict[str, Ids]]) -> Address:
    app, known = told

    def of(at: At, endpoint: str = "") -> str:
        rule = next(app.url_map.iter_rules(endpoint or at.endpoint))
        with app.test_request_context():
            url = url_for(rule.endpoint, **{name: known[at.ids][name] for name in rule.arguments})
        return f"{url}?{at.query}" if at.query and not endpoint else url

    return of


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert not found


@pytest.fixture
def as_role(browser: Browser, demo: Demo, troubles: list[str]) -> Iterator[Open]:
    """as_role("officer"): the page of who came in by this door of the demo; "" of nobody."""
    pages: dict[str, Page] = {}

    def come(role: str) -> Page:
        if role not in pages:
            context = browser.new_context(reduced_motion="reduce")
            page = pages[role] = context.new_page()
            watch(page, role, troubles)
            page.goto(f"{demo.url}/sign-in")
            if role:
                door = f"form[action='/demo/entry']:has([name=role][value={role}]) button"
                with page.expect_navigation():
                    page.click(door)
            else:  # a code was asked for
                page.fill("[name=mail]", "nobody@example.org")
                with page.expect_navigation():
                    page.press("[name=mail]", "Enter")
        return pages[role]

    yield come
    for page in pages.values():
        page.context.close()


def looked_at(page: Page) -> Iterator[str]:
    """What is wrong with what the page shows."""
    if page.locator("h1").count() != 1:
        yield f"{page.locator('h1').count()} main headings"
    for size, light, rules in LOOKS:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.evaluate("scrollTo(0, 0)")  # what lies under the bar at the top is no small target
        page.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        yield from (f"{size['width']} {light}: {fault}" for fault in faults(page, *rules))
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            yield f"wider than {size['width']}"


@pytest.mark.parametrize("part", range(4))
def test_every_page(
    demo: Demo, as_role: Open, address: Address, troubles: list[str], part: int
) -> None:
    for at in PAGES[part::4]:
        page, url = as_role(at.role), address(at)
        answer = page.goto(demo.url + url)
        assert answer and answer.status == 200, (url, answer and answer.status)
        troubles += [f"{url}: {fault}" for fault in looked_at(page)]


@pytest.mark.parametrize("part", range(2))
def test_every_form_that_was_filled_in_wrongly(
    demo: Demo, as_role: Open, address: Address, troubles: list[str], part: int
) -> None:
    for endpoint, at in list(WRONG.items())[part::2]:
        page, url = as_role(at.role), address(at, endpoint)
        page.goto(demo.url + address(at))
        form = page.locator(f"form[method=post][action='{url}']").first
        with page.expect_navigation() as shown:
            form.evaluate(EMPTY)
        assert shown.value.status == 422, (endpoint, shown.value.status)
        troubles += [f"{endpoint}: {fault}" for fault in looked_at(page)]


# As a browser without JavaScript sends it, with nothing filled in and no text that began anywhere.
EMPTY = """form => {
    for (const field of form.elements) {
        if (field.name === 'base') field.value = '';
        if (field.type === 'hidden' || field.localName === 'button') continue;
        field.checked = false;
        field.value = '';
    }
    HTMLFormElement.prototype.submit.call(form);
}"""


@pytest.mark.parametrize("role", OTHERS)
def test_pages_of_others(demo: Demo, as_role: Open, troubles: list[str], role: str) -> None:
    page = as_role(role)
    for url in ["/", *(PAIR + area for area in OTHERS[role])]:
        page.goto(demo.url + url)
        troubles += [f"{url}: {fault}" for fault in looked_at(page)]


def test_nothing_is_left_out(told: tuple[Flask, dict[str, Ids]]) -> None:
    """A new page, or a new form, is looked at above or named with its reason."""
    app, _known = told
    by_method = {
        method: {r.endpoint for r in app.url_map.iter_rules() if method in (r.methods or ())}
        for method in ("GET", "POST")
    }
    assert by_method["GET"] - {at.endpoint for at in PAGES} == set(NO_PAGE)
    buttons = {press.endpoint for area in AREAS.values() for press in area if not press.data}
    assert by_method["POST"] - set(WRONG) - buttons == NOTHING_WRONG
