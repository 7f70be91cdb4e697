"""Replies, words changed and taken back, solved and reopened, given to somebody, mentions."""

import pytest

from app.comments.mentioning import members, named
from app.comments.models import Mention
from app.extensions import db
from tests.cast import INSIDE, on_both, person
from tests.comments.conftest import BASE, comments, threads


@pytest.fixture
def thread(say):
    return say("marek", "two hundred", "Who counted?")


def test_a_reply_is_heard_by_all_who_read_it(as_, thread, heard):
    address = f"{BASE}/threads/{thread.id}/replies"
    answer = as_("anna", htmx=True).post(address, data={"words": "We did.\nTwice."})
    assert answer.status_code == 200
    assert [one.body for one in comments()] == ["Who counted?", "We did.\nTwice."]
    region = f"thread-{thread.id}"
    assert {name for name in INSIDE if region in heard(name)} == set(INSIDE)
    assert as_("ines").post(address, data={"words": "No."}).status_code == 403
    assert as_("anna", htmx=True).post(address, data={"words": ""}).status_code == 422


def test_ones_own_words_can_be_changed_and_nobody_elses(as_, thread):
    comment = comments()[0]
    address = f"{BASE}/comments/{comment.id}"
    form = {"words": "Who counted them?", "version": comment.version}
    assert as_("anna").post(address, data=form).status_code == 403
    assert as_("marek").post(address, data=form).status_code == 303
    assert comments()[0].edited_at
    stale = as_("marek", htmx=True).post(address, data=form | {"words": "Really?"})
    assert stale.status_code == 409
    assert "Really?" in stale.text and "Who counted them?" in stale.text


def test_what_is_taken_back_leaves_the_name_and_the_answers(as_, thread):
    as_("anna").post(f"{BASE}/threads/{thread.id}/replies", data={"words": "We did."})
    address = f"{BASE}/comments/{comments()[0].id}"
    answer = as_("marek", htmx=True).post(f"{address}/removal")
    assert "Who counted?" not in answer.text
    assert "Marek Nowak" in answer.text and "We did." in answer.text
    as_("marek").post(f"{address}/restoration")
    assert "Who counted?" in as_("anna").get(f"{BASE}/plan").text


def test_alone_it_goes_and_comes_back(as_, thread):
    address = f"{BASE}/comments/{comments()[0].id}"
    as_("marek").post(f"{address}/removal")
    assert "Who counted?" not in as_("anna").get(f"{BASE}/plan").text
    assert as_("anna").get(f"{BASE}/threads/{thread.id}").status_code == 404
    assert as_("marek").post(f"{address}/restoration").status_code == 303
    assert "Who counted?" in as_("anna").get(f"{BASE}/plan").text


@pytest.mark.parametrize(
    ("name", "status"),
    [("anna", 303), ("ibai", 303), ("lena", 303), ("maria", 303), ("marek", 303), ("ines", 403)],
)
def test_who_solves_it(as_, thread, name, status):
    address = f"{BASE}/threads/{thread.id}"
    assert as_(name).post(f"{address}/resolution").status_code == status
    assert threads()[0].state == ("solved" if status == 303 else "open")


def test_an_expert_solves_only_their_own(as_, say):
    thread = say("anna", "bridge", "Which?")
    assert as_("marek").post(f"{BASE}/threads/{thread.id}/resolution").status_code == 403


@on_both
def test_solved_and_reopened(as_, thread):
    address = f"{BASE}/threads/{thread.id}"
    as_("anna").post(f"{address}/resolution")
    text = f"/documents/{thread.passage.document_id}"
    assert "<mark" not in as_("anna").get(text).text
    assert "1 solved" in as_("anna", htmx=True).get(f"{text}/threads").text
    as_("marek").post(f"{address}/reopening")
    assert threads()[0].state == "open"
    assert "<mark" in as_("anna").get(text).text


def test_it_is_given_to_somebody_who_may_answer(as_, thread, heard):
    address = f"{BASE}/threads/{thread.id}/assignment"
    diego, ines = person("diego").id, person("ines").id
    assert as_("anna").post(address, data={"person": str(diego)}).status_code == 303
    assert threads()[0].assignee_id == diego
    assert as_("anna", htmx=True).post(address, data={"person": str(ines)}).status_code == 422
    assert "gives" not in as_("diego").get(f"{BASE}/activity").text
    assert "Diego Serrano" in as_("anna").get(f"{BASE}/activity").text
    assert "sees to it" in as_("marek").get(f"{BASE}/threads/{thread.id}", follow_redirects=1).text
    home = as_("diego").get("/", follow_redirects=True).text
    assert "See to a comment" in home


def test_who_is_named(pair, cast):
    people = members(pair.id)
    assert cast["sean"] not in people
    words = "@Anna Keller and @diego, not mail@marek.example, @nobody, @Anna again"
    assert [one.name for one in named(words, people)] == ["Anna Keller", "Diego Serrano"]


def test_a_mention_waits_for_who_is_named_until_they_answer(as_, thread):
    address = f"{BASE}/threads/{thread.id}/replies"
    as_("anna").post(address, data={"words": "Ask @Diego Serrano."})
    assert [row.person_id for row in db.session.query(Mention)] == [person("diego").id]
    assert "Anna Keller mentioned you" in as_("diego").get("/", follow_redirects=True).text
    as_("diego").post(address, data={"words": "Yes."})
    assert "mentioned you" not in as_("diego").get("/", follow_redirects=True).text


def test_nobody_is_named_who_could_not_read_it(as_, section):
    form = {"words": "@Marek should not know", "cities_only": "y"}
    answer = as_("anna", htmx=True).post(f"/documents/{section.document_id}/threads", data=form)
    assert answer.status_code == 422
    assert "Marek Nowak cannot read this comment." in answer.text
    assert threads() == []


def test_activity_tells_it_to_who_may_read_the_text(as_, section, thread):
    assert "Who counted?" in as_("ines").get(f"{BASE}/activity").text
    as_("anna").post(f"{BASE}/sections/{section.id}/unsharing")
    assert "Who counted?" not in as_("ines").get(f"{BASE}/activity").text
    assert "Who counted?" in as_("anna").get(f"{BASE}/activity").text
