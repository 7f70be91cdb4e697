"""A comment is opened on chosen words, on a text, on a plan: who may, where it lands, who hears."""

import pytest

from app.comments.models import Thread
from app.documents.models import DocumentUpdate
from app.documents.writer import writer_of
from app.extensions import db
from app.notes.models import Note
from tests.cast import INSIDE, on_both, person
from tests.comments.conftest import BASE, comments, marked, threads
from tests.queries import count_queries


def url(section) -> str:
    return f"/documents/{section.document_id}/threads"


@on_both
def test_words_that_were_chosen_are_marked(as_, section, heard):
    form = {"quote": "two hundred", "before": "Étienne saw 😀 ", "words": "Who counted?"}
    answer = as_("marek", htmx=True).post(url(section), data=form)
    assert answer.status_code == 200
    assert "Who counted?" in answer.text
    (thread,) = threads()
    assert marked(section.document_id) == {thread.passage.key: "two hundred"}
    assert (thread.passage.before[-4:], thread.passage.after[:2]) == ("w 😀 ", ".\n")
    region = f"document-{section.document_id}-threads"
    assert {name for name in INSIDE if region in heard(name)} == set(INSIDE)
    assert heard("sean") == []


def test_the_mark_is_nobodys_writing(as_, section):
    as_("marek").post(url(section), data={"quote": "bridge", "words": "Which one?"})
    line = db.session.query(DocumentUpdate).order_by(DocumentUpdate.seq.desc()).first()
    assert line.person_id is None
    edited = section.document.edited_at
    assert edited is not None
    assert line.at >= edited
    html = as_("anna").get(f"/documents/{section.document_id}").text
    assert ">bridge</mark>" in html


@pytest.mark.parametrize(
    "quote",
    [
        "Étienne saw 😀 two",
        "mayor of Σόρια rides",
        "Ask the mayor",
        "Rent bicycles to guests Ask",
        "Bicycles in winter",
        "bridge. Étienne",
    ],
)
def test_accents_emoji_lists_and_blocks(as_, section, quote):
    answer = as_("lena").post(url(section), data={"quote": quote, "words": "Good."})
    assert answer.status_code == 303
    (found,) = marked(section.document_id).values()
    assert found.split() == quote.split()


def test_equal_words_are_told_apart_by_what_is_around_them_or_by_their_number(as_, section):
    for after, nth in ((" at the bridge", ""), ("", "2")):
        form = {"quote": "bicycles", "after": after, "nth": nth, "words": "These."}
        assert as_("lena").post(url(section), data=form).status_code == 303
    first, last = (thread.passage for thread in threads())
    assert first.after.startswith(" at the bridge")
    assert last.before.endswith("one of the ")


def test_words_that_are_gone_are_offered_as_they_are_now(as_, section):
    form = {"quote": "We count bicycles near the bridge", "words": "All year?"}
    answer = as_("marek", htmx=True).post(url(section), data=form)
    assert answer.status_code == 422
    assert "We count bicycles at the bridge" in answer.text
    assert "All year?" in answer.text
    assert threads() == []


def test_a_comment_needs_words(as_, section):
    answer = as_("anna", htmx=True).post(url(section), data={"quote": "bridge", "words": "  "})
    assert answer.status_code == 422
    assert "Write your comment." in answer.text


def test_without_words_of_the_text_it_is_about_the_whole(as_, section):
    as_("ibai").post(url(section), data={"words": "Well written."})
    (thread,) = threads()
    assert (thread.passage_id, thread.document_id) == (None, section.document_id)


def test_a_plan_as_a_whole(as_, section, heard):
    plan = section.plan
    address = f"{BASE}/plans/{plan.id}/threads"
    answer = as_("marek").post(address, data={"words": "Is this all of it?"})
    assert answer.status_code == 303
    assert f"plan-{plan.id}-threads" in heard("ines")
    assert "Is this all of it?" in as_("ines").get(address).text


@pytest.mark.parametrize(("name", "status"), [("ines", 403), ("vera", 403), ("sean", 404)])
def test_who_only_reads_cannot(as_, section, name, status):
    assert as_(name).post(url(section), data={"words": "No."}).status_code == status
    assert threads() == []


def test_what_is_not_shared_is_not_there_for_an_expert(as_, section):
    other = section.plan.sections[1]
    assert as_("marek").post(url(other), data={"words": "No."}).status_code == 404


@pytest.mark.parametrize("name", ["marek", "ines", "maria", "vera"])
def test_what_is_for_the_cities_only_is_nobody_elses(as_, section, heard, name):
    form = {"quote": "bridge", "words": "Between us", "cities_only": "y"}
    assert as_("anna").post(url(section), data=form).status_code == 303
    (thread,) = threads()
    assert thread.cities_only
    for address in (url(section), f"{BASE}/plan", f"{BASE}/activity", BASE):
        for htmx in (True, False):
            text = as_(name, htmx=htmx).get(address, follow_redirects=True).text
            assert "Between us" not in text
            assert thread.passage.key not in text
    assert as_(name).get(f"{BASE}/threads/{thread.id}").status_code == 404
    assert f"document-{section.document_id}-threads" not in heard(name)
    assert "Between us" in as_("diego").get(f"{BASE}/plan").text


def test_an_expert_cannot_keep_something_to_the_cities(as_, section):
    as_("marek").post(url(section), data={"words": "For all", "cities_only": "y"})
    assert not threads()[0].cities_only


def test_a_link_to_a_thread_is_its_place(as_, section, say):
    thread = say("diego", "bridge", "Which?")
    answer = as_("marek").get(f"{BASE}/threads/{thread.id}")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"/plan#thread-{thread.id}")


def test_a_note_has_comments_too(as_, pair):
    note = Note.start(pair, by=person("anna"), title="Seen")
    db.session.commit()
    address = f"/documents/{note.document_id}/threads"
    assert as_("marek").post(address, data={"words": "No."}).status_code == 404
    assert as_("maria").post(address, data={"words": "Yes."}).status_code == 303
    assert "Yes." in as_("lena").get(f"{BASE}/notes/{note.id}").text


def test_many_threads_cost_no_more_queries(app, as_, section, say):
    say("diego", "bridge", "One")
    writer_of(app).stop()
    with count_queries() as few:
        as_("anna").get(f"{BASE}/plan")
    for n in range(12):
        say("anna", "bicycles at the bridge" if n % 2 else "", f"More {n}")
    writer_of(app).stop()  # it asks for whom a mark is
    with count_queries() as many:
        as_("anna").get(f"{BASE}/plan")
    assert len(many) <= len(few) + 1
    assert len(comments()) == 13


def test_the_threads_stand_in_the_order_of_the_text(as_, section, say):
    for quote in ("The mayor of", "Bicycles in winter", "two hundred"):
        say("lena", quote, f"On {quote}")
    html = as_("anna", htmx=True).get(url(section)).text
    at = [html.index(f"On {quote}") for quote in ("Bicycles", "two hundred", "The mayor")]
    assert at == sorted(at)
    assert isinstance(threads()[0], Thread)
