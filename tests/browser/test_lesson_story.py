"""One lesson, from a site visit to the exported plan, by people in browsers of their own; and one
mention, from the comment to a real mailbox, summary included."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app import clock
from app.events import act
from app.pairs.models import Pair
from app.visits.models import Visit
from tests.browser.conftest import faults, watch
from tests.browser.editing import done, edit
from tests.browser.site import Site
from tests.browser.test_comments import choose
from tests.browser.test_comments import text as text
from tests.browser.warm import Warm
from tests.cast import TODAY, person
from tests.services.smtp import MailServer

pytestmark = pytest.mark.browser

BASE = "/pairs/cologne-soria"
SEEN = "One person stays with an owner to the end."
LESSON = "Give each owner one person to the end."


@pytest.fixture
def stay(site: Any) -> int:
    """Cologne is in Soria today."""
    with site.app.app_context():
        anna = person("anna")
        pair = Pair.query.filter_by(slug="cologne-soria").one()
        stops = [(pair.cities[1].id, TODAY, TODAY + timedelta(1))]
        cities = [pair.cities[0].id]
        made = act(
            lambda: Visit.plan(pair, by=anna, cities=cities, title="In Soria", stops=stops), by=anna
        )
        return int(made.id)


def as_a(page: Page, kind: str) -> None:
    """What is chosen becomes this, by the button that appears beside it."""
    page.locator(".choosing").get_by_role("button", name=kind, exact=True).click()


def writes(lena: Page) -> None:
    """On the visit's page: a note from a template, with what she has seen."""
    lena.get_by_role("link", name="Write a note").click()
    lena.get_by_label("Title").fill("The one-stop shop")
    lena.get_by_label("Begin with").select_option(label="Site visit")
    lena.locator("main button[type=submit]").first.click()
    expect(lena.get_by_role("heading", name="The one-stop shop", level=1)).to_be_visible()
    edit(lena).click()
    lena.keyboard.press("Control+End")
    lena.keyboard.press("Enter")
    lena.keyboard.type(SEEN)
    expect(lena.locator("[data-status]")).to_have_text(re.compile("Saved"))
    done(lena)
    lena.get_by_role("heading", level=1).click()  # the text has the focus no more
    lena.wait_for_timeout(1200)  # a text tells of its last words within a second


def marks(diego: Page) -> None:
    """What he reads becomes a lesson, in his words."""
    diego.mouse.move(500, 400)
    choose(diego, SEEN)
    as_a(diego, "Mark as lesson")
    sentence = diego.locator("#commenting textarea[name=sentence]")
    expect(sentence).to_have_value(SEEN)
    expect(sentence).to_be_focused()
    sentence.fill(LESSON)
    diego.locator("#commenting").get_by_role("button", name="Save").click()


def cites(anna: Page) -> None:
    """For words of the plan, found as she types."""
    anna.mouse.move(500, 400)
    choose(anna, "at the bridge")
    as_a(anna, "Cite a lesson")
    expect(anna.locator("#commenting textarea[name=quote]")).to_have_value("at the bridge")
    anna.get_by_label("Find a lesson").press_sequentially("ówner ONE")
    anna.get_by_role("button", name=LESSON).click()


def test_from_the_visit_to_the_exported_plan(
    visit_as: Callable[..., Page], site: Any, text: int, stay: int
):
    lena = visit_as("lena", f"{BASE}/visits/{stay}")
    writes(lena)
    diego = visit_as("diego", lena.url.removeprefix(site.url))
    marks(diego)
    for page in (diego, lena):
        expect(page.locator(".takeaway__sentence")).to_have_text(LESSON)
        expect(page.locator("mark.mark--lesson")).to_have_text(SEEN)
    diego.get_by_role("button", name=re.compile("^It may be published")).click()
    expect(lena.locator(".takeaway")).to_contain_text("May be published")
    reading, anna = visit_as("diego", f"{BASE}/plan"), visit_as("anna", f"{BASE}/plan")
    cites(anna)
    for page in (anna, reading):
        expect(page.locator(".evidence__list")).to_contain_text("Soria, visit “In Soria”")
        expect(page.locator("mark.mark--citation")).to_have_text("at the bridge")
    lena.goto(f"{site.url}{BASE}/takeaways")
    expect(lena.locator(".takeaway").get_by_text("Used in")).to_be_visible()
    assert not faults(anna) and not faults(lena)
    plan = anna.request.get(f"{site.url}{BASE}/plan.md").text()
    assert "at the bridge[^1]" in plan and f"“{LESSON}”" in plan
    assert "Learnt in Soria, visit “In Soria”" in plan
    assert "Vogt" not in plan and "Serrano" not in plan
    # From the evidence back to the words in the note.
    anna.locator(".evidence__list").get_by_role("link", name="The one-stop shop").click()
    expect(anna.locator("mark.mark--lesson")).to_have_text(SEEN)


