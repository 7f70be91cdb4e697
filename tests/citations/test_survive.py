"""Evidence survives what is done to the texts: edits, moves to another section, renames, restores,
a note that goes into the bin."""

import io
from datetime import timedelta

import pytest
from flask import url_for

from app import clock
from app.citations.models import Citation
from app.documents import log, marking, merge, passages, restore, store, versions
from app.documents.anchoring import find, flat
from app.documents.tree import read
from app.drafts.models import Arrival
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.plans.freezing import PlanVersion
from app.plans.models import Plan, Section
from tests.cast import on_both, person
from tests.citations.reading import words_in
from tests.comments.conftest import BASE
from tests.comments.test_suggest import rewrite
from tests.drafts import word

GONE = "Words no longer in the text"


def evidence(as_, section, name: str = "diego") -> str:
    return as_(name, htmx=True).get(f"{BASE}/sections/{section.id}/evidence").text


@on_both
def test_the_sections_words_change(as_, section, cite):
    cite("at the bridge")
    rewrite(section.document_id, "at the bridge", "at the old bridge")
    html = evidence(as_, section)
    assert "at the old bridge" in html and GONE not in html
    rewrite(section.document_id, "at the old bridge", "")
    html = evidence(as_, section)
    assert GONE in html and "Count the bicycles." in html and "at the bridge" in html


@on_both
def test_the_words_move_to_another_section(as_, section, cite, lesson, pair):
    found = cite("at the bridge")
    other = Plan.of(pair.id).sections[1]
    anna = person("anna")
    rewrite(section.document_id, "at the bridge", "")
    # Pasted there with its mark, as an editor does it.
    plan = merge.plan_of(store.load(other.document_id)[0].get_update(), "We meet at the bridge.\n")
    log.change(other.document_id, plan.update, person_id=anna.id, tab="paste-1")
    key = found.passage.key

    def with_mark(doc):
        text = flat(read(doc))
        return marking.mark(doc, find(text.text, "at the bridge"), key)

    log.change(other.document_id, with_mark, person_id=anna.id, tab="paste-2")
    db.session.rollback()
    passages.settle(other.document_id)
    db.session.commit()
    assert "Count the bicycles." in evidence(as_, other)
    assert "Count the bicycles." not in evidence(as_, section)
    page = as_("diego").get(f"{BASE}/takeaways/{lesson.id}").text
    assert f"plan#section-{other.id}" in page


def test_the_note_and_the_section_are_renamed(as_, section, note, cite):
    cite()
    anna = as_("anna")
    data = {"version": str(note.version), "title": "Two wheels", "about": f"visit-{note.visit_id}"}
    anna.post(f"{BASE}/notes/{note.id}", data=data)
    assert "Two wheels" in evidence(as_, section)
    version = db.session.get_one(Section, section.id).version
    data = {"version": str(version), "heading": "Cycling", "owned_by": ""}
    anna.post(f"{BASE}/sections/{section.id}", data=data)
    found = db.session.query(Citation).one()
    assert "Cycling" in as_("anna").get(f"{BASE}/takeaways/{found.lesson_id}").text


def test_an_older_version_is_restored(as_, section, cite):
    cite("at the bridge")
    anna = person("anna")
    version = act(lambda: versions.name(section.document, "Before", anna), by=anna)
    rewrite(section.document_id, " at the bridge", "")
    assert GONE in evidence(as_, section)
    restore.restore(version, by=anna, once="once")
    db.session.rollback()
    html = evidence(as_, section)
    assert GONE not in html and "at the bridge" in html


def test_a_cited_note_asks_before_it_goes_and_its_words_stay(as_, section, note, cite, lesson):
    cite("at the bridge")
    url, anna = f"{BASE}/notes/{note.id}/removal", as_("anna", htmx=True)
    answer = anna.post(url)
    assert answer.status_code == 422
    assert f"The plan cites lessons of this note: {section.heading}" in answer.text
    assert db.session.get_one(Note, note.id).removed_at is None
    assert anna.post(url, data={"sure": "1"}).status_code == 204
    assert db.session.get_one(Note, note.id).removed_at is not None
    html = evidence(as_, section)
    assert "Count the bicycles." in html and "two hundred bicycles" in html
    assert "is in the bin" in html
    assert "Count the bicycles." not in as_("anna").get(f"{BASE}/takeaways").text


def test_a_note_without_citations_goes_at_once(as_, note, lesson):
    assert as_("anna", htmx=True).post(f"{BASE}/notes/{note.id}/removal").status_code == 204


def test_a_cited_lesson_stays(as_, section, cite, lesson):
    found = cite()
    url, anna = f"{BASE}/takeaways/{lesson.id}/removal", as_("anna", htmx=True)
    answer = anna.post(url)
    assert answer.status_code == 422 and "The plan cites this lesson" in answer.text
    anna.post(f"{BASE}/citations/{found.id}/removal")
    assert anna.post(url).status_code == 200


@pytest.mark.parametrize("format_", ["md", "docx", "odt", "pdf"])
def test_an_exported_plan_carries_it(as_, section, cite, lesson, format_):
    """As notes that name city and visit; the lesson's words only where its city agreed."""
    cite("at the bridge")
    url = f"{BASE}/plan.{format_}"
    said = words_in(as_("anna").get(url).data, format_)
    assert "Learnt in Soria, visit “In Soria”, 23–24 November 2026" in said
    assert "Count the bicycles." not in said
    for person_ in ("Anna", "Keller"):
        assert person_ not in said
    as_("diego").post(f"{BASE}/takeaways/{lesson.id}/publication")
    assert "Count the bicycles." in words_in(as_("anna").get(url).data, format_)
    assert "Learnt in" not in words_in(as_("marek").get(url).data, format_)  # not shared with him


def test_a_frozen_version_carries_what_was_cited_then(
    as_, section, cite, lesson, pair, monkeypatch
):
    found, anna = cite("at the bridge"), person("anna")
    plan = Plan.of(pair.id)
    frozen = act(lambda: PlanVersion.keep(plan, "As sent", by=anna), by=anna)
    instant = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "source", lambda: instant)
    as_("anna").post(f"{BASE}/citations/{found.id}/removal")
    with as_("anna").application.test_request_context():
        url = url_for("exports.version", slug=pair.slug, plan_version_id=frozen.id, format="md")
    assert "Learnt in Soria" in as_("anna").get(url).text
    assert "Learnt in Soria" not in as_("anna").get(f"{BASE}/plan.md").text


def test_a_plan_that_comes_back_from_word_brings_no_notes_into_the_text(as_, section, cite):
    """The footnotes of evidence are no words of the section."""
    cite("at the bridge")
    anna = as_("anna")
    changed = word.changed(anna.get(f"{BASE}/plan.docx").data, "We count", "We also count")
    form = {"back": (io.BytesIO(changed), "plan.docx")}
    answer = anna.post(f"{BASE}/plans/{section.plan_id}/returns", data=form)
    assert answer.status_code == 303
    found = db.session.query(Arrival).one().found["items"]
    said = "bicycles at the bridge. Étienne saw 😀 two hundred."
    changes = [(one["quote"], one["replacement"]) for one in found]
    assert changes == [(f"We count {said}", f"We also count {said}")]
