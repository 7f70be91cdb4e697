"""A site with the cast, and people in browsers of their own who must meet no error on their way."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app import clock
from tests.browser.keyboard import Keyboard
from tests.browser.site import Demo, Site
from tests.browser.warm import Warm

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
EXPECTED = ("status of 422", "status of 409", "status of 403", "status of 404", "status of 401")


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    warm = Warm()
    yield warm
    warm.stop()


@pytest.fixture
def site(empty_sqlite: Path, warm: Warm, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """It is ten o'clock of TODAY, for the browsers and for what a test does in the database."""
    site = Site(empty_sqlite, warm)
    monkeypatch.setattr(clock, "source", site.clock)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def demo() -> Iterator[Demo]:
    demo = Demo()
    yield demo
    demo.stop()


@pytest.fixture
def visit_as(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """visit_as("anna", "/pairs/…"): a page in this person's own browser."""
    troubles: list[str] = []
    contexts = []

    def come(name: str, path: str, **options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
        contexts.append(context)
        context.add_cookies([site.cookie(name)])
        page = context.new_page()
        watch(page, name, troubles)
        page.goto(site.url + path)
        page.wait_for_selector("html[data-live]")
        return page

    yield come
    for context in contexts:
        context.close()
    assert not troubles


@pytest.fixture
def without_a_mouse(visit_as: Callable[..., Page]) -> Callable[[str, str], Keyboard]:
    """without_a_mouse("anna", "/pairs/…"): the keyboard before such a page."""
    return lambda name, path: Keyboard(visit_as(name, path, locale="en-US"))


def watch(page: Page, name: str, troubles: list[str]) -> None:
    """No error in the console, no exception, nothing that the content policy had to stop."""

    def said(message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED):
            troubles.append(f"{name}: {message.text}")

    page.on("console", said)
    page.on("pageerror", lambda error: troubles.append(f"{name}: {error}"))


def faults(page: Page, *rules: str) -> list[str]:
    """What axe finds against WCAG 2.2 AA (or against some of its rules), in a line each; small
    targets too, which axe leaves out if it is not told."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text() + ";0")  # a script element would break the content policy
    wanted = list(rules) or ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    options: dict[str, Any] = {"runOnly": wanted, "resultTypes": ["violations"]}
    if not rules:
        options["rules"] = {"target-size": {"enabled": True}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]
