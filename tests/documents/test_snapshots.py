"""Snapshots cover the log up to their number, and the check finds one that does not."""

from typing import Any

import pytest
from pycrdt import Doc
from sqlalchemy import func, select

from app.database import writing
from app.documents import batch, check, store
from app.documents.models import Document, DocumentUpdate, Snapshot
from app.extensions import db
from tests.cast import on_both
from tests.documents.writing import Browser, read


@on_both
def test_a_snapshot_covers_and_loading_starts_from_it(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 5)
    for n in range(12):
        anna.type(f"line {n}")
    seqs = db.session.scalars(select(Snapshot.seq).order_by("seq")).all()
    assert seqs == [5, 10]
    assert read(document_id) == [f"line {n}" for n in range(12)]
    assert check.verify(document_id) == []
    for seq in (0, 3, 5, 7, 12):
        doc, reached = store.load(document_id, seq)
        assert reached == seq
    assert db.session.scalar(select(func.count(DocumentUpdate.id))) == 12


def test_bytes_too_make_a_snapshot(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SNAPSHOT_BYTES", 1000)
    anna.type("x" * 1200)
    assert db.session.scalars(select(Snapshot.seq)).all() == [1]


def test_no_snapshot_that_does_not_cover(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Doc with less than the log, as a defect would make it, is not written over the log."""
    anna.type("one")
    whole = anna.doc.get_update()
    update = anna.typed("two")
    document = db.session.get_one(Document, document_id)
    poor: Doc[Any] = Doc()
    poor.apply_update(whole)
    assert store.snapshot_of(document, poor, [whole, update]) is None
    poor.apply_update(update)
    assert store.snapshot_of(document, poor, [whole, update]) is not None


def test_verify_finds_a_hole_and_a_false_snapshot(document_id: int, anna: Browser) -> None:
    anna.type("one")
    anna.type("two")
    empty: Doc[Any] = Doc()
    with writing():
        db.session.add(
            Snapshot(document_id=document_id, seq=2, deflated=store.deflate(empty.get_update()))
        )
    assert any("differ from the full log" in wrong for wrong in check.verify(document_id))
    with writing():
        db.session.execute(DocumentUpdate.__table__.delete().where(DocumentUpdate.seq == 1))
    assert any("does not count" in wrong for wrong in check.verify(document_id))
