"""The keyboard alone suffices: the people of a pair, and the workbook that brings many of them."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.keyboard import Keyboard
from tests.pairs.sheets import GOOD, book

pytestmark = pytest.mark.browser
PEOPLE = "/pairs/cologne-soria/people"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def row(keys: Keyboard, name: str) -> Locator:
    return keys.page.get_by_role("listitem").filter(has_text=name)


def test_somebody_is_invited(without_a_mouse):
    keys = without_a_mouse("maria", PEOPLE)
    keys.enter("link", "Invite somebody")
    keys.on(keys.page.get_by_label("Name"))
    keys.enter("button", "Send the invitation")
    keys.on(keys.page.get_by_label("Name"))  # it is empty, and says so
    keys.type("Rui Lopes")
    keys.fill("Mail address", "rui@fundao.example")
    keys.pick("Role", "Expert")
    keys.enter("button", "Send the invitation")
    expect(row(keys, "Rui Lopes")).to_be_visible()
    keys.on(keys.page.get_by_role("link", name="Invite somebody"))


def test_a_role_is_changed(without_a_mouse):
    keys = without_a_mouse("maria", PEOPLE)
    keys.enter("link", "Change Lena Vogt")
    expect(keys.page.get_by_role("heading", name="Change Lena Vogt")).to_be_visible()
    keys.look()
    keys.pick("Role", "Officer")
    keys.enter("button", "Save")
    expect(row(keys, "Lena Vogt").locator(".person__sub")).to_have_text("officer")
    keys.on(keys.page.get_by_role("link", name="Change Lena Vogt"))
    keys.press("Enter")
    keys.enter("link", "Cancel")
    keys.on(keys.page.get_by_role("link", name="Change Lena Vogt"))


def test_a_member_is_removed_after_a_question_and_comes_back(without_a_mouse):
    keys = without_a_mouse("maria", PEOPLE)
    remove = keys.page.get_by_role("button", name="Remove Lena Vogt")
    keys.to(remove)
    keys.press("Enter")
    question = keys.page.get_by_role("dialog")
    expect(question).to_contain_text("Remove Lena Vogt from this pair?")
    keys.look()
    keys.press("Escape")
    keys.on(remove)
    keys.press("Enter")
    keys.to(question.get_by_role("button", name="Remove"))
    keys.press("Enter")
    expect(row(keys, "Lena Vogt")).to_have_count(0)
    keys.on(row(keys, "Anna Keller"))
    keys.enter("button", "Undo")
    expect(row(keys, "Lena Vogt")).to_be_visible()
    keys.look()


def test_a_workbook_is_looked_at_and_imported(without_a_mouse):
    keys = without_a_mouse("maria", "/cohorts/1")
    keys.enter("link", "Import pairs")
    keys.page.wait_for_url("**/imports")
    wrong = [*GOOD["People"], ["nobody", "No Mail", "officer", "turku-fundao", "turku", "de"]]
    file = {"name": "pairs.xlsx", "mimeType": XLSX, "buffer": book(People=wrong)}
    keys.upload("The filled-in file", file)
    keys.enter("button", "Look at it")
    keys.page.wait_for_url("**/imports/1")
    keys.to(keys.page.locator("summary", has_text="Cannot be taken"))
    keys.press("Space")
    expect(keys.page.get_by_text("nobody", exact=False)).to_be_hidden()
    keys.to(keys.page.get_by_label("Send invitations to the new people by mail"))
    keys.press("Space")
    keys.enter("button", "Import these")
    expect(keys.page.get_by_text("Imported on")).to_be_visible()
    keys.enter("link", "To the cohort")
    keys.page.wait_for_url("**/cohorts/1")
    expect(keys.page.get_by_role("link", name="Turku – Fundão")).to_be_visible()
