"""A response table that was filled in comes back: what is taken, what is left and why, and what no
file may do."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from app.comments import table, table_files
from app.comments.rounds import ReviewRound
from app.drafts.models import Arrival
from app.extensions import db
from app.files.store import verify
from tests.cast import on_both
from tests.comments.conftest import BASE, threads
from tests.comments.test_round import remark, round_, send
from tests.comments.test_round_held import NO, said

__all__ = ["remark", "round_"]


def answered_table(found: ReviewRound, **more: str) -> bytes:
    rows = [
        table.Row(**{**vars(row), "answer": "accepted", "reason": "", **more})
        for row in table.rows(found)
    ]
    return table_files.xlsx("Table", rows)


def hand_in(as_: Any, found: ReviewRound, data: bytes, name: str = "back.xlsx") -> Any:
    form = {"file": (io.BytesIO(data), name)}
    answer = as_("diego", htmx=True).post(f"{BASE}/rounds/{found.id}/table", data=form)
    answer.request.environ["wsgi.input"].close()
    return answer


@on_both
def test_a_table_that_came_back_leaves_what_was_answered_meanwhile(round_, remark, as_):
    remark("two hundred", "Who counted?")
    remark("bridge", "Which?")
    send(as_, round_)
    look = hand_in(as_, round_, answered_table(round_)).headers["HX-Redirect"]
    (first, second) = threads()
    form = NO | {"version": second.version}
    as_("anna").post(f"{BASE}/threads/{second.id}/answer", data=form)
    answer = as_("diego", htmx=True).post(f"{look}/application")
    assert f"so they were left: {second.id}." in answer.text
    assert said() == [("accepted", ""), ("not_accepted", "We did.")]
    again = as_("diego", htmx=True).post(f"{look}/application")
    assert "1 answer was taken over." in again.text


def test_what_cannot_be_taken_is_said_with_its_reason(round_, remark, as_):
    for quote in ("two hundred", "bridge", "Ask the mayor"):
        remark(quote, f"On {quote}")
    send(as_, round_)
    book = openpyxl.load_workbook(io.BytesIO(answered_table(round_)))
    sheet = book.worksheets[0]
    sheet["G2"] = "Perhaps"
    sheet["G3"], sheet["H3"] = "Teilweise angenommen", None
    sheet["A4"] = 99_999
    out = io.BytesIO()
    book.save(out)
    page = as_("diego").get(hand_in(as_, round_, out.getvalue()).headers["HX-Redirect"]).text
    assert "This is no answer that we know." in page and "Perhaps" in page
    assert "There is no such comment in this round." in page
    assert "Take over" not in page


def test_the_file_is_kept_and_verified(round_, remark, as_):
    remark("bridge", "Which?")
    send(as_, round_)
    assert hand_in(as_, round_, answered_table(round_)).status_code == 204
    assert len(db.session.query(Arrival).one().sha256) == 64
    assert list(verify()) == []


def test_signs_that_no_file_can_hold_do_not_break_it(round_, remark, as_):
    remark("bridge", "Which\x0b one\x00?\ufffe @x")
    remark("two hundred", "=1+1")
    send(as_, round_)
    for form in ("xlsx", "docx"):
        answer = as_("anna").get(f"{BASE}/rounds/{round_.id}/table.{form}")
        assert answer.status_code == 200
        assert len(table_files.read(answer.data)) == 2


def bomb(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"<workbook/>")
        packed.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        bomb("xl/sharedStrings.xml", b"0" * (21 << 20)),
        bomb("xl/styles.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
        b"x" * ((5 << 20) + 1),
    ],
    ids=["large inside", "entities", "large"],
)
def test_a_hostile_table_is_a_sentence(round_, remark, as_, data):
    remark("bridge", "Which?")
    send(as_, round_)
    answer = hand_in(as_, round_, data)
    assert answer.status_code == 422
    assert "too large" in answer.text or "could not be read" in answer.text
    assert db.session.query(Arrival).count() == 0


@pytest.mark.parametrize("name", ["marek", "lena", "maria", "ibai", "vera"])
def test_only_officers_of_the_plans_cities_hand_one_in(round_, remark, as_, name):
    remark("bridge", "Which?")
    send(as_, round_)
    form = {"file": (io.BytesIO(answered_table(round_)), "back.xlsx")}
    answer = as_(name).post(f"{BASE}/rounds/{round_.id}/table", data=form)
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 403
