"""The clock is set back by an hour or a day: people stay signed in, work goes on in its order, what
was done once is not done again, and nothing is thrown away early."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import itsdangerous
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock, jobs
from app.accounts.codes import PER_ASKER, TRIES
from app.budgets import ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.documents import check, versions
from app.extensions import db
from app.files.blobs import blobs
from app.files.sweep import sweep
from app.notes.models import Note
from tests.accounts.doors import ask, codes_for, enter, is_in, wrong
from tests.cast import work_off
from tests.claims import story
from tests.documents.writing import Browser, new_document, read
from tests.faults.troubles import NOTES

ANNA = "anna@example.org"
Back = Callable[[], None]
As = Callable[..., FlaskClient]


@pytest.fixture(params=[timedelta(hours=1), timedelta(days=1)], ids=["hour", "day"])
def back(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Back:
    """Both clocks go back: the product's, and the machine's that seals cookies."""

    def step() -> None:
        instant, machine = clock.now() - request.param, time.time
        monkeypatch.setattr(clock, "source", lambda: instant)
        monkeypatch.setattr(
            itsdangerous.TimestampSigner,
            "get_timestamp",
            lambda _self: int(machine() - request.param.total_seconds()),
        )

    return step


def test_who_is_signed_in_stays_so(app: Flask, back: Back) -> None:
    here = app.test_client()
    ask(here)
    enter(here, codes_for(ANNA)[-1])
    app.session_interface._whole.clear()  # another process looks at the seal anew
    back()
    assert is_in(here)
    assert here.post(NOTES, data={"title": "After it"}).status_code == 303


def test_a_code_that_was_mailed_before_opens_once_and_its_tries_are_counted(
    app: Flask, back: Back
) -> None:
    here, there = app.test_client(), app.test_client()
    ask(here)
    code = codes_for(ANNA)[-1]
    for _try in range(TRIES - 1):
        enter(here, wrong(code))
    back()
    ask(there, "nobody@example.org")
    enter(there, code)
    assert not is_in(there)  # it is another browser's, as ever
    assert enter(here, code).status_code == 303 and is_in(here)


def test_the_limit_of_codes_is_not_forgotten(app: Flask, back: Back) -> None:
    somebody = app.test_client()
    for _code in range(PER_ASKER):
        ask(somebody)
    back()
    answer = ask(somebody)
    assert answer.status_code == 429 and "Too many codes" in answer.text


def test_jobs_that_wait_and_new_ones_are_done(
    app: Flask, back: Back, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setitem(jobs._kinds, "note", lambda word: done.append(word))
    work_off()
    for word in ("before", "after"):
        jobs.add("note", word=word)
        db.session.commit()
        if word == "before":
            back()
    while jobs.work_once():
        pass
    assert done == ["before", "after"]


def test_ledger_and_decisions_keep_their_order_and_count_once(
    app: Flask, as_: As, back: Back
) -> None:
    claim = story.submitted(story.visit(planned=0), 1000, 2000)
    first, second = (line.id for line in Line.of(claim))
    budget_id = Budget.of(claim.pair_id).id
    urls = [f"{story.CLAIMS}/{claim.id}/lines/{n}/decision" for n in (first, second)]
    maria = as_("maria")
    yes = {"result": "approved", "once": "first"}
    assert maria.post(urls[0], data=yes).status_code == 303
    back()
    assert maria.post(urls[0], data=yes).status_code == 303
    assert maria.post(urls[1], data=yes | {"once": "second"}).status_code == 303
    made = db.session.scalars(select(Decision).order_by(Decision.id)).all()
    assert [one.line_id for one in made] == [first, second] and made[1].at < made[0].at
    asked = select(LedgerEntry).filter_by(budget_id=budget_id, kind="approve")
    assert [one.amount for one in db.session.scalars(asked.order_by(LedgerEntry.n))] == [1000, 2000]
    assert ledger.verify(db.session.get_one(Budget, budget_id)) == []
    page = maria.get("/pairs/cologne-soria/activity").text
    assert page.index("Line 2") < page.index("Line 1")  # the newest first, by number


def test_a_text_goes_on_and_its_versions_stay(app: Flask, pair: Any, cast: Any, back: Back) -> None:
    document_id = new_document(pair, cast["anna"])
    anna = Browser(document_id, cast["anna"].id, "a" * 32)
    assert anna.type("First") == 1
    db.session.rollback()
    work_off()
    kept = len(versions.of(document_id))
    back()
    assert anna.type("Second") == 2
    assert read(document_id) == ["First", "Second"]
    assert check.verify(document_id) == [] and len(versions.of(document_id)) >= kept


def test_nothing_is_swept_or_emptied_early(app: Flask, as_: As, back: Back) -> None:
    anna = as_("anna")
    anna.post(NOTES, data={"title": "Kept"})
    number = db.session.scalars(select(Note.id).filter_by(title="Kept")).one()
    source = app.config["TANDEM_DATA"] / "somebody's"
    source.write_bytes(b"no row names it yet")
    blobs().put(source)
    assert anna.post(f"{NOTES}/{number}/removal").status_code == 303
    back()
    assert sweep() == 0
    jobs.tick({})
    while jobs.work_once():
        pass
    assert anna.post(f"{NOTES}/{number}/restoration").status_code == 303
    assert "Kept" in anna.get(NOTES).text
