"""The day's page on a phone: it opens without network, and what was made then is sent once."""

from datetime import time, timedelta
from pathlib import Path
from time import time as time_now

import pytest
from playwright.sync_api import expect

from app.attendance.models import Attendance
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.visits import agreement
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.publishing import publish
from app.visits.travellers import Traveller
from tests.browser import conftest
from tests.browser.conftest import faults
from tests.cast import TODAY, person
from tests.claims.story import PNG

pytestmark = pytest.mark.browser
BASE = "/pairs/cologne-soria/visits"
PHONE = {"viewport": {"width": 360, "height": 740}}


@pytest.fixture(autouse=True)
def lost_lines_are_meant(monkeypatch):
    monkeypatch.setattr(conftest, "EXPECTED", (*conftest.EXPECTED, "net::ERR_", "Failed to fetch"))


@pytest.fixture
def visit(site):
    """Cologne is in Soria today; a walk goes on, a talk is next."""
    with site.app.app_context():
        pair, anna = db.session.query(Pair).filter_by(slug="cologne-soria").one(), person("anna")
        cologne, soria = pair.twins
        stops = [(soria.id, TODAY, TODAY + timedelta(1))]
        about = {"title": "To Soria", "cities": [cologne.id], "stops": stops}
        found = act(lambda: Visit.plan(pair, by=anna, **about), by=anna)
        for starts, title in ((time(10), "Walk"), (time(14), "Talk")):
            facts = {"day": TODAY, "starts": starts, "minutes": 240, "title": title, "kind": "walk"}
            act(lambda f=facts: AgendaItem.add(found, by=anna, **f), by=anna)
        act(lambda: publish(found, by=anna), by=anna)
        facts = {"kind": "person", "person": anna, "city": cologne}
        act(lambda: Traveller.add(found, by=anna, **facts), by=anna)
        act(lambda: agreement.propose(found, by=anna, city=cologne), by=anna)
        diego = person("diego")
        act(lambda: agreement.agree(found, soria, by=diego), by=diego)
        number = found.id
        db.session.remove()
    return number


@pytest.fixture
def phone(site, visit, visit_as):
    """Lena's, on the day's page, which is kept by then. Its clock is the site's."""
    page = visit_as("lena", "/pairs/cologne-soria", **PHONE)
    ahead = int(site.clock().timestamp() - time_now()) * 1000
    page.context.add_init_script(f"const now = Date.now; Date.now = () => now() + {ahead}")
    page.goto(f"{site.url}{BASE}/{visit}/today")
    page.wait_for_timeout(300)
    kept(page, 1)
    return page


def kept(page, number):
    """So many people's pages are kept in this browser, and the worker rules the page."""
    for _ in range(60):
        names = page.evaluate("caches.keys()")
        ready = page.evaluate("!!navigator.serviceWorker.controller")
        whole = page.evaluate(
            "async () => { for (const n of await caches.keys()) "
            "if (await (await caches.open(n)).match(location.pathname)) return true; }"
        )
        if len(names) == number and (not number or (ready and whole)):
            return
        page.wait_for_timeout(100)
    raise AssertionError((names, ready, whole))


def note(page, words):
    page.get_by_label("A quick note").fill(words)
    page.get_by_role("button", name="Store the note").click()


def stored(site, model):
    with site.app.app_context():
        found = db.session.query(model).count()
        db.session.remove()
    return found


def test_it_opens_without_network_and_what_was_made_is_sent_once(site, visit, phone, tmp_path):
    expect(phone.locator("[data-begins]").first).to_contain_text("Now")
    assert not faults(phone)
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("h1")).to_have_text("To Soria")
    expect(phone.locator("#today-queue")).to_contain_text("No network")
    note(phone, "Heat pumps on the roof")
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (1)")
    picture = Path(tmp_path) / "board.png"
    picture.write_bytes(PNG)
    phone.get_by_label("Photograph").set_input_files(picture)
    phone.get_by_role("button", name="Store the photograph").click()
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (2)")
    phone.get_by_label("Anna Keller").check()
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (3)")
    assert not faults(phone)
    phone.reload()
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (3)")
    assert stored(site, Note) == 0
    phone.context.set_offline(False)
    expect(phone.locator("#today-queue h2")).to_have_count(0, timeout=30000)
    phone.reload()
    assert [stored(site, model) for model in (Note, VisitFile, Attendance)] == [1, 1, 1]
    expect(phone.get_by_label("Anna Keller")).to_be_checked()


