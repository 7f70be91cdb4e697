"""The keyboard alone suffices: a claim from its visit to the money, in three hands."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.keyboard import Keyboard
from tests.browser.papers import pdf, png
from tests.cast import TODAY
from tests.claims import story

pytestmark = pytest.mark.browser
CLAIMS = story.CLAIMS


@pytest.fixture
def trip(site):
    """An agreed visit of Cologne's."""
    with site.app.app_context():
        return story.visit().id


@pytest.fixture
def claim(site, trip):
    """The address of a claim with three lines that waits for a manager."""
    with site.app.app_context():
        visit = story.db.session.get(story.Visit, trip)
        return f"{CLAIMS}/{story.submitted(visit, 18_450, 9_000, 2_000).id}"


def card(keys: Keyboard, title: str) -> Locator:
    return keys.page.get_by_role("article", name=title)


def say_who_is_paid(keys: Keyboard) -> None:
    keys.enter("link", "Edit who is paid")
    keys.on(keys.page.get_by_label("Account holder"))
    keys.fill("Account holder", "City of Cologne")
    keys.fill("IBAN", "DE89 3704 0044 0532 0130 00")
    keys.press("Enter")
    expect(keys.page.get_by_text("DE89370400440532013000")).to_be_visible()
    keys.on(keys.page.get_by_role("link", name="Edit who is paid"))


def add_line(keys: Keyboard, what: str, amount: str) -> None:
    keys.enter("link", "Add a line")
    keys.on(keys.page.get_by_label("Category"))
    keys.choose("Whose cost", "Anna")
    keys.fill("Short description, in English", what)
    for label in ("Date of the document", "Paid on"):
        keys.day(label, story.FROM)
    keys.fill("Amount, as paid", amount)
    keys.enter("button", "Save")
    expect(card(keys, what)).to_be_visible()
    keys.look()


def prove(keys: Keyboard, what: str, file: dict[str, object]) -> None:
    keys.enter("link", f"Add proofs {what}")
    keys.on(keys.page.get_by_label("Files"))
    keys.upload("Files", file)
    keys.enter("button", "Add proofs")
    expect(keys.page.get_by_role("list", name=f"Proofs of {what}")).to_be_visible()
    keys.on(keys.page.get_by_role("link", name=f"Add proofs {what}"))


def test_a_claim_is_made_and_submitted(trip, without_a_mouse):
    keys = without_a_mouse("anna", CLAIMS)
    keys.enter("link", "New claim")
    keys.page.wait_for_url("**/claims/new")
    keys.page.wait_for_selector("html[data-live]")
    keys.to(keys.page.get_by_label("Visit", exact=True))
    keys.enter("button", "Begin the claim")
    keys.page.wait_for_url("**/claims/1")
    keys.page.wait_for_selector("html[data-live]")
    say_who_is_paid(keys)
    add_line(keys, "Train", "184,50")
    add_line(keys, "Tram", "2,50")
    prove(keys, "Train", png())
    prove(keys, "Tram", pdf())
    keys.enter("button", "Submit the claim")
    declared = keys.page.get_by_label("I declare this")
    keys.on(declared)
    keys.press("Space")
    keys.enter("button", "Submit the claim")
    expect(keys.page.get_by_text("Signed by Anna Keller")).to_be_visible()
    keys.look()


def test_a_line_is_removed_and_brought_back(site, trip, without_a_mouse):
    with site.app.app_context():
        draft = story.draft(story.db.session.get(story.Visit, trip), 18_450, 9_000)
        address = f"{CLAIMS}/{draft.id}"
    keys = without_a_mouse("anna", address)
    keys.enter("button", "Remove Line 1")
    expect(card(keys, "Line 1")).to_have_count(0)
    keys.on(card(keys, "Line 2"))
    keys.enter("button", "Undo")
    expect(card(keys, "Line 1")).to_be_visible()
    keys.look()


def test_a_claim_is_decided_and_paid(claim, without_a_mouse):
    keys = without_a_mouse("maria", claim)
    keys.enter("button", "Approve Line 1")
    expect(card(keys, "Line 1").locator(".tag")).to_have_text("Approved")
    keys.on(card(keys, "Line 1"))
    keys.enter("link", "Refuse Line 2")
    keys.on(keys.page.get_by_label("Reason, for the city to read"))
    keys.press("Tab")
    keys.press("Enter")
    expect(keys.page.locator(".field__error")).to_be_visible()
    keys.on(keys.page.get_by_label("Reason, for the city to read"))
    keys.type("A breakfast for two is on it.")
    keys.enter("button", "Refuse")
    expect(card(keys, "Line 2")).to_contain_text("A breakfast for two is on it.")
    keys.on(card(keys, "Line 2"))
    keys.enter("button", "Approve Line 3")
    keys.on(card(keys, "Line 3"))

    keys = without_a_mouse("tom", claim)
    keys.day("Paid on", TODAY)
    keys.fill("Reference at the bank", "2026/0042")
    keys.enter("button", "Mark as paid")
    expect(keys.page.get_by_text("Marked by")).to_be_visible()
    keys.on(keys.page.locator("#claim-1-payment"))


def test_where_the_focus_has_come_to_rest_others_changes_appear(claim, without_a_mouse, visit_as):
    """A card with the focus is nobody's work, unlike a button or a field with it."""
    maria, tom = without_a_mouse("maria", claim), visit_as("tom", claim)
    maria.enter("button", "Approve Line 1")
    expect(card(maria, "Line 1").locator(".tag")).to_have_text("Approved")
    maria.on(card(maria, "Line 1"))
    tom.get_by_role("button", name="Approve Line 3").click()
    expect(card(maria, "Line 3").locator(".tag")).to_have_text("Approved")
    expect(maria.page.locator(".notice--changed")).to_have_count(0)
    maria.on(card(maria, "Line 1"))
    maria.press("Tab")
    maria.look()
