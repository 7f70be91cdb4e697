"""A lesson is cited in a section, on words of it or on the whole; the section shows its evidence,
the lesson where it is used."""

import pytest

from app.citations.models import Citation
from app.extensions import db
from tests.cast import on_both
from tests.comments.conftest import BASE, marked


def new(section) -> str:
    return f"{BASE}/sections/{section.id}/citations"


@on_both
def test_on_words_of_the_section(as_, section, lesson, heard):
    anna = as_("anna", htmx=True)
    answer = anna.post(new(section), data={"lesson": str(lesson.id), "quote": "at the bridge"})
    assert answer.status_code == 200 and "Count the bicycles." in answer.text
    found = db.session.query(Citation).one()
    assert marked(section.document_id) == {found.passage.key: "at the bridge"}
    page = as_("diego").get(f"{BASE}/plan").text
    assert "What it was learnt from" in page and "Count the bicycles." in page
    assert "Soria, visit “In Soria”, 23–24 November 2026" in page  # city, visit, date
    assert "By bicycle" in page and "two hundred bicycles" in page  # note, passage
    assert f'<mark class="mark--citation" data-passage="{found.passage.key}">' in page
    used = as_("diego").get(f"{BASE}/takeaways/{lesson.id}").text
    assert f"plan#section-{section.id}" in used and "Not yet used" not in used
    assert f"section-{section.id}-evidence" in heard("diego")
    assert not [region for region in heard("marek") if "evidence" in region]


def test_found_as_one_types_without_accents(as_, section, lesson):
    anna = as_("anna", htmx=True)
    found = anna.get(new(section) + "/new?q=BICÝC").text
    assert "Count the bicycles." in found and "used already" not in found
    assert "No lesson is found" in anna.get(new(section) + "/new?q=trams").text
    anna.post(new(section), data={"lesson": str(lesson.id)})
    assert "used already" in anna.get(new(section) + "/new?q=count").text


def test_enter_finds_and_cites_nothing(as_, section, lesson):
    data = {"lesson": str(lesson.id), "find": "1", "q": "bicycles", "quote": "at the bridge"}
    answer = as_("anna", htmx=True).post(new(section), data=data)
    assert "Count the bicycles." in answer.text and "at the bridge" in answer.text
    assert db.session.query(Citation).count() == 0


def test_the_same_place_once(as_, section, lesson, cite):
    cite("at the bridge")
    anna = as_("anna", htmx=True)
    data = {"lesson": str(lesson.id), "quote": "at the bridge"}
    answer = anna.post(new(section), data=data)
    assert answer.status_code == 422 and "cited here already" in answer.text
    assert anna.post(new(section), data={"lesson": str(lesson.id)}).status_code == 200


def test_taken_out_and_back(as_, section, lesson, cite):
    found = cite("at the bridge")
    url, anna = f"{BASE}/citations/{found.id}", as_("anna", htmx=True)
    answer = anna.post(url + "/removal")
    assert "Undo" in answer.text and "evidence__list" not in answer.text
    assert "mark--citation" not in anna.get(f"/documents/{section.document_id}").text
    assert "Count the bicycles." in anna.post(url + "/restoration").text


@pytest.mark.parametrize(
    ("name", "status"),
    [("anna", 303), ("diego", 303), ("ibai", 403), ("lena", 403), ("marek", 403), ("maria", 403)],
)
def test_who_writes_the_section_cites(as_, section, lesson, name, status):
    data = {"lesson": str(lesson.id)}
    answer = as_(name).post(new(section), data=data)
    assert answer.status_code == status


def test_a_lesson_of_another_pair_is_none(as_, section, lesson, pair):
    answer = as_("anna").post(new(section), data={"lesson": "999"})
    assert answer.status_code == 404


def test_a_decision_is_no_lesson(as_, section, mark):
    decision = mark("decision", sentence="We do it.")
    answer = as_("anna", htmx=True).post(new(section), data={"lesson": str(decision.id)})
    assert answer.status_code == 422 and "Choose a lesson" in answer.text


def test_experts_see_no_evidence_from_notes_that_are_not_shared(as_, section, lesson, cite, note):
    cite("at the bridge")
    marek = as_("marek")
    page = marek.get(f"{BASE}/plan").text
    assert "at the bridge" in page and "Count the bicycles." not in page
    assert "mark--citation" not in page and "In Soria" not in page.split("Outline")[0]
    assert "Count the bicycles." not in marek.get(f"{BASE}/activity").text
    as_("anna").post(f"{BASE}/notes/{note.id}/sharing")
    assert "Count the bicycles." in marek.get(f"{BASE}/plan").text
    as_("anna").post(f"{BASE}/notes/{note.id}/unsharing")
    assert "Count the bicycles." not in marek.get(f"{BASE}/plan").text


def test_not_yet_used_comes_first(as_, mark, lesson, cite):
    cite()
    mark("lesson", sentence="Ask early.")
    page = as_("anna").get(f"{BASE}/takeaways").text
    assert page.index("Ask early.") < page.index("Count the bicycles.")
    assert page.index("Not yet used in the plan") < page.index("Used in the plan")


def test_what_is_shared_no_longer_is_not_read_of_in_activity(as_, section, lesson, note):
    """It was told to experts when it happened."""
    anna, marek = as_("anna"), as_("marek")
    anna.post(f"{BASE}/notes/{note.id}/sharing")
    anna.post(new(section), data={"lesson": str(lesson.id)})
    assert "cited a lesson" in marek.get(f"{BASE}/activity").text
    anna.post(f"{BASE}/notes/{note.id}/unsharing")
    assert "cited a lesson" not in marek.get(f"{BASE}/activity").text
    assert "cited a lesson" in as_("diego").get(f"{BASE}/activity").text
    anna.post(f"{BASE}/notes/{note.id}/sharing")
    anna.post(f"{BASE}/sections/{section.id}/unsharing")
    assert "cited a lesson" not in marek.get(f"{BASE}/activity").text