def test_marked_while_writing(visit_as: Callable[..., Page], site: Any):
    """The comment's form offers the rest, also in the editor."""
    anna = visit_as("anna", f"{BASE}/notes/new")
    anna.get_by_label("Title").fill("Minutes")
    anna.locator("main button[type=submit]").first.click()
    expect(anna.get_by_role("heading", name="Minutes", level=1)).to_be_visible()
    box = edit(anna)
    anna.keyboard.type("We ask the mayor.")
    expect(anna.locator("[data-status]")).to_have_text(re.compile("Saved"))
    box.press("Control+a")
    box.press("Control+Alt+m")
    expect(anna.locator("#commenting textarea[name=quote]")).to_have_value("We ask the mayor.")
    anna.locator("#commenting").get_by_role("link", name="Mark as follow-up").click()
    form = anna.locator("#commenting")
    expect(form.locator("textarea[name=sentence]")).to_have_value("We ask the mayor.")
    form.get_by_label("Who sees to it").select_option(label="Lena Vogt")
    form.get_by_role("button", name="Save").click()
    expect(anna.locator(".takeaway")).to_contain_text("Lena Vogt")
    lena = visit_as("lena", BASE)
    expect(lena.get_by_role("link", name="A follow-up is yours: We ask")).to_be_visible()


def test_search_as_one_types_by_keyboard(visit_as: Callable[..., Page], text: int):
    anna = visit_as("anna", f"{BASE}/plan")
    anna.locator(".top__search input").press_sequentially("bridge")
    anna.keyboard.press("Enter")
    expect(anna.locator("#results")).to_contain_text("at the bridge", timeout=10_000)
    field = anna.locator("#search-q")
    expect(field).to_be_focused()
    field.press("Control+a")
    field.press_sequentially("BICÝC")
    expect(anna.locator("#results mark").first).to_have_text("bicycles")
    field.press("ArrowDown")
    expect(anna.locator(".result__title a").first).to_be_focused()
    assert not faults(anna)
    anna.keyboard.press("Enter")
    expect(anna).to_have_url(re.compile("/plan#section-"))


@pytest.fixture
def mailed(
    empty_sqlite: Path, warm: Warm, smtp_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Site]:
    """A site that writes to a real mail server."""
    url = f"smtp://{smtp_server.host}:{smtp_server.port}"
    site = Site(empty_sqlite, warm, SMTP_URL=url)
    monkeypatch.setattr(clock, "source", site.clock)
    yield site
    site.stop()


def came(server: MailServer, to: str, subject: str) -> str:
    """The text of a mail that has come, or comes within some seconds."""
    for _n in range(200):
        found = [mail for mail in server.sent_to(to) if mail.subject == subject]
        if found:
            assert len(found) == 1
            return found[0].text
        time.sleep(0.05)
    raise AssertionError([mail.subject for mail in server.mails])


@pytest.fixture
def come(browser: Browser, mailed: Site) -> Iterator[Callable[[str, str], Page]]:
    """come("anna", "/…"): a page of that site; "" is nobody."""
    troubles: list[str] = []

    def opened(name: str, path: str) -> Page:
        context = browser.new_context()
        if name:
            context.add_cookies([mailed.cookie(name)])
        page = context.new_page()
        watch(page, name, troubles)
        page.goto(mailed.url + path)
        page.wait_for_selector("html[data-live]" if name else "h1")
        return page

    yield opened
    assert not troubles


def begin_note(anna: Page, site: Site, title: str) -> None:
    anna.goto(f"{site.url}{BASE}/notes/new")
    anna.wait_for_selector("html[data-live]")
    anna.get_by_label("Title").fill(title)
    anna.locator("main button[type=submit]").first.click()
    expect(anna.get_by_role("heading", name=title, level=1)).to_be_visible()


def test_from_a_mention_to_the_mailbox(
    come: Callable[[str, str], Page], mailed: Site, smtp_server: MailServer
):
    anna = come("anna", BASE)
    begin_note(anna, mailed, "By tram")
    anna.wait_for_selector("html[data-live]")
    anna.mouse.move(300, 300)
    anna.get_by_role("link", name=re.compile("^Comment")).click()
    anna.locator("#commenting textarea[name=words]").fill("Do you agree, @Diego?")
    anna.locator("#commenting").get_by_role("button", name="Comment", exact=True).click()
    expect(anna.locator("[data-thread]")).to_contain_text("Do you agree")

    # It waits for him at once, and comes by mail when a few minutes are over.
    diego = come("diego", "/news")
    expect(diego.get_by_role("link", name=re.compile("Anna Keller mentioned you"))).to_be_visible()
    assert not faults(diego)
    mailed.later(minutes=6)
    text = came(smtp_server, "diego@example.org", "One thing waits for you")
    assert "Anna Keller mentioned you: “Do you agree, @Diego?”" in text
    diego.goto(mailed.url + address(text, r"/pairs/\S+/threads/\d+"))
    expect(diego.get_by_text("Do you agree, @Diego?").first).to_be_visible()

    # A week later: the summary, without what the letter has told; and the end of the mails.
    begin_note(anna, mailed, "By bus")
    mailed.later(days=6, hours=22)
    summary = came(smtp_server, "diego@example.org", "Your week in Tandem")
    assert "Anna Keller began the note By bus." in summary and "Do you agree" not in summary
    nobody = come("", address(summary, r"/news/unsubscribing/\S+"))
    nobody.get_by_role("button", name="No more news by mail").click()
    expect(nobody.get_by_text("You get no more news by mail.")).to_be_visible()
    assert not faults(nobody)


def address(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found[0]
