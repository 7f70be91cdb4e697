"""The log: no gap, no hole, no word lost, and nobody fails for another's update."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from pycrdt import Doc, Text
from sqlalchemy import func, select

from app.database import writing
from app.documents import batch, check, log, store, writer
from app.documents.gaps import clocks
from app.documents.models import Document, DocumentUpdate, Snapshot
from app.documents.refusals import BadUpdate, BatchReused, Gap, SchemaTooOld, TooLarge, Unknown
from app.extensions import db
from tests.cast import on_both
from tests.documents.writing import Browser, new_document, read

# Found by fuzzing (engine.md 8): pycrdt panics on it where client 7 wrote text.
PANIC = bytes.fromhex("0101079001c40754070000001e0580656c6c6f00")


@pytest.fixture
def document_id(pair: Any, cast: dict[str, Any]) -> int:
    return new_document(pair, cast["anna"])


@pytest.fixture
def anna(document_id: int, cast: dict[str, Any]) -> Browser:
    return Browser(document_id, cast["anna"].id, "a" * 32)


@pytest.fixture
def diego(document_id: int, cast: dict[str, Any]) -> Browser:
    return Browser(document_id, cast["diego"].id, "d" * 32)


@pytest.fixture
def together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Runs sends so that the writer finds them all in one batch."""
    sizes: list[int] = []
    plain = writer.Writer._write

    def write(self: writer.Writer, posts: list[batch.Post]) -> None:
        sizes.append(len(posts))
        plain(self, posts)

    monkeypatch.setattr(writer.Writer, "_write", write)

    def run(document_id: int, sends: list[Any]) -> list[Any]:
        results: list[Any] = [None] * len(sends)

        def send(place: int) -> None:
            with app.app_context():
                try:
                    results[place] = sends[place]()
                except Exception as no:
                    results[place] = no

        queue = writer.writer_of(app)._queue
        threads = []
        with writing():  # the writer waits for this, so all below wait for it
            for place in range(len(sends)):
                threads.append(threading.Thread(target=send, args=(place,)))
                threads[-1].start()
                while place and queue.qsize() < place:
                    threads[-1].join(0.002)
                if not place:
                    while not sizes:
                        threads[-1].join(0.002)
        for thread in threads:
            thread.join()
        return results

    yield run


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


def test_what_is_refused_leaves_nothing_behind(document_id: int, anna: Browser) -> None:
    anna.type("one")
    late_of, late = anna.typed("two"), anna.typed("three")
    with pytest.raises(Gap):
        anna.send(late)
    anna.send(late_of)
    held = writer.writer_of(_app()).shelf.take(document_id, 2)
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
    anna.send(seven.get_update())
    with pytest.raises(BadUpdate):
        anna.send(PANIC)
    assert anna.send(anna.typed("still here")) == 2


@on_both
def test_one_bad_update_fails_no_other(
    document_id: int, anna: Browser, diego: Browser, together: Any
) -> None:
    good, later, late = anna.typed("good"), diego.typed("also good"), diego.typed("follows")
    anna.typed("never sent")
    gap = anna.typed("gap")
    results = together(
        document_id,
        [
            lambda: anna.send(good, batch=1),
            lambda: anna.send(b"nonsense", batch=2),
            lambda: anna.send(gap, batch=3),
            lambda: diego.send(later, batch=1),
            lambda: diego.send(late, batch=2),
        ],
    )
    assert results[0] == 1
    assert isinstance(results[1], BadUpdate)
    assert isinstance(results[2], Gap)
    assert results[3:] == [2, 3]
    assert sorted(read(document_id)) == ["also good", "follows", "good"]
    assert check.verify(document_id) == []


def test_a_failing_row_fails_alone(document_id: int, anna: Browser, together: Any) -> None:
    good = anna.typed("good")
    nobody = Browser(document_id, 999_999, "n" * 32)  # the foreign key refuses the row
    other = Browser(document_id, anna.person_id, "o" * 32)
    results = together(
        document_id, [lambda: anna.send(good), lambda: nobody.type("x"), lambda: other.type("y")]
    )
    assert results[0] == 1
    assert isinstance(results[1], Exception)
    assert results[2] == 2
    assert sorted(read(document_id)) == ["good", "y"]


def test_after_a_failed_commit_the_kept_doc_is_dropped(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna.type("one")
    plain = batch.Batch._store

    def fail(self: batch.Batch) -> None:
        plain(self)
        raise OSError("disk full")

    monkeypatch.setattr(batch.Batch, "_store", fail)
    update = anna.typed("two")
    with pytest.raises(OSError, match="disk full"):
        anna.send(update, batch=2)
    assert len(writer.writer_of(_app()).shelf) == 0
    monkeypatch.setattr(batch.Batch, "_store", plain)
    assert anna.send(update, batch=2) == 2
    assert read(document_id) == ["one", "two"]


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


@on_both
def test_many_threads_leave_no_hole(app: Flask, document_id: int, cast: dict[str, Any]) -> None:
    numbers: list[int] = []
    browsers = [Browser(document_id, cast["anna"].id, f"tab-{n}") for n in range(8)]

    def work(browser: Browser) -> None:
        with app.app_context():
            numbers.extend(browser.type(f"{browser.tab} {n}") for n in range(12))

    threads = [threading.Thread(target=work, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 97))
    for browser in browsers:
        mine = [line for line in read(document_id) if line.startswith(browser.tab + " ")]
        assert mine == [f"{browser.tab} {n}" for n in range(12)]
    assert check.verify(document_id) == []


@on_both
def test_another_process_wrote_meanwhile(
    app: Flask, app_settings: dict[str, Any], document_id: int, anna: Browser, diego: Browser
) -> None:
    from app import create_app

    anna.type("one")
    other = create_app(app_settings)
    with other.app_context():
        assert diego.type("two") == 2
        assert diego.type("three") == 3
    assert anna.type("four") == 4
    assert sorted(read(document_id)) == ["four", "one", "three", "two"]
    assert check.verify(document_id) == []
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


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


def test_the_log_is_never_changed_or_deleted(document_id: int, anna: Browser) -> None:
    anna.type("one")
    row = db.session.scalars(select(DocumentUpdate)).one()
    row.payload = b"other"
    with pytest.raises(ValueError, match="never changed"):
        db.session.flush()
    db.session.rollback()


def test_a_rule_cannot_wait_for_the_writer(document_id: int, anna: Browser) -> None:
    with pytest.raises(RuntimeError, match="this very transaction"), writing():
        anna.type("never")


def test_the_writer_stops_and_starts_again(app: Flask, anna: Browser) -> None:
    anna.type("one")
    mine = writer.writer_of(app)
    mine.stop()
    assert mine._thread is None
    assert anna.type("two") == 2


def test_after_a_fork_there_is_a_new_writer(app: Flask, anna: Browser) -> None:
    anna.type("one")
    mine = writer.writer_of(app)
    mine.pid = -1
    assert writer.writer_of(app) is not mine
    assert anna.type("two") == 2


def _app() -> Flask:
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined]
