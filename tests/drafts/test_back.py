"""A DOCX goes out, is worked on in Word, and comes back: comments and tracked changes on their
words, changes without tracking by comparison, nothing dropped, nothing doubled."""

import io
from typing import Any

import pytest

from app.comments.models import Thread
from app.drafts.models import Arrival
from app.extensions import db
from tests.cast import on_both
from tests.comments import conftest as talk
from tests.comments.conftest import BASE, marked, threads
from tests.comments.test_suggest import rewrite
from tests.documents.writing import read
from tests.drafts import word

section, say = talk.section, talk.say


@pytest.fixture
def out(as_: Any, section: Any) -> bytes:
    return as_("diego").get(f"{BASE}/plan.docx").data


@pytest.fixture
def back(as_: Any, section: Any) -> Any:
    """back("diego", data): brings a file back, and gives what is found in it."""

    def brought(name: str, data: bytes) -> list[dict[str, Any]]:
        form = {"back": (io.BytesIO(data), "plan.docx")}
        answer = as_(name).post(f"{BASE}/plans/{section.plan_id}/returns", data=form)
        assert answer.status_code == 303, answer.text
        found = db.session.query(Arrival).order_by(Arrival.id.desc()).first()
        assert as_(name).get(answer.headers["Location"]).status_code == 200
        for _ in range(2):
            done = as_(name).post(f"{answer.headers['Location']}/application")
            assert done.status_code == 303
        db.session.rollback()
        return list(found.found["items"])

    return brought


@on_both
def test_a_comment_of_somebody_who_is_no_member(section, out, back, as_):
    (item,) = back("diego", word.commented(out, "two hundred", "Who counted?"))
    assert (item["kind"], item["author"], item["quote"]) == ("comment", "J. Müller", "two hundred")
    (thread,) = threads()
    assert marked(section.document_id) == {thread.passage.key: "two hundred"}
    page = as_("marek").get(f"{BASE}/plan").text
    assert "J. Müller" in page and "(in Word, uploaded by Diego Serrano)" in page


def test_a_tracked_change_becomes_a_suggestion(section, out, back, as_):
    (item,) = back("diego", word.tracked(out, "at the bridge", "in the park"))
    assert (item["kind"], item["quote"], item["replacement"]) == (
        "tracked",
        "at the bridge",
        "in the park",
    )
    (thread,) = threads()
    assert thread.suggests and thread.word_author == "J. Müller"
    assert as_("anna").post(f"{BASE}/threads/{thread.id}/application").status_code == 303
    assert read(section.document_id)[1].startswith("We count bicycles in the park.")


@pytest.mark.parametrize(
    ("old", "new", "quote", "replacement"),
    [
        ("", "ten ", None, None),
        (" to guests", "", "to guests", ""),
        ("Étienne", "Étienne Kö 😀", "Étienne", "Étienne Kö 😀"),
        ("Σόρια", "שלום", "Σόρια", "שלום"),
        ("ount", "OUNT", "count", "cOUNT"),
    ],
)
def test_changes_of_all_kinds_take_whole_words(section, out, back, old, new, quote, replacement):
    if not old:
        data = word.tracked(out, "two hundred", "ten two hundred")
        quote, replacement = "two hundred", "ten two hundred"
    else:
        data = word.tracked(out, old, new)
    (item,) = back("diego", data)
    assert (item["quote"], item["replacement"]) == (quote, replacement)
    assert list(marked(section.document_id).values()) == [quote]


def test_words_changed_without_tracking_are_found_by_comparison(section, out, back):
    data = word.changed(out, "We count bicycles at", "We count all bicycles at")
    (item,) = back("diego", data)
    assert item["kind"] == "untracked"
    assert item["replacement"].startswith("We count all bicycles at the bridge.")
    assert threads()[0].comments[0].body == "Changed in Word without tracking."


def test_even_if_the_section_has_moved_on(section, out, back, as_):
    rewrite(section.document_id, "# Bicycles in winter", "# Bicycles in summer")
    rewrite(section.document_id, "Ask the mayor", "Ask the mayor twice")
    rewrite(section.document_id, " Étienne saw 😀 two hundred.", "")
    data = word.commented(out, "two hundred", "Gone?")
    data = word.tracked(data, "The mayor of", "Both mayors of")
    items = back("diego", data)
    assert {item["kind"] for item in items} == {"comment", "tracked"}
    html = as_("anna", htmx=True).get(f"/documents/{section.document_id}/threads").text
    assert "Words no longer in the text" in html and "Gone?" in html
    assert list(marked(section.document_id).values()) == ["The mayor of"]


def test_what_went_out_does_not_come_back_twice(section, say, back, as_):
    say("marek", "two hundred", "Who counted?")
    say("lena", "at the bridge", "", replacement="there")
    say("anna", "", "On the whole")
    data = as_("diego").get(f"{BASE}/plan.docx").data
    form = {"back": (io.BytesIO(data), "plan.docx")}
    address = f"{BASE}/plans/{section.plan_id}/returns"
    answer = as_("diego", htmx=True).post(address, data=form)
    assert answer.status_code == 422
    assert "There is nothing new in this file." in answer.text
    assert len(threads()) == 3


def test_a_reply_in_word_is_a_reply(section, say, back, as_):
    thread = say("marek", "two hundred", "Who counted?")
    data = as_("diego").get(f"{BASE}/plan.docx").data
    (item,) = back("diego", word.commented(data, "two hundred", "We did."))
    db.session.rollback()
    assert [one.body for one in db.session.get(Thread, thread.id).comments] == [
        "Who counted?",
        "We did.",
    ]


def test_a_renamed_heading_and_a_new_paragraph(section, out, back):
    data = word.changed(out, ">Where we stand<", ">Where we are today<")
    at = word.part(data).index("The mayor of")
    start = word.part(data).rindex("<w:p>", 0, at)
    fresh = "<w:p><w:r><w:t>Trams run on every Sunday of the year.</w:t></w:r></w:p>"
    xml = word.part(data)
    data = word._with(data, {"word/document.xml": xml[:start] + fresh + xml[start:]})
    (item,) = back("diego", data)
    assert item["section"] == section.id
    assert item["replacement"] == "Ask the mayor\nTrams run on every Sunday of the year."


def test_an_expert_brings_comments_back_and_no_text_changes(section, back, as_):
    data = as_("marek").get(f"{BASE}/plan.docx").data
    before = read(section.document_id)
    back("marek", word.tracked(data, "at the bridge", "there", author="Marek Nowak"))
    assert read(section.document_id) == before
    assert threads()[0].opened_by.name == "Marek Nowak"


@pytest.mark.parametrize("name", ["ines", "vera"])
def test_who_may_not_comment_brings_nothing_back(as_, section, out, name):
    form = {"back": (io.BytesIO(out), "plan.docx")}
    address = f"{BASE}/plans/{section.plan_id}/returns"
    assert as_(name).post(address, data=form).status_code == 403


def test_a_file_of_elsewhere_is_a_sentence(as_, section, out):
    address = f"{BASE}/plans/{section.plan_id}/returns"
    strange = word._with(out, {"docProps/custom.xml": "<Properties/>"})
    other = word.part(out, "docProps/custom.xml").replace("plan=1", "plan=2")
    for data, words in (
        (strange, "does not say which version"),
        (word._with(out, {"docProps/custom.xml": other}), "of another plan"),
        (b"PK\x03\x04", "could not be read"),
    ):
        form = {"back": (io.BytesIO(data), "plan.docx")}
        answer = as_("anna", htmx=True).post(address, data=form)
        assert answer.status_code == 422
        assert words in answer.text
