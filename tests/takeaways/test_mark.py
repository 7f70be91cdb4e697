"""Words of a note are marked as a lesson, a decision or a follow-up."""

import pytest

from app.events import Event
from app.extensions import db
from app.takeaways.models import Takeaway
from tests.cast import on_both
from tests.comments.conftest import marked
from tests.comments.test_suggest import rewrite
from tests.takeaways.conftest import BASE


def form(**more: str) -> dict[str, str]:
    return {
        "kind": "lesson",
        "quote": "two hundred bicycles",
        "sentence": "",
        "owner_id": "",
    } | more


def new(note) -> str:
    return f"{BASE}/notes/{note.id}/takeaways"


@on_both
def test_a_lesson_needs_only_its_words(as_, note, heard, cities, stay):
    lena = as_("lena", htmx=True)
    data = form(member_city_id=str(cities["Soria"].id))
    answer = lena.post(new(note), data=data)
    assert answer.status_code == 200 and "two hundred bicycles" in answer.text
    found = db.session.query(Takeaway).one()
    assert (found.kind, found.sentence) == ("lesson", "two hundred bicycles")
    assert found.city.name == "Soria" and found.publish_agreed_at is None
    assert marked(note.document_id) == {found.passage.key: "two hundred bicycles"}
    page = as_("diego").get(f"{BASE}/notes/{note.id}").text
    assert f'<mark class="mark--lesson" data-passage="{found.passage.key}">' in page
    assert {f"note-{note.id}-takeaways", f"takeaways-{note.pair_id}"} <= set(heard("diego"))
    assert not [region for region in heard("marek") if "takeaway" in region]  # it is not shared


def test_the_city_is_where_it_was_seen(as_, note, cities):
    page = as_("lena").get(new(note) + "/new?kind=lesson").text
    assert f'<option selected value="{cities["Soria"].id}">' in page


def test_a_decision_and_a_follow_up(as_, note, cities, cast):
    anna, city = as_("anna"), str(cities["Cologne"].id)
    anna.post(
        new(note), data=form(kind="decision", quote="", sentence="We try.", member_city_id=city)
    )
    data = form(kind="follow_up", quote="Ask Soria what a van costs.", member_city_id=city)
    anna.post(new(note), data=data | {"owner_id": str(cast["lena"].id), "due_on": "2026-12-01"})
    decision, follow_up = Takeaway.of_note(note)
    assert decision.sentence == "We try." and decision.passage is None
    assert follow_up.owner.name == "Lena Vogt" and str(follow_up.due_on) == "2026-12-01"
    assert "Ask Soria what a van costs." in as_("lena").get(BASE).text  # it waits for her


def test_words_that_are_not_there(as_, note, cities):
    data = form(quote="two hundreds bicycles", member_city_id=str(cities["Soria"].id))
    answer = as_("anna", htmx=True).post(new(note), data=data)
    assert answer.status_code == 422 and "not in the text any more" in answer.text
    assert "two hundred bicycles" in answer.text  # the closest is offered
    assert db.session.query(Takeaway).count() == 0


def test_nothing_is_not_a_lesson(as_, note, cities):
    data = form(quote="", member_city_id=str(cities["Soria"].id))
    answer = as_("anna", htmx=True).post(new(note), data=data)
    assert answer.status_code == 422 and "Write it in one sentence." in answer.text


@pytest.mark.parametrize(
    ("name", "status"),
    [("diego", 303), ("lena", 303), ("maria", 303), ("marek", 404), ("vera", 403), ("sean", 404)],
)
def test_who_may(as_, note, cities, name, status):
    data = form(member_city_id=str(cities["Soria"].id))
    assert as_(name).post(new(note), data=data).status_code == status


def test_who_reads_a_shared_note_reads_what_it_teaches(as_, note, mark):
    lesson = mark("lesson", "two hundred bicycles", "Count them.")
    marek, list_ = as_("marek"), f"{BASE}/takeaways"
    assert "Count them." not in marek.get(list_).text
    assert marek.get(f"{list_}/{lesson.id}").status_code == 404
    as_("anna").post(f"{BASE}/notes/{note.id}/sharing")
    assert "Count them." in marek.get(list_).text
    assert marek.post(f"{list_}/{lesson.id}/removal").status_code == 403


def test_two_change_it_at_once(as_, note, mark, cities):
    lesson = mark("lesson", "two hundred bicycles", "Count them.")
    data = {"version": str(lesson.version), "member_city_id": str(cities["Soria"].id)}
    url = f"{BASE}/takeaways/{lesson.id}"
    as_("anna").post(url, data=data | {"sentence": "Count them twice."})
    answer = as_("diego", htmx=True).post(url, data=data | {"sentence": "Count bicycles."})
    assert answer.status_code == 409
    assert "Count them twice." in answer.text and "Count bicycles." in answer.text


def test_into_the_bin_and_back(as_, note, mark):
    lesson = mark("lesson", "two hundred bicycles", "Count them.")
    url, anna = f"{BASE}/takeaways/{lesson.id}", as_("anna", htmx=True)
    answer = anna.post(url + "/removal")
    assert answer.status_code == 200 and "Undo" in answer.text
    assert "mark--lesson" not in anna.get(f"/documents/{note.document_id}").text
    assert "Count them." in anna.post(url + "/restoration").text
    names = [e.name for e in db.session.query(Event).filter_by(kind="takeaway").order_by(Event.id)]
    assert names == ["lesson.marked", "lesson.removed", "lesson.restored"]


def test_the_words_go_on_to_be_found_after_the_text_has_changed(as_, note, mark):
    lesson = mark("lesson", "two hundred bicycles", "Count them.")
    rewrite(note.document_id, "two hundred bicycles", "two or three hundred bicycles")
    assert marked(note.document_id) == {lesson.passage.key: "two or three hundred bicycles"}
    rewrite(note.document_id, "two or three hundred bicycles", "many")
    page = as_("anna").get(f"{BASE}/takeaways/{lesson.id}").text
    assert "Count them." in page and "two hundred bicycles" in page  # the quote is kept
