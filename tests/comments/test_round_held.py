"""What holds in a review round when several act at once, and when it is over."""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from app.comments import table
from app.comments.models import Thread
from app.comments.rounds import ReviewRound
from app.documents.writer import writer_of
from app.extensions import db
from app.plans.models import Section
from tests.budgets.test_race import at_once, post
from tests.cast import TODAY, on_both, person
from tests.comments.conftest import BASE, comments, threads
from tests.comments.test_round import remark, round_, send
from tests.queries import count_queries

__all__ = ["remark", "round_"]
NO = {"answer": "not_accepted", "reason": "We did."}


def said() -> list[tuple[str, str]]:
    return [(t.answer or "", t.answer_reason) for t in threads()]


@on_both
def test_two_officers_answer_at_once(round_, remark, as_):
    remark("two hundred", "Who counted?")
    send(as_, round_)
    (thread,) = threads()
    url, form = f"{BASE}/threads/{thread.id}/answer", {"version": str(thread.version)}
    anna, diego = as_("anna"), as_("diego")
    db.session.rollback()
    yes, no = post(anna, url, answer="accepted", **form), post(diego, url, **NO, **form)
    codes = at_once(yes, no)
    assert sorted(codes) == [303, 409]
    assert said() == [("accepted", "") if codes[0] == 303 else ("not_accepted", "We did.")]


def test_nobody_answers_over_an_answer_that_they_have_not_seen(round_, remark, as_):
    remark("two hundred", "Who counted?")
    send(as_, round_)
    (thread,) = threads()
    url, seen = f"{BASE}/threads/{thread.id}/answer", {"version": thread.version}
    assert as_("anna").post(url, data=seen | {"answer": "accepted"}).status_code == 303
    late = as_("diego", htmx=True).post(url, data=seen | NO)
    assert late.status_code == 409
    assert "Saved meanwhile" in late.text and "We did." in late.text
    assert said() == [("accepted", "")]
    assert as_("diego").post(url, data=NO | {"version": threads()[0].version}).status_code == 303


def test_of_several_those_answered_meanwhile_are_left_and_named(round_, remark, as_):
    remark("two hundred", "Who counted?")
    remark("bridge", "Which?")
    send(as_, round_)
    first, second = threads()
    ticked = [f"{each.id}-{each.version}" for each in (first, second)]
    form = {"answer": "accepted", "version": second.version}
    as_("diego").post(f"{BASE}/threads/{second.id}/answer", data=form)
    url = f"{BASE}/rounds/{round_.id}/answers"
    answer = as_("anna", htmx=True).post(url, data=NO | {"threads": ticked})
    assert answer.status_code == 200
    assert f"so they are as they were: {second.id}." in answer.text
    assert said() == [("not_accepted", "We did."), ("accepted", "")]
    assert as_("anna", htmx=True).post(url, data=NO | {"threads": ["x", ""]}).status_code == 422


@on_both
def test_a_review_is_sent_whole_or_the_round_is_closed_first(round_, remark, as_):
    remark("two hundred", "Who counted?")
    remark("bridge", "Which?")
    marek, anna, base = as_("marek"), as_("anna"), f"{BASE}/rounds/{round_.id}"
    db.session.rollback()
    codes = at_once(post(marek, f"{base}/submission"), post(anna, f"{base}/closing"))
    assert codes[1] == 303 and codes[0] in (303, 422)
    sent = [thread.sent_at is not None for thread in threads()]
    assert sent == [codes[0] == 303] * 2
    found = db.session.query(ReviewRound).one()
    assert len(found.response_table) == sum(sent)


