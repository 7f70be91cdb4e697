"""Signing in with a code from a real mail, and a session that ends in the middle of a sentence."""

import re
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.sessions import SHARED_FOR
from tests.accounts.doors import wrong
from tests.browser.conftest import watch
from tests.browser.site import Site

pytestmark = pytest.mark.browser
ANNA = "anna@example.org"
OURS = "tandem"


class Letters(SimpleQueue[Any]):
    """In the place of the mail server's list: who waits for a mail has it when it comes in."""

    append = SimpleQueue.put


@pytest.fixture
def letters(smtp_server, monkeypatch) -> Letters:
    letters = Letters()
    monkeypatch.setattr(smtp_server, "mails", letters)
    return letters


@pytest.fixture
def site(empty_sqlite, warm, smtp_server) -> Iterator[Site]:
    """The site, with a mail server."""
    site = Site(empty_sqlite, warm, SMTP_URL=f"smtp://{smtp_server.host}:{smtp_server.port}")
    yield site
    site.stop()


@pytest.fixture
def door(browser, site) -> Iterator[Page]:
    """The way in, in a browser that nobody has used."""
    troubles: list[str] = []
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    watch(page, "anna", troubles)
    page.goto("/pairs/cologne-soria/notes/new")
    yield page
    context.close()
    assert not troubles


def ask(page: Page) -> None:
    page.get_by_label("Your mail address").fill(ANNA)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()


def code_from(letters: Letters) -> str:
    mail = letters.get(timeout=10)
    assert mail.recipients == [ANNA]
    code = re.findall(r"\b\d{6}\b", mail.text)[0]
    assert mail.subject.startswith(code)
    return str(code)


def enter(page: Page, code: str) -> None:
    page.get_by_label("The six digits from the mail").fill(code)
    page.get_by_role("button", name="Sign in").click()


def cookie(context: BrowserContext) -> dict:
    return next(one for one in context.cookies() if one["name"] == OURS)


def test_a_wrong_code_the_right_one_and_out_again(site, letters, door):
    ask(door)
    code = code_from(letters)
    enter(door, wrong(code))
    expect(door.locator(".field__error")).to_contain_text("This code is not right")
    door.get_by_label("Other people use this device").check()
    enter(door, f"{code[:3]} {code[3:]}")
    door.wait_for_url("**/pairs/cologne-soria/notes/new")
    kept = cookie(door.context)
    assert kept["expires"] == -1, "the cookie of a shared device goes with its browser"
    assert site.opened(kept["value"])["shared"] is True
    door.locator("summary", has_text="Anna Keller").click()
    door.get_by_role("button", name="Sign out").click()
    expect(door.get_by_role("heading", name="Sign in")).to_be_visible()
    door.goto("/profile")
    expect(door.get_by_label("Your mail address")).to_be_visible()


def expire(site: Site, context: BrowserContext) -> None:
    """As it is a day later: the cookie is there, what it says is over."""
    session = site.opened(cookie(context)["value"])
    session["ends"] -= SHARED_FOR.total_seconds() * 100
    context.add_cookies([site.sealed(session)])


def test_words_outlive_the_end_of_the_session(site, letters, door):
    ask(door)
    enter(door, code_from(letters))
    door.wait_for_selector("html[data-live]")
    door.get_by_label("Title").fill("One-stop shops")
    expire(site, door.context)
    door.get_by_role("button", name="Start the note").click()
    dialog = door.get_by_role("dialog", name="You have been signed out")
    expect(dialog).to_be_visible()
    with door.expect_popup() as opened:
        dialog.get_by_role("link", name="Sign in in a new tab").click()
    other = opened.value
    ask(other)
    enter(other, code_from(letters))
    expect(other.locator("summary", has_text="Anna Keller")).to_be_visible()
    door.bring_to_front()
    door.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(door.get_by_label("Title")).to_have_value("One-stop shops")
    door.get_by_role("button", name="Start the note").click()
    expect(door.get_by_role("heading", name="One-stop shops", level=1)).to_be_visible()
