"""Another wording: put in with one click where the text still says what it said, or declined."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.comments import suggestions
from app.documents import log, merge, store
from app.documents.models import DocumentUpdate
from app.extensions import db
from tests.cast import on_both, person
from tests.comments.conftest import BASE, marked, threads
from tests.documents.writing import read


@pytest.fixture
def thread(say):
    words = "Rather so?"
    return say("marek", "We count bicycles at the bridge", words, replacement="We count at dawn")


def rewrite(document_id: int, old: str, new: str) -> None:
    """Somebody edits the text through the plain form."""
    doc, seq = store.load(document_id)
    text = merge.to_text(doc)
    assert old in text
    plan = merge.plan_of(doc.get_update(), text.replace(old, new))
    assert plan
    log.change(document_id, plan.update, person_id=person("anna").id, tab=f"edit-{seq}")
    db.session.rollback()


@on_both
def test_one_click_puts_it_in(as_, section, thread, heard):
    answer = as_("anna", htmx=True).post(f"{BASE}/threads/{thread.id}/application")
    assert answer.status_code == 200
    assert read(section.document_id)[1] == "We count at dawn. Étienne saw 😀 two hundred."
    (found,) = threads()
    assert found.applied_at and found.state == "solved"
    assert (found.opened_by.name, found.decided_by.name) == ("Marek Nowak", "Anna Keller")
    assert marked(section.document_id) == {found.passage.key: "We count at dawn"}
    line = db.session.query(DocumentUpdate).order_by(DocumentUpdate.seq.desc()).first()
    assert line.person_id == person("anna").id
    assert f"document-{section.document_id}-threads" in heard("ines")


@pytest.mark.parametrize("name", ["marek", "ines", "maria", "vera", "lena"])
def test_only_who_may_write_the_text(as_, section, thread, name):
    before = read(section.document_id)
    assert as_(name).post(f"{BASE}/threads/{thread.id}/application").status_code == 403
    assert read(section.document_id) == before


def test_a_text_that_changed_is_shown_and_nothing_is_applied_blindly(as_, section, thread):
    rewrite(section.document_id, "We count bicycles at", "We count all bicycles at")
    address = f"{BASE}/threads/{thread.id}/application"
    answer = as_("anna", htmx=True).post(address)
    assert answer.status_code == 409
    assert "We count all bicycles at the bridge" in answer.text
    assert "We count at dawn" in answer.text
    assert "all bicycles" in read(section.document_id)[1]
    seen = {"seen": "1", "expected": "We count all bicycles at the bridge"}
    assert as_("anna", htmx=True).post(address, data=seen).status_code == 200
    assert read(section.document_id)[1].startswith("We count at dawn. Étienne")


def test_words_that_are_gone_cannot_be_exchanged(as_, section, thread):
    rewrite(section.document_id, "We count bicycles at the bridge. ", "")
    answer = as_("anna", htmx=True).post(f"{BASE}/threads/{thread.id}/application")
    assert answer.status_code == 409
    assert "no longer in the text" in answer.text
    assert threads()[0].applied_at is None


def test_what_stays_keeps_its_looks_and_its_comments(as_, section, say, thread):
    inner = say("diego", "count", "How?")
    rewrite(section.document_id, "We count bicycles", "We **count** bicycles")
    as_("anna").post(f"{BASE}/threads/{thread.id}/application")
    html = as_("anna").get(f"/documents/{section.document_id}").text
    assert "<strong>count</strong>" in html
    assert marked(section.document_id)[inner.passage.key] == "count"


def test_declined_with_a_reason(as_, section, thread, heard):
    address = f"{BASE}/threads/{thread.id}/declination"
    assert as_("anna", htmx=True).post(address, data={"reason": ""}).status_code == 422
    assert as_("marek").post(address, data={"reason": "Mine"}).status_code == 403
    assert as_("anna").post(address, data={"reason": "We also count at noon."}).status_code == 303
    assert "We also count at noon." in as_("marek").get(f"{BASE}/plan").text
    assert f"thread-{thread.id}" in heard("marek")


def test_leaving_words_out(as_, section, say):
    thread = say("lena", " Étienne saw 😀 two hundred.", "", replacement="")
    as_("anna").post(f"{BASE}/threads/{thread.id}/application")
    assert read(section.document_id)[1].strip() == "We count bicycles at the bridge."


def test_over_several_paragraphs(as_, section, say):
    quote = "Rent bicycles to guests\nAsk the mayor"
    thread = say("lena", quote, "", replacement="Lend bicycles\nAsk both mayors\nand the council")
    as_("anna").post(f"{BASE}/threads/{thread.id}/application")
    html = as_("anna").get(f"/documents/{section.document_id}").text
    assert "Lend" in html and "both mayors" in html and "the council" in html


def test_a_suggestion_must_suggest_something(as_, section):
    address = f"/documents/{section.document_id}/threads"
    same = {"quote": "bridge", "suggest": "1", "replacement": " bridge "}
    nothing = {"quote": "", "suggest": "1", "replacement": "Tunnel"}
    for form in (same, nothing):
        assert as_("marek", htmx=True).post(address, data=form).status_code == 422
    assert threads() == []


@on_both
def test_two_officers_at_once_put_it_in_once(app, section, thread):
    thread_id = thread.id

    def apply(name: str) -> str:
        with app.app_context():
            found = next(one for one in threads() if one.id == thread_id)
            try:
                suggestions.put_in(found, by=person(name))
            except suggestions.Moved:
                return "moved"
            return "done"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(apply, ["anna", "diego"]))
    assert outcomes in (["done", "done"], ["done", "moved"])
    assert read(section.document_id)[1].count("We count at dawn") == 1
