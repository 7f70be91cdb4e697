"""A review round, from its opening to the response table: who sees what when, one mail and not
forty, answers and what the expert says to them."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from app import clock, jobs
from app.accounts.models import Person
from app.comments import reviewing, table, table_files
from app.comments.rounds import ReviewRound
from app.events import act
from app.extensions import db
from app.mail import Mail
from app.pairs.memberships import Membership
from tests.cast import TODAY, on_both, person
from tests.comments.conftest import BASE, marked, threads
from tests.comments.test_suggest import rewrite

DUE = TODAY + timedelta(days=14)


@pytest.fixture
def round_(section: Any, as_: Any) -> ReviewRound:
    """Marek reviews the one section that has a text."""
    plan = section.plan
    form = {"sections": section.id, "people": person("marek").id, "due_on": str(DUE)}
    answer = as_("anna").post(f"{BASE}/plans/{plan.id}/rounds", data=form | {"message": "All."})
    assert answer.status_code == 303, answer.text
    return db.session.query(ReviewRound).one()


@pytest.fixture
def remark(as_: Any, round_: ReviewRound, section: Any) -> Any:
    """remark("two hundred", "Who?", "must"): Marek says something in the round."""

    def said(quote: str, words: str, severity: str = "must", **more: str) -> Any:
        address = f"{BASE}/rounds/{round_.id}/sections/{section.id}/threads"
        form = {"quote": quote, "words": words, "severity": severity} | more
        return as_("marek", htmx=True).post(address, data=form)

    return said


def send(as_: Any, found: ReviewRound) -> Any:
    return as_("marek").post(f"{BASE}/rounds/{found.id}/submission")


def test_it_is_opened_on_a_frozen_version_with_one_mail_each(heard, round_, section, as_):
    assert [part.heading for part in round_.plan_version.parts] == [section.heading]
    mails = db.session.query(Mail).filter_by(kind="review").all()
    assert [mail.to for mail in mails] == ["marek@example.org"]
    assert f"/pairs/cologne-soria/rounds/{round_.id}" in mails[0].body
    assert "In review" in as_("ines").get(f"{BASE}/plan").text
    assert f"plan-{section.plan_id}-rounds" in heard("maria")


@pytest.mark.parametrize(
    "wrong", [{"due_on": "2020-01-01"}, {"people": ""}, {"sections": ""}, {"due_on": "soon"}]
)
def test_what_is_missing_is_said(section, as_, wrong):
    form = {"sections": section.id, "people": person("marek").id, "due_on": str(DUE)} | wrong
    address = f"{BASE}/plans/{section.plan_id}/rounds"
    form = {name: value for name, value in form.items() if value}
    assert as_("anna", htmx=True).post(address, data=form).status_code == 422
    assert db.session.query(ReviewRound).count() == 0


@pytest.mark.parametrize(("name", "status"), [("maria", 303), ("lena", 403), ("marek", 403)])
def test_who_may_open_one(section, as_, name, status):
    form = {"sections": section.id, "people": person("marek").id, "due_on": str(DUE)}
    answer = as_(name).post(f"{BASE}/plans/{section.plan_id}/rounds", data=form)
    assert answer.status_code == status


def test_who_was_not_asked_does_not_see_it(round_, as_, pair):
    other = Person(mail="other@example.org", name="Other Expert")
    db.session.add(other)
    Membership.start(pair, other, "expert", None, by=None)
    db.session.commit()
    assert as_("other").get(f"{BASE}/rounds/{round_.id}").status_code == 404
    assert as_("ines").get(f"{BASE}/rounds/{round_.id}").status_code == 404
    assert as_("marek").get(f"{BASE}/rounds/{round_.id}").status_code == 200


@on_both
def test_comments_are_private_until_they_are_sent_together(round_, section, remark, as_, heard):
    assert remark("two hundred", "Who counted?").status_code == 200
    assert remark("bridge", "Which?", "should").status_code == 200
    for name in ("anna", "diego", "maria", "ines", "vera"):
        for page in ("plan", f"rounds/{round_.id}/table", "activity"):
            assert "Who counted?" not in as_(name).get(f"{BASE}/{page}").text
        assert f"document-{section.document_id}-threads" not in heard(name)
    assert "Who counted?" in as_("marek").get(f"{BASE}/plan").text
    assert send(as_, round_).status_code == 303
    mails = db.session.query(Mail).filter(Mail.to != "marek@example.org").all()
    assert sorted(mail.to for mail in mails) == ["anna@example.org", "diego@example.org"]
    assert "Who counted?" in as_("anna").get(f"{BASE}/plan").text
    assert f"document-{section.document_id}-threads" in heard("anna")
    remark("Ask the mayor", "When?")
    assert "When?" in as_("anna").get(f"{BASE}/plan").text
    assert db.session.query(Mail).filter(Mail.to == "anna@example.org").count() == 1


def test_they_land_where_the_words_still_are_while_the_cities_edit_on(round_, section, remark, as_):
    rewrite(section.document_id, "We count bicycles", "All winter we count bicycles")
    rewrite(section.document_id, " Étienne saw 😀 two hundred.", "")
    frozen = f"{BASE}/rounds/{round_.id}/sections/{section.id}"
    assert "All winter" not in as_("marek").get(frozen).text
    remark("bicycles at the bridge", "All year?")
    remark("two hundred", "Who counted?")
    first, second = threads()
    assert marked(section.document_id) == {first.passage.key: "bicycles at the bridge"}
    html = as_("marek").get(frozen).text
    assert html.count("<mark") == 2
    assert (
        f'<mark class="mark--thread" data-passage="{second.passage.key}">two hundred</mark>' in html
    )
    assert "Words no longer in the text" in as_("marek").get(f"{BASE}/plan").text


def test_a_remark_says_how_important_it_is(remark):
    assert remark("bridge", "Hm", "perhaps").status_code == 422
    assert remark("bridge", "", "must").status_code == 422
    assert threads() == []


def test_answers_need_reasons_and_typos_no_answer(round_, remark, as_):
    remark("two hundred", "Who counted?")
    remark("bridge", "bridges", "typo")
    send(as_, round_)
    thread = threads()[0]
    address = f"{BASE}/threads/{thread.id}/answer"
    half = {"answer": "in_part", "version": thread.version}
    for name, status in (("marek", 403), ("maria", 403), ("lena", 403), ("ines", 403)):
        assert as_(name).post(address, data={"answer": "accepted"}).status_code == status
    assert as_("diego", htmx=True).post(address, data=half).status_code == 422
    nxt = as_("anna").get(f"{BASE}/rounds/{round_.id}/next")
    assert nxt.headers["Location"].endswith(f"/threads/{thread.id}")
    form = {"answer": "not_accepted", "reason": "We did.", "version": thread.version}
    assert as_("diego").post(address, data=form).status_code == 303
    assert threads()[0].state == "answered"
    done = as_("anna").get(f"{BASE}/rounds/{round_.id}/next")
    assert done.headers["Location"].endswith(f"/rounds/{round_.id}")  # the typo waits for nobody


def test_the_expert_confirms_or_insists_and_silence_counts(round_, remark, as_, monkeypatch):
    for quote in ("two hundred", "bridge", "Ask the mayor"):
        remark(quote, f"On {quote}")
    send(as_, round_)
    form = {"threads": [t.id for t in threads()], "answer": "accepted", "reason": ""}
    assert as_("anna").post(f"{BASE}/rounds/{round_.id}/answers", data=form).status_code == 303
    first, second, third = threads()
    as_("marek").post(f"{BASE}/threads/{first.id}/confirmation")
    words = {"words": "Still open."}
    assert (
        as_("marek").post(f"{BASE}/threads/{second.id}/insistence", data=words).status_code == 303
    )
    assert as_("anna", htmx=True).post(f"{BASE}/threads/{third.id}/confirmation").status_code == 422
    assert [t.state for t in threads()] == ["solved", "insisted", "answered"]
    assert "waits for your answer" in as_("diego").get("/", follow_redirects=True).text
    later = clock.at(TODAY + timedelta(days=15), clock.time(10), "UTC")
    monkeypatch.setattr(clock, "source", lambda: later)
    assert [t.state for t in threads()] == ["solved", "insisted", "silent"]


def test_closing_makes_the_table_and_a_named_version(round_, section, remark, as_):
    remark("two hundred", "Who counted?")
    send(as_, round_)
    assert as_("marek").post(f"{BASE}/rounds/{round_.id}/closing").status_code == 403
    assert as_("anna").post(f"{BASE}/rounds/{round_.id}/closing").status_code == 303
    found = db.session.query(ReviewRound).one()
    assert found.closed_at and found.closing_version.name == "After review round 1"
    thread = threads()[0]
    answer = as_("anna", htmx=True).post(
        f"{BASE}/threads/{thread.id}/answer", data={"answer": "accepted"}
    )
    assert answer.status_code == 422
    assert remark("bridge", "Late").status_code == 422
    assert "In review" not in as_("ines").get(f"{BASE}/plan").text
    assert "Who counted?" in as_("maria").get(f"{BASE}/rounds/{found.id}/table").text


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_table_goes_out_is_filled_in_and_comes_back(round_, remark, as_, form):
    remark("two hundred", '=HYPERLINK("http://x")')
    remark("bridge", "Which?")
    send(as_, round_)
    data = as_("anna").get(f"{BASE}/rounds/{round_.id}/table.{form}").data
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
        told = [cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value)]
        assert [cell.data_type for cell in told] == ["s"]
    assert {row.number for row in table_files.read(data)} == {t.id for t in threads()}
    rows = table.rows(round_)
    filled = [
        table.Row(**{**vars(rows[0]), "answer": "in_part", "reason": "Half of it."}),
        table.Row(**{**vars(rows[1]), "answer": "accepted"}),
    ]
    maker = table_files.xlsx if form == "xlsx" else table_files.docx_table
    back = (io.BytesIO(maker("Table", filled)), f"back.{form}")
    answer = as_("diego").post(f"{BASE}/rounds/{round_.id}/table", data={"file": back})
    look = answer.headers["Location"]
    assert "Half of it." in as_("diego").get(look).text
    assert threads()[0].answer is None
    assert as_("diego").post(f"{look}/application").status_code == 303
    assert {(t.answer, t.answer_reason) for t in threads()} == {
        ("in_part", "Half of it."),
        ("accepted", ""),
    }


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"%PDF-1.4", b"\x00" * 100])
def test_a_broken_table_is_a_sentence(round_, remark, as_, data):
    remark("bridge", "Which?")
    send(as_, round_)
    form = {"file": (io.BytesIO(data), "table.xlsx")}
    answer = as_("anna", htmx=True).post(f"{BASE}/rounds/{round_.id}/table", data=form)
    assert answer.status_code == 422
    assert "could not be read" in answer.text


def test_a_second_round_shows_what_is_new_and_ones_own_points(round_, section, remark, as_):
    remark("two hundred", "Who counted?")
    send(as_, round_)
    thread = threads()[0]
    form = {"answer": "accepted", "version": thread.version}
    as_("anna").post(f"{BASE}/threads/{thread.id}/answer", data=form)
    as_("anna").post(f"{BASE}/rounds/{round_.id}/closing")
    rewrite(section.document_id, "two hundred", "three hundred")
    form = {"sections": section.id, "people": person("marek").id, "due_on": str(DUE)}
    as_("anna").post(f"{BASE}/plans/{section.plan_id}/rounds", data=form)
    second = db.session.query(ReviewRound).order_by(ReviewRound.id.desc()).first()
    page = as_("marek").get(f"{BASE}/rounds/{second.id}/sections/{section.id}").text
    assert "What has changed since the round before" in page
    assert "<ins>" in page and "three" in page
    assert "Who counted?" in page and "Accepted" in page
    as_("anna").post(f"{BASE}/rounds/{second.id}/closing")
    as_("anna").post(f"{BASE}/plans/{section.plan_id}/rounds", data=form)
    third = db.session.query(ReviewRound).order_by(ReviewRound.id.desc()).first()
    page = as_("marek").get(f"{BASE}/rounds/{third.id}/sections/{section.id}").text
    assert "Nothing has changed here since the round before." in page


def test_my_reviews_tell_where_one_stopped(round_, section, remark, as_):
    assert "Your review is due" in as_("marek").get("/", follow_redirects=True).text
    as_("marek").post(f"{BASE}/rounds/{round_.id}/sections/{section.id}/place")
    remark("bridge", "Which?")
    page = as_("marek").get("/reviews").text
    assert f"/rounds/{round_.id}/sections/{section.id}" in page
    assert "1 comment" in page and "Not sent yet" in page
    assert "Nobody has asked you" in as_("anna").get("/reviews").text
    reuse = as_("marek").get(f"{BASE}/rounds/{round_.id}/sections/{section.id}/threads/new").text
    assert "Which?" in reuse


@on_both
def test_a_review_is_sent_once(app, round_, remark, as_):
    remark("bridge", "Which?")
    marek = person("marek")
    for once in ("a", "a"):
        act(lambda: reviewing.send(round_, by=marek), by=marek, once=once)
    while jobs.work_once():
        pass
    assert db.session.query(Mail).filter(Mail.to == "anna@example.org").count() == 1
