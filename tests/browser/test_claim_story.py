"""A claim from its first line to the money: an officer, two managers, and the other city's."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from app.claims import rates
from app.clock import today
from app.events import act
from tests.browser.papers import pdf, png
from tests.cast import person
from tests.claims import story

pytestmark = pytest.mark.browser
SOON = 1000
BASE = story.BASE
SLOW = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 2_000_000}


@pytest.fixture
def trip(site):
    """The id of an agreed visit whose rate of the Swedish krona is known."""
    with site.app.app_context():
        visit, maria = story.visit(), person("maria")
        rate = {"currency": "SEK", "on": story.FROM, "per_eur": Decimal("10.00")}
        act(lambda: rates.set_by_hand(**rate, by=maria), by=maria)
        return visit.id


@pytest.fixture
def claim(site, trip):
    """The address of a draft with a line and no proof."""
    with site.app.app_context():
        draft = story.draft(story.db.session.get(story.Visit, trip), 18_450, proofs=False)
        return f"{story.CLAIMS}/{draft.id}"


def say_who_is_paid(anna: Page) -> None:
    anna.get_by_role("link", name="Edit who is paid").click()
    anna.get_by_label("Account holder").fill("City of Cologne")
    anna.get_by_label("IBAN").fill("DE89 3704 0044 0532 0130 00")
    anna.get_by_role("button", name="Save").click()
    expect(anna.get_by_text("DE89370400440532013000")).to_be_visible()


def add_line(anna: Page, what: str, amount: str, currency: str) -> None:
    anna.get_by_role("link", name="Add a line").first.click()
    anna.get_by_label("Short description, in English").fill(what)
    anna.get_by_label("Whose cost").select_option(label="Anna Keller")
    for day in ("Date of the document", "Paid on"):
        anna.get_by_label(day).fill(story.FROM.isoformat())
    anna.get_by_label("Amount, as paid").fill(amount)
    anna.get_by_label("Currency").fill(currency)
    anna.get_by_role("button", name="Save").click()
    expect(line(anna, what)).to_be_visible()


def line(page: Page, what: str):
    return page.get_by_role("article", name=what)


def open_proofs(page: Page, what: str) -> None:
    line(page, what).get_by_role("link", name="Add proofs").click()
    expect(line(page, what).get_by_label("Files")).to_be_focused()


def prove(anna: Page) -> None:
    """Both files at the train, on a slow line; the hotel's is one of them."""
    anna.context.new_cdp_session(anna).send("Network.emulateNetworkConditions", SLOW)
    open_proofs(anna, "Train")
    anna.get_by_label("Files").set_input_files([png(side=900), pdf()])
    anna.get_by_role("button", name="Add proofs").click()
    expect(anna.locator(".upload progress")).not_to_have_js_property("value", 0)
    files = anna.get_by_role("list", name="Proofs of Train").get_by_role("listitem")
    expect(files).to_have_count(2)
    open_proofs(anna, "Hotel")
    anna.get_by_label("Or a file that this claim has already").select_option(label="invoice.pdf")
    anna.get_by_role("button", name="Add proofs").click()


def test_from_the_first_line_to_the_money(trip, visit_as):
    maria = visit_as("maria", f"{BASE}/claims")
    anna = visit_as("anna", f"{BASE}/claims/new")
    anna.get_by_label("Visit").select_option(index=0)
    anna.get_by_role("button", name="Begin the claim").click()
    expect(anna.get_by_text("Say who is to be paid, with the IBAN.")).to_be_visible()
    expect(anna.get_by_text("Add at least one line.")).to_be_visible()
    say_who_is_paid(anna)
    add_line(anna, "Train", "184,50", "EUR")
    add_line(anna, "Hotel", "1 000.00", "sek")
    expect(line(anna, "Hotel")).to_contain_text("100.00")
    expect(anna.get_by_role("link", name="Train: add a proof.")).to_be_visible()
    prove(anna)
    anna.get_by_label("I declare this").check()
    anna.get_by_role("button", name="Submit the claim").click()
    expect(maria.get_by_role("row").filter(has_text="Submitted")).to_be_visible(timeout=SOON)

    maria.get_by_role("link", name="C1-COL-001").click()
    maria.wait_for_selector("html[data-live]")
    line(maria, "Train").get_by_role("button", name="Approve Train").click()
    expect(line(anna, "Train").locator(".tag")).to_have_text("Approved", timeout=SOON)
    line(maria, "Hotel").get_by_role("link", name="Refuse").click()
    maria.get_by_label("Reason, for the city to read").fill("A breakfast for two is on it.")
    maria.get_by_role("button", name="Refuse").click()
    expect(line(anna, "Hotel")).to_contain_text("A breakfast for two is on it.", timeout=SOON)

    diego = visit_as("diego", f"{BASE}/budget")
    paid = diego.locator("tfoot td[data-label=Paid]").first
    expect(paid).not_to_contain_text("184")
    tom = visit_as("tom", f"{BASE}/claims/1")
    tom.get_by_label("Paid on").fill(today("UTC").isoformat())
    tom.get_by_label("Reference at the bank").fill("2026/0042")
    tom.get_by_role("button", name="Mark as paid").click()
    expect(paid).to_contain_text("184.50", timeout=SOON)
    expect(anna.get_by_text("Marked by")).to_be_visible()


def test_a_disguised_file_is_turned_down_and_the_form_stays(claim, visit_as):
    anna = visit_as("anna", claim)
    open_proofs(anna, "Line 1")
    anna.get_by_label("What it proves").select_option(label="Proof of payment")
    text = {"name": "invoice.pdf", "mimeType": "application/pdf", "buffer": b"Only words."}
    anna.get_by_label("Files").set_input_files([text])
    anna.get_by_role("button", name="Add proofs").click()
    said = anna.locator(".field--wrong", has=anna.get_by_label("Files"))
    expect(said).to_contain_text("invoice.pdf: We cannot take this file.")
    expect(anna.get_by_label("Files")).to_be_focused()
    expect(anna.get_by_label("What it proves")).to_have_value("payment")
    anna.get_by_label("Files").set_input_files([pdf()])
    anna.get_by_role("button", name="Add proofs").click()
    expect(anna.get_by_role("list", name="Proofs of Line 1")).to_contain_text("Proof of payment")
