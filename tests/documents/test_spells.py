"""Each spell of work leaves a version ten quiet minutes after its last word, whoever comes back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock, jobs
from app.documents import check, spells, versions
from app.documents.models import Document
from app.extensions import db
from app.notes.models import Note
from tests.cast import on_both
from tests.documents.test_versions import wait
from tests.documents.writing import Browser, new_document

As = Callable[..., FlaskClient]


def work() -> None:
    """All that is due now."""
    while jobs.work_once():
        pass


def kept(document_id: int) -> list[int]:
    db.session.rollback()
    return [version.seq for version in versions.of(document_id)]


def waiting() -> list[tuple[dict[str, Any], datetime]]:
    db.session.rollback()
    asked = select(jobs.Job).where(jobs.Job.kind == spells.KIND, jobs.Job.done_at.is_(None))
    return [(job.args, job.run_at) for job in db.session.scalars(asked.order_by(jobs.Job.id))]


@on_both
def test_the_last_spell_is_kept_though_nobody_comes_back(
    document_id: int, anna: Browser, diego: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.type("one")
    began = clock.now()
    assert waiting() == [({"document_id": document_id, "begun": 1}, began + timedelta(minutes=10))]
    wait(monkeypatch, 8)
    diego.type("two")
    last = clock.now()
    assert len(waiting()) == 1  # one for a spell, not for a line
    wait(monkeypatch, 3)
    work()
    assert kept(document_id) == []  # the spell goes on: it looks again when that is quiet
    assert waiting() == [({"document_id": document_id, "begun": 1}, last + timedelta(minutes=10))]
    wait(monkeypatch, 60)
    work()
    assert kept(document_id) == [2] and waiting() == []
    version = versions.of(document_id)[0]
    assert version.at == last + timedelta(minutes=10) and not version.name
    assert [p.name for p in versions.took_part(version)] == ["Anna Keller", "Diego Serrano"]
    assert check.verify(document_id) == []


@on_both
def test_what_the_job_kept_is_not_kept_again(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.type("one")
    wait(monkeypatch, 11)
    work()
    anna.type("two")  # begins the next spell
    assert kept(document_id) == [1]
    wait(monkeypatch, 11)
    spells.keep(document_id, 2)
    spells.keep(document_id, 2)
    work()
    assert kept(document_id) == [2, 1] and waiting() == []


def test_a_late_job_leaves_it_to_that_of_the_next_spell(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.type("one")
    wait(monkeypatch, 11)
    anna.type("two")  # the worker was away: this line has kept what was before
    assert kept(document_id) == [1] and len(waiting()) == 2
    work()
    assert [args["begun"] for args, _ in waiting()] == [2]
    wait(monkeypatch, 11)
    work()
    assert kept(document_id) == [2, 1] and waiting() == []


def test_a_text_that_began_with_words_has_its_spell_too(
    pair: Any, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    document_id = new_document(pair, cast["anna"], "First words")
    wait(monkeypatch, 11)
    work()
    assert kept(document_id) == [1]


def test_a_document_that_is_gone_is_no_trouble(document_id: int, anna: Browser) -> None:
    assert db.session.get(Document, 999) is None
    spells.keep(999, 1)
    spells.keep(document_id, 1)  # nothing was ever written
    assert kept(document_id) == []


def test_an_expert_sees_the_version_that_still_was_the_text_when_it_was_shared(
    as_: As, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = db.session.query(Note).one()
    anna.type("Between us")
    wait(monkeypatch, 20)
    anna.type("For you")
    wait(monkeypatch, 20)
    work()
    as_("anna").post(f"/pairs/cologne-soria/notes/{note.id}/sharing")
    wait(monkeypatch, 20)
    anna.type("Since then")
    second, first = versions.of(document_id)
    assert (first.seq, second.seq) == (1, 2)
    url = f"/documents/{document_id}/versions"
    assert as_("marek").get(f"{url}/{second.id}").status_code == 200
    assert as_("marek").get(f"{url}/{first.id}").status_code == 404