def test_what_waits_survives_a_session_that_ended(site, visit, phone):
    phone.context.set_offline(True)
    note(phone, "Said in the tram")
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (1)")
    with site.app.app_context():
        act(lambda: person("lena").sign_out_everywhere(), by=person("lena"))
        db.session.remove()
    phone.context.set_offline(False)
    expect(phone.locator("#today-queue")).to_contain_text("Sign in again", timeout=30000)
    expect(phone.locator("#today-queue")).to_contain_text("Said in the tram")
    phone.context.add_cookies([site.cookie("lena")])
    phone.goto(f"{site.url}{BASE}/{visit}/today")
    expect(phone.locator("#today-queue h2")).to_have_count(0, timeout=30000)
    assert stored(site, Note) == 1


def test_two_tabs_send_it_once(site, visit, phone):
    other = phone.context.new_page()
    other.goto(phone.url)
    phone.context.set_offline(True)
    note(phone, "Once only")
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (1)")
    phone.context.set_offline(False)
    expect(phone.locator("#today-queue h2")).to_have_count(0, timeout=30000)
    other.wait_for_timeout(500)
    assert stored(site, Note) == 1


def test_a_note_that_is_not_stored_yet_outlives_the_tab(phone):
    phone.get_by_label("A quick note").fill("Half a thought")
    phone.wait_for_timeout(500)
    phone.reload()
    phone.get_by_role("button", name="Put back").click()
    expect(phone.get_by_label("A quick note")).to_have_value("Half a thought")
    phone.get_by_role("button", name="Store the note").click()
    expect(phone.locator("#today-queue")).to_contain_text("All is sent.")
    phone.wait_for_timeout(500)
    phone.reload()
    expect(phone.get_by_role("button", name="Put back")).to_have_count(0)


def test_signing_out_warns_of_what_waits_and_takes_it_away(site, visit, phone):
    phone.context.set_offline(True)
    note(phone, "Not sent and given up")
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (1)")
    phone.evaluate("document.querySelector(\"form[action='/sign-out']\").requestSubmit()")
    dialog = phone.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Yes").click()
    phone.wait_for_timeout(500)  # the way out is lost as well; what waited is gone from the phone
    phone.context.set_offline(False)
    phone.goto(f"{site.url}{BASE}/{visit}/today")
    phone.wait_for_timeout(1000)
    expect(phone.locator("#today-queue h2")).to_have_count(0)
    assert stored(site, Note) == 0


def test_signing_out_takes_the_kept_page_away(site, visit, phone):
    phone.evaluate("document.querySelector(\"form[action='/sign-out']\").requestSubmit()")
    phone.wait_for_url("**/sign-in*")
    kept(phone, 0)


def test_what_is_refused_is_kept_with_the_reason(site, visit, phone):
    phone.context.set_offline(True)
    note(phone, "Not mine any more")
    expect(phone.locator("#today-queue h2")).to_have_text("Not sent (1)")
    with site.app.app_context():
        lena = db.session.query(Membership).filter_by(person_id=person("lena").id).one()
        lena.role, lena.member_city_id = "observer", None
        db.session.commit()
        db.session.remove()
    phone.context.set_offline(False)
    expect(phone.locator("#today-queue")).to_contain_text("Tandem did not take this", timeout=30000)
    phone.get_by_role("button", name="Discard").click()
    expect(phone.locator("#today-queue h2")).to_have_count(0)
    assert stored(site, Note) == 0
