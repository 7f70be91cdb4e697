"""A visit from the poll to the certificate, by several people in browsers of their own: two stops,
and the clock of the twin is that of Türkiye."""

from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import expect

from app.database import writing
from app.events import act
from app.extensions import db
from app.pairs.models import Pair
from app.visits.models import Visit
from tests.browser.conftest import faults
from tests.cast import TODAY, person

pytestmark = pytest.mark.browser
BASE = "/pairs/cologne-soria/visits"


@pytest.fixture
def idea(site):
    """Cologne goes to Vitoria-Gasteiz and on to Soria, in a month; Soria is on Istanbul's clock."""
    with site.app.app_context():
        pair, anna = db.session.query(Pair).filter_by(slug="cologne-soria").one(), person("anna")
        cologne, soria, vitoria = pair.cities
        with writing():
            soria.city.zone = "Europe/Istanbul"
        first = TODAY + timedelta(28)
        stops = [(vitoria.id, first, first), (soria.id, first, first + timedelta(1))]
        facts = {"title": "East and west", "cities": [cologne.id], "stops": stops}
        number = act(lambda: Visit.plan(pair, by=anna, **facts), by=anna).id
        db.session.remove()
    return number


def poll(anna, diego, guest_page):
    """anna asks, diego and a guest answer, anna chooses today."""
    anna.get_by_role("link", name="Find dates together").click()
    rows = anna.get_by_role("group", name="Stay 2")
    rows.get_by_label("First day").fill(str(TODAY))
    rows.get_by_label("Last day").fill(str(TODAY + timedelta(1)))
    anna.get_by_role("button", name="Ask", exact=True).click()
    section = diego.get_by_role("region", name="Find dates")
    expect(section).to_contain_text("23–24 November 2026")
    section.get_by_role("group", name="Can you come on 23–24 November 2026?").get_by_label(
        "If need be"
    ).check()
    section.get_by_role("button", name="Answer").click()
    mine = anna.get_by_role("region", name="Find dates")
    expect(mine).to_contain_text("Soria: 1 if need be")
    anna.get_by_role("link", name="Ask a guest").click()
    mine.get_by_label("Name").fill("Dr Gast")
    mine.get_by_role("button", name="Ask the guest").click()
    mine.get_by_text("1 answer", exact=True).click()
    guest_page(mine.get_by_label("Link of Dr Gast").input_value())
    anna.reload()  # where the keyboard is, what changed waits behind a bar
    expect(mine).to_contain_text("Others: 1 yes")
    mine.get_by_text("Choose the days, or take some out").click()
    mine.get_by_role("button", name="Choose these days 23–24 November 2026").click()
    expect(mine).to_contain_text("Chosen: 23–24 November 2026")
    expect(section).to_contain_text("Chosen: 23–24 November 2026")


def agree(anna, others):
    anna.get_by_role("button", name="Propose this visit").click()
    for page in others:
        page.get_by_role("button", name="Say yes for").click()
    expect(anna.locator("h1 ~ *, .heading--1")).to_contain_text(["Agreed"])


def journey(anna):
    """anna is added as a traveller and plans how she travels; it is said what is left."""
    anna.get_by_role("link", name="Add a person").click()
    anna.get_by_label("Who", exact=True).select_option(label="Anna Keller")
    anna.get_by_label("Who pays").select_option(label="The programme")
    anna.get_by_role("button", name="Save").click()
    added = anna.get_by_role("region", name="Travellers").locator(".line__title")
    expect(added).to_have_text("Anna Keller")
    anna.reload()
    anna.get_by_role("link", name="Plan the journey").click()
    anna.get_by_label("By what").select_option(label="Plane")
    anna.get_by_label("Travel in EUR").press_sequentially("300")
    expect(anna.get_by_text("If you book this")).to_contain_text("€600.00 remain on this seat")
    assert not faults(anna)
    anna.get_by_role("region", name="Journeys").get_by_role("button", name="Save").last.click()
    row = anna.get_by_role("region", name="Journeys").get_by_role("row").nth(1)
    expect(row).to_contain_text("€300.00")


def test_from_the_poll_to_the_certificate(site, idea, visit_as, browser):
    anna, diego, ibai = (visit_as(name, f"{BASE}/{idea}") for name in ("anna", "diego", "ibai"))

    def guest_page(url):
        context = browser.new_context(viewport={"width": 360, "height": 740})
        page = context.new_page()
        page.goto(site.url + url.partition("//")[2].partition("/")[1] + url.split("/", 3)[3])
        page.get_by_role("group", name="23–24 November 2026").get_by_label("Yes").check()
        assert not faults(page)
        page.get_by_role("button", name="Send my answer").click()
        expect(page.get_by_text("Thank you.")).to_be_visible()
        context.close()

    poll(anna, diego, guest_page)
    agree(anna, (diego, ibai))
    journey(anna)
    ibai.goto(f"{site.url}{BASE}/{idea}/attendance")
    ibai.get_by_label("Anna Keller").check()
    expect(ibai.get_by_role("region", name="Who is there")).to_contain_text("1 person")
    assert not faults(ibai)
    anna.goto(f"{site.url}{BASE}/{idea}")
    anna.get_by_role("link", name="Mark as held").click()
    anna.get_by_role("button", name="Mark as held").click()
    expect(anna.get_by_role("region", name="East and west").first).to_contain_text("Held")
    anna.goto(f"{site.url}{BASE}/{idea}")
    anna.get_by_text("Papers to print and send").click()
    with anna.expect_download() as coming:
        anna.get_by_role("link", name="Certificates of attendance (PDF)").click()
    with pypdfium2.PdfDocument(coming.value.path()) as pdf:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "Anna Keller" in text and "Vitoria-Gasteiz, Soria" in " ".join(text.split())
