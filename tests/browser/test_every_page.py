"""Every page of the demo, as who uses it, in both sizes and both lights: nothing for axe to find,
nothing in the console, nothing wider than the screen."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import faults, watch
from tests.browser.site import Demo

pytestmark = pytest.mark.browser

PAIR = "/pairs/cologne-soria"
SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
FORMS = ["/visits/new", "/claims/new", "/notes/new"]
AREAS = ["", "/visits", "/claims", "/budget", "/notes", "/plan", "/people", "/activity"]
PAGES = {
    "officer": [PAIR + area for area in AREAS + FORMS] + ["/profile", "/mails"],
    "contributor": [PAIR, PAIR + "/visits", PAIR + "/plan"],
    "expert": [PAIR, PAIR + "/visits", PAIR + "/notes", PAIR + "/plan", PAIR + "/activity"],
    "manager": ["/", "/cohorts", "/cohorts/new", "/cohorts/1", "/cohorts/1/edit"]
    + ["/cohorts/1/imports", "/rates", "/mails", PAIR, PAIR + "/budget/movements"]
    + [PAIR + "/claims", PAIR + "/people"],
    "auditor": ["/", PAIR + "/budget", PAIR + "/claims"],
    "stranger": ["/", PAIR],
}
# One thing of each kind, found by following the first link that leads to one.
THINGS = {
    "officer": [
        (PAIR + "/visits", r"/visits/\d+$"),
        (PAIR + "/visits", r"/visits/\d+$", "/edit"),
        (PAIR + "/visits", r"/visits/\d+$", "/agenda/new"),
        (PAIR + "/visits", r"/visits/\d+$", "/travellers/new"),
        (PAIR + "/claims", r"/claims/\d+$"),
        (PAIR + "/notes", r"/notes/\d+$"),
        (PAIR + "/notes", r"/notes/\d+$", "/edit"),
        (PAIR + "/plan", r"/documents/\d+/text$"),
        (PAIR + "/plan", r"/documents/\d+/versions$"),
    ],
    "manager": [(PAIR + "/claims", r"/claims/\d+$")],
}


def enter(page: Page, demo: Demo, role: str) -> None:
    page.goto(demo.url + "/sign-in")
    door = page.locator(f"form[action='/demo/entry']:has([name=role][value={role}])")
    with page.expect_navigation():
        door.locator("button").click()


def addresses(page: Page, demo: Demo, role: str) -> Iterator[str]:
    yield from PAGES[role]
    for where, pattern, *more in THINGS.get(role, []):
        page.goto(demo.url + where)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        found = [link for link in links if re.search(pattern, link)]
        assert found, (where, pattern)
        yield found[0] + "".join(more)


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("role", PAGES)
def test_every_page(browser: Browser, demo: Demo, role: str, size: str, light: str):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=light)
    page, troubles = context.new_page(), []
    watch(page, role, troubles)
    enter(page, demo, role)
    for address in addresses(page, demo, role):
        page.goto(demo.url + address)
        troubles += [f"{address}: {fault}" for fault in faults(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            troubles.append(f"{address} is wider than the screen")
        if page.locator("h1").count() != 1:
            troubles.append(f"{address} has {page.locator('h1').count()} main headings")
    context.close()
    assert not troubles


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_doors(browser: Browser, demo: Demo, light: str):
    context = browser.new_context(color_scheme=light)
    page = context.new_page()
    for address in ("/sign-in", "/demo/mails", "/invitations/none"):
        page.goto(demo.url + address)
        assert faults(page) == []
    context.close()