@on_both
def test_a_closed_table_says_what_it_said_then(round_, remark, as_, monkeypatch):
    remark("two hundred", "Who counted?")
    remark("bridge", "bridges", "typo")
    send(as_, round_)
    first, second = threads()
    form = {"answer": "accepted", "version": first.version}
    as_("anna").post(f"{BASE}/threads/{first.id}/answer", data=form)
    as_("anna").post(f"{BASE}/rounds/{round_.id}/closing")
    before = as_("anna").get(f"{BASE}/rounds/{round_.id}/table").text
    assert "Answered" in before and "Needs no answer" in before
    later = TODAY + timedelta(days=40)
    monkeypatch.setattr("app.clock.source", lambda: _noon(later))
    one = comments()[0]
    changed = {"words": "Something else", "version": one.version}
    assert as_("marek").post(f"{BASE}/comments/{one.id}", data=changed).status_code == 303
    assert as_("marek").post(f"{BASE}/comments/{comments()[1].id}/removal").status_code == 303
    rows = table.rows(db.session.query(ReviewRound).one())
    assert [(row.comment, row.state) for row in rows] == [
        ("bridges", "typo"),
        ("Who counted?", "answered"),
    ]
    file = as_("maria").get(f"{BASE}/rounds/{round_.id}/table.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(file)).worksheets[0]
    assert [cell.value for cell in sheet["D"][1:]] == ["bridges", "Who counted?"]


def _noon(day: Any) -> Any:
    from app import clock

    return clock.at(day, clock.time(12), "UTC")


def test_an_expert_gets_their_own_rows_of_a_closed_table_too(round_, remark, as_):
    remark("two hundred", "Who counted?")
    send(as_, round_)
    as_("anna").post(f"{BASE}/rounds/{round_.id}/closing")
    found = db.session.query(ReviewRound).one()
    assert [row.number for row in table.rows(found, person("marek").id)] == [threads()[0].id]
    assert table.rows(found, person("lena").id) == []


def test_words_that_moved_to_another_section_stay_in_their_row(round_, section, remark, as_):
    remark("two hundred", "Who counted?")
    send(as_, round_)
    (thread,) = threads()
    other = db.session.query(Section).filter(Section.id != section.id).first()
    thread.passage.document_id = other.document_id  # as documents do after a cut and a paste
    db.session.commit()
    (row,) = table.rows(round_)
    assert (row.section, row.quote) == (section.heading, "two hundred")
    page = as_("marek").get(f"{BASE}/rounds/{round_.id}/sections/{section.id}").text
    assert "Who counted?" in page and "<mark" in page


def test_a_suggestion_that_is_put_in_or_declined_is_answered(round_, remark, as_):
    remark("two hundred", "", suggest="1", replacement="300")
    remark("bridge", "", suggest="1", replacement="tunnel")
    send(as_, round_)
    first, second = threads()
    assert as_("anna").post(f"{BASE}/threads/{first.id}/application").status_code == 303
    declined = as_("anna").post(f"{BASE}/threads/{second.id}/declination", data={"reason": "No."})
    assert declined.status_code == 303
    assert said() == [("accepted", ""), ("not_accepted", "No.")]
    assert [t.state for t in threads()] == ["answered", "answered"]


def test_a_weight_is_changed_until_it_is_sent(round_, remark, as_):
    remark("two hundred", "Who counted?", "should")
    url = f"{BASE}/threads/{threads()[0].id}/weight"
    assert as_("anna").post(url, data={"severity": "typo"}).status_code == 404
    assert as_("marek").post(url, data={"severity": "perhaps"}).status_code == 422
    assert as_("marek").post(url, data={"severity": "must"}).status_code == 303
    send(as_, round_)
    assert as_("marek", htmx=True).post(url, data={"severity": "typo"}).status_code == 422
    assert threads()[0].severity == "must"


def test_what_waits_is_told_to_whom_it_waits_for(heard, round_, remark, as_):
    assert f"waiting-{person('marek').id}" in heard("marek")
    remark("two hundred", "Who counted?")
    told = heard("anna").count(f"waiting-{person('anna').id}")
    send(as_, round_)
    assert heard("anna").count(f"waiting-{person('anna').id}") == told + 1
    assert f"waiting-{person('lena').id}" not in heard("lena")


def test_a_draft_is_told_to_nobody_else(round_, section, remark, heard):
    told = {name: len(heard(name)) for name in ("anna", "ines", "maria")}
    remark("two hundred", "Who counted?")
    assert f"frozen-{section.id}-threads" in heard("marek")
    for name, before in told.items():
        regions = [r for r in heard(name)[before:] if not r.startswith("document-")]
        assert regions == [], name


@pytest.mark.parametrize("name", ["anna", "marek"])
def test_more_comments_cost_no_more_queries(app, round_, section, remark, as_, name):
    urls = [f"{BASE}/rounds/{round_.id}{end}" for end in ("", "/table", f"/sections/{section.id}")]
    urls += [f"{BASE}/plan", "/reviews"]

    def counted() -> list[int]:
        writer_of(app).stop()
        found = []
        for url in urls:
            with count_queries() as queries:
                assert as_(name).get(url).status_code == 200
            found.append(len(queries))
        return found

    remark("two hundred", "Who counted?")
    send(as_, round_)
    few = counted()
    for n in range(8):
        remark("bridge" if n % 2 else "two hundred", f"More {n}")
    assert db.session.query(Thread).count() == 9
    many = counted()
    assert all(b <= a + 1 for a, b in zip(few, many, strict=True)), (few, many)
