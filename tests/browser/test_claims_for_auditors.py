"""Claims as auditors want them: from photographs on a phone to the money, a payment list of five,
and an evidence pack that is verified by a script which knows nothing of the product."""

import io
import subprocess
import sys
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.clock import today
from app.demo import papers
from tests.browser.conftest import faults
from tests.browser.papers import pdf
from tests.cast import person
from tests.claims import story
from tests.evidence import verify

pytestmark = pytest.mark.browser
SOON = 1000
BASE = story.BASE
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


def photo(name: str) -> dict[str, Any]:
    """As a phone takes it: twelve megapixels, a HEIC where its name says so."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    shade = sum(name.encode()) % 200
    picture, out = Image.new("RGB", (3024, 4032), (shade, 120, 90)), io.BytesIO()
    picture.save(out, "HEIF" if name.endswith("heic") else "JPEG", quality=60)
    kind = "image/heic" if name.endswith("heic") else "image/jpeg"
    return {"name": name, "mimeType": kind, "buffer": out.getvalue()}


@pytest.fixture
def trip(site):
    """An agreed visit with three of Cologne on it."""
    with site.app.app_context():
        visit, anna = story.visit(), person("anna")
        about: dict[str, Any] = {"kind": "guest", "city": story.the_pair().cities[0]}
        for name in ("Ben Hoffmann", "Cem Aydin"):
            more = about | {"name": name, "payer": "programme", "planned": 0}
            story.act(lambda more=more: story.Traveller.add(visit, by=anna, **more), by=anna)
        return visit.id


def line(page: Page, what: str, n: int = 0):
    return page.get_by_role("article", name=what).nth(n)


def fill(page: Page, what: str, amount: str) -> None:
    page.get_by_label("Short description, in English").fill(what)
    page.get_by_label("Date of the document").fill(story.FROM.isoformat())
    page.get_by_label("Paid on").fill(story.FROM.isoformat())
    page.get_by_label("Amount", exact=False).first.fill(amount)


def photographed(anna: Page) -> None:
    """Three pictures first; then a split invoice and two lines are made of them."""
    anna.get_by_label("Photos or scans of proofs").set_input_files(
        [photo("train.jpg"), photo("hotel.heic"), photo("taxi.jpg")]
    )
    anna.get_by_role("button", name="Add files").click()
    tray = anna.get_by_role("list", name="Proofs to sort").get_by_role("listitem")
    expect(tray).to_have_count(3, timeout=30_000)
    expect(anna.get_by_role("link", name="3 files belong to no line yet")).to_be_visible()
    anna.get_by_role("link", name="Split hotel.heic").click()
    fill(anna, "Hotel in Soria, two nights", "300")
    expect(anna.get_by_role("img", name="Page 1 of hotel.heic")).to_be_visible()
    anna.get_by_role("button", name="Split", exact=True).click()
    expect(line(anna, "Hotel", 2)).to_contain_text("100.00")
    for file, what, amount in (("train.jpg", "Train", "184,50"), ("taxi.jpg", "Taxi", "20")):
        anna.get_by_role("link", name=f"Make a line {file}").click()
        fill(anna, what, amount)
        expect(anna.get_by_text("Then the seat's cap of")).to_be_visible()
        anna.get_by_role("button", name="Save").click()
        expect(line(anna, what)).to_be_visible()
    expect(tray).to_have_count(0)


def submit(anna: Page) -> None:
    anna.get_by_label("I declare this").check()
    anna.get_by_role("button", name="Submit the claim").click()
    expect(anna.get_by_role("button", name="Submit the claim")).to_have_count(0)


def begun(anna: Page) -> None:
    anna.get_by_label("Visit").select_option(index=0)
    anna.get_by_role("button", name="Begin the claim").click()
    anna.get_by_role("link", name="Edit who is paid").click()
    anna.get_by_label("IBAN").fill(story.IBAN)
    anna.get_by_role("button", name="Save").click()


def judged(maria: Page, anna: Page) -> None:
    """A line in part, one later, one sent back, the others approved."""
    expect(line(maria, "Taxi").get_by_role("img", name="Page 1 of taxi.jpg")).to_be_visible()
    line(maria, "Train").get_by_role("button", name="Approve Train").click()
    expect(line(anna, "Train").locator(".tag")).to_have_text("Approved", timeout=SOON)
    line(maria, "Hotel").get_by_role("link", name="Approve in part").click()
    maria.get_by_label("Approved amount").fill("80")
    maria.get_by_label("Reason, for the city to read").fill("Without the breakfast.")
    maria.get_by_role("button", name="Approve in part").click()
    expect(line(maria, "Hotel").locator(".tag")).to_have_text("Approved in part")
    line(maria, "Hotel", 1).get_by_role("button", name="Decide later").click()
    expect(maria.get_by_role("article", name="Hotel")).to_have_count(2)
    line(maria, "Taxi").get_by_role("link", name="Send back").click()
    maria.get_by_label("Reason, for the city to read").fill("Where is the rest?")
    maria.get_by_role("button", name="Send back").click()
    expect(anna.get_by_text("Some lines were sent back.")).to_be_visible(timeout=SOON)
    line(maria, "Hotel", 1).get_by_role("button", name="Approve").first.click()


def put_right(anna: Page) -> None:
    expect(line(anna, "Taxi")).to_contain_text("Where is the rest?")
    expect(line(anna, "Train").get_by_role("link", name="Edit")).to_have_count(0)
    line(anna, "Taxi").get_by_role("link", name="Edit").click()
    anna.get_by_label("Amount, as paid").fill("18")
    anna.get_by_role("button", name="Save").click()
    submit(anna)


def test_from_photographs_to_the_money(trip, visit_as):
    anna = visit_as("anna", f"{BASE}/claims/new", **PHONE)
    begun(anna)
    photographed(anna)
    assert faults(anna) == []
    assert anna.evaluate("document.documentElement.scrollWidth") <= 390
    submit(anna)

    maria = visit_as("maria", f"{BASE}/claims/1")
    judged(maria, anna)
    put_right(anna)
    line(maria, "Taxi").get_by_role("button", name="Approve Taxi").click()
    expect(anna.locator("h1 ~ *, .heading--1 .tag").filter(has_text="Decided")).to_be_visible()

    tom = visit_as("tom", f"{BASE}/claims/1")
    tom.get_by_label("Paid on").fill(today("UTC").isoformat())
    tom.get_by_label("Reference at the bank").fill("2026/0042")
    tom.get_by_label("The bank's proof").set_input_files([pdf()])
    tom.get_by_role("button", name="Mark as paid").click()
    expect(tom.get_by_text("€382.50").first).to_be_visible()  # 184.50 + 80 + 100 + 18
    expect(anna.get_by_role("link", name="The bank's proof")).to_be_visible()
    anna.get_by_role("link", name="C1-COL-002").click()
    expect(anna.get_by_text("first in C1-COL-001")).to_be_visible()


def test_what_is_being_typed_is_there_on_another_device(trip, visit_as, site):
    with site.app.app_context():
        story.draft(story.db.session.get(story.Visit, trip), 1_000)
    desk = visit_as("anna", f"{BASE}/claims/1/lines/new")
    desk.get_by_label("Short description, in English").press_sequentially("Train to S")
    expect(desk.get_by_text("Draft saved")).to_be_visible(timeout=4_000)
    phone = visit_as("anna", f"{BASE}/claims/1/lines/new", **PHONE)
    expect(phone.get_by_label("Short description, in English")).to_have_value("Train to S")
    phone.get_by_role("button", name="Throw it away").click()
    expect(phone.get_by_text("This is what you typed")).to_have_count(0)


def decided(visit: Any, amount: int) -> None:
    """With a paper that is really there."""
    anna, maria = person("anna"), person("maria")
    claim = story.draft(visit, amount, proofs=False)
    paper, only = papers.png("ticket.png", str(amount), [("Total", "x")]), story.Line.of(claim)[0]
    story.act(lambda: story.prove(only, "invoice", [paper], by=anna), by=anna)
    story.act(lambda: story.submit(claim, declared=True, by=anna), by=anna)
    story.act(lambda: story.decisions.approve_rest(claim, by=maria), by=maria)


def test_five_claims_are_paid_at_once_and_packed(trip, visit_as, site, tmp_path):
    with site.app.app_context():
        visit = story.db.session.get(story.Visit, trip)
        for n in range(1, 6):
            decided(visit, 1_000 * n)
    tom = visit_as("tom", "/claims?state=decided")
    for n in range(1, 6):
        tom.get_by_role("checkbox", name=f"C1-COL-00{n}").check()
    tom.get_by_role("button", name="Make a payment list").click()
    expect(tom.get_by_role("heading", name="Payment list P1-001")).to_be_visible()
    with tom.expect_download() as sheet:
        tom.get_by_role("link", name="XLSX").click()
    assert sheet.value.suggested_filename == "P1-001.xlsx"
    tom.get_by_label("Paid on").fill(today("UTC").isoformat())
    tom.get_by_label("Reference at the bank").fill("SEPA 4711")
    tom.get_by_label("The bank's proof").set_input_files([pdf()])
    tom.get_by_role("button", name="Mark all as paid").click()
    expect(tom.get_by_text("SEPA 4711")).to_be_visible()

    vera = visit_as("vera", "/evidence")
    vera.get_by_role("textbox", name="Claim numbers").fill("C1-COL-001 C1-COL-005")
    vera.get_by_role("button", name="Make the pack").click()
    done = vera.get_by_role("link", name="ZIP")
    expect(done).to_be_visible(timeout=30_000)
    with vera.expect_download() as pack:
        done.click()
    place = tmp_path / "pack.zip"
    pack.value.save_as(place)
    said = subprocess.run(
        [sys.executable, "-I", verify.__file__, str(place)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.stdout == "whole\n"
