"""The log of one text: no gap, no hole, no word lost."""

from typing import Any

import pytest
from flask import Flask
from pycrdt import Doc, Text
from sqlalchemy import select

from app.documents import check, log, store, writer
from app.documents.gaps import clocks
from app.documents.models import DocumentUpdate
from app.documents.refusals import BadUpdate, BatchReused, Gap, SchemaTooOld, TooLarge, Unknown
from app.extensions import db
from tests.cast import on_both
from tests.documents.writing import Browser, read

# Found by fuzzing (engine.md 8): pycrdt panics on it where client 7 wrote text.
PANIC = bytes.fromhex("0101079001c40754070000001e0580656c6c6f00")


@on_both
def test_an_update_is_stored_and_numbered(document_id: int, anna: Browser, diego: Browser) -> None:
    assert [anna.type("one é"), anna.type("two 😀"), diego.type("three 字")] == [1, 2, 3]
    assert sorted(read(document_id)) == ["one é", "three 字", "two 😀"]
    rows = db.session.scalars(select(DocumentUpdate).order_by("seq")).all()
    assert [(row.person_id, row.tab[0], row.batch) for row in rows] == [
        (anna.person_id, "a", 1),
        (anna.person_id, "a", 2),
        (diego.person_id, "d", 1),
    ]
    assert check.verify(document_id) == []


@on_both
def test_a_repeat_gets_the_same_number(document_id: int, anna: Browser) -> None:
    update = anna.typed("once")
    first = anna.send(update)
    anna.type("more")
    assert anna.send(update, batch=1) == first
    assert read(document_id) == ["once", "more"]
    with pytest.raises(BatchReused):
        anna.send(anna.typed("other bytes"), batch=1)
    assert store.seq_of(document_id) == 2


def test_the_same_key_of_another_person_is_another(anna: Browser, diego: Browser) -> None:
    assert anna.type("mine") == 1
    assert diego.send(diego.typed("also mine"), tab=anna.tab, batch=1) == 2


@on_both
def test_a_gap_is_refused_and_healed_by_what_is_missing(document_id: int, anna: Browser) -> None:
    anna.type("one")
    missed, late = anna.typed("two"), anna.typed("three")
    with pytest.raises(Gap) as gap:
        anna.send(late)
    assert store.seq_of(document_id) == 1
    assert missed
    anna.send(anna.doc.get_update(gap.value.state), resync=True)
    assert read(document_id) == ["one", "two", "three"]
    assert check.verify(document_id) == []


def test_a_deletion_of_what_never_came_is_a_gap(document_id: int, anna: Browser) -> None:
    anna.type("one")
    anna.typed("two")  # never sent
    before = anna.doc.get_state()
    del anna.fragment.children[1]
    with pytest.raises(Gap):
        anna.send(anna.doc.get_update(before))
    assert store.seq_of(document_id) == 1


def test_what_is_refused_leaves_nothing_behind(app: Flask, document_id: int, anna: Browser) -> None:
    anna.type("one")
    late_of, late = anna.typed("two"), anna.typed("three")
    with pytest.raises(Gap):
        anna.send(late)
    anna.send(late_of)
    held = writer.writer_of(app).shelf.take(document_id, 2)
    assert clocks(held.doc.get_state()) == clocks(store.load(document_id)[0].get_state())
    assert read(document_id) == ["one", "two"]


@pytest.mark.parametrize("bad", [b"", b"\x00", b"\x01\x02\x03garbage", b"\xff" * 40])
def test_nonsense_is_refused(document_id: int, anna: Browser, bad: bytes) -> None:
    with pytest.raises(BadUpdate):
        anna.send(bad)
    assert anna.send(anna.typed("fine")) == 1


def test_a_panic_is_refused(document_id: int, anna: Browser) -> None:
    seven: Doc[Any] = Doc(client_id=7)
    seven["default"] = Text()
    for place in range(40):
        seven["default"].insert(place, "hello")
    log.change(document_id, lambda _doc: seven.get_update(), person_id=None, tab="seven")
    with pytest.raises(BadUpdate):
        log.change(document_id, lambda _doc: PANIC, person_id=None, tab="panic")
    with pytest.raises(BadUpdate):
        anna.send(PANIC)
    assert anna.send(anna.typed("still here")) == 2


def test_sizes_and_schema(document_id: int, anna: Browser) -> None:
    large = anna.typed("x" * log.UPDATE_BYTES)
    with pytest.raises(TooLarge):
        anna.send(large)
    assert anna.send(large, resync=True) == 1
    with pytest.raises(TooLarge):
        anna.send(b"x" * (log.RESYNC_BYTES + 1), resync=True)
    with pytest.raises(SchemaTooOld):
        anna.send(anna.typed("y"), schema_version=0)
    with pytest.raises(Unknown):
        log.append(999, b"\x00\x00\x01", person_id=None, tab="t", batch=1)


def test_the_log_is_never_changed_or_deleted(document_id: int, anna: Browser) -> None:
    anna.type("one")
    row = db.session.scalars(select(DocumentUpdate)).one()
    row.payload = b"other"
    with pytest.raises(ValueError, match="never changed"):
        db.session.flush()
    db.session.rollback()
