"""The rules of a text's log (design, section 6), on both databases, with one server process and
with two. Each fails where its rule is taken out; which test holds which, test_table.py says."""

import threading
from typing import Any

import pytest
from pycrdt import Doc, Text
from sqlalchemy import event, select

from app.documents import batch, store, writer
from app.documents.gaps import clocks
from app.documents.models import DocumentUpdate, Snapshot
from app.documents.refusals import BadUpdate, Gap
from app.documents.shelf import Shelf
from app.documents.writer import Appended, writer_of
from app.extensions import db
from tests.documents.test_append import PANIC
from tests.documents.writing import Browser
from tests.faults.desk import Desk, on_all


@on_all
def test_nobody_hears_of_a_line_before_it_is_on_disk(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, heard, early = threading.Event(), list[Appended](), list[str]()
    monkeypatch.setattr(writer, "_first", [*writer._first, heard.append])
    anna = desk.browser("anna")

    def commits(_connection: Any) -> None:
        if threading.current_thread().name != "documents":
            return
        if answered.wait(0.05):
            early.append("acknowledged")
        if heard:
            early.append("told")

    with desk.process(0):
        event.listen(db.engine, "commit", commits)
    assert desk.type(0, anna, "on disk") == 1
    answered.set()
    assert early == [] and len(heard) == 1
    with desk.process(1):
        assert db.session.scalar(select(DocumentUpdate.seq)) == 1


@on_all
def test_numbers_have_no_hole_at_any_moment(desk: Desk) -> None:
    """Who reads while others write sees 1, 2, 3 … and never a line before the one before it."""
    seen: list[list[int]] = []
    done, faults = threading.Event(), list[BaseException]()

    def read() -> None:
        while not done.is_set():
            with desk.process(1):
                seen.append(list(db.session.scalars(select(DocumentUpdate.seq).order_by("seq"))))

    def write(place: int, browser: Browser) -> None:
        try:
            for n in range(8):
                desk.type(place, browser, str(n))
        except BaseException as fault:
            faults.append(fault)

    people = ("anna", "diego", "lena", "ibai")
    writers = [
        threading.Thread(target=write, args=(n, desk.browser(name)))
        for n, name in enumerate(people)
    ]
    reader = threading.Thread(target=read)
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert faults == []
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)
    assert desk.seq == 32 and desk.wrong == []


@on_all
def test_what_another_process_wrote_is_there_before_the_gap_check(desk: Desk) -> None:
    anna, diego = desk.browser("anna"), desk.browser("diego")
    desk.type(0, anna, "one")
    desk.type(1, diego, "of the other")
    anna.doc.apply_update(diego.doc.get_update())
    # It builds on a line which this process has not written, and has never seen.
    before = anna.doc.get_state()
    theirs = next(n for n in anna.fragment.children if "other" in str(n.children[0]))
    theirs.children[0].insert(0, "é")
    assert desk.send(0, anna, anna.doc.get_update(before)) == 3
    # And a gap is one, though a line of the other process came between.
    anna.typed("never sent")
    late = anna.typed("late")
    desk.type(1, diego, "more of the other")
    for place in (0, 1):
        with pytest.raises(Gap) as gap:
            desk.send(place, anna, late)
        assert (
            clocks(gap.value.state)[diego.doc.client_id]
            == clocks(diego.doc.get_state())[diego.doc.client_id]
        )
    assert desk.seq == 4 and desk.wrong == []
    assert desk.send(0, anna, anna.doc.get_update(gap.value.state), resync=True) == 5
    assert {"one", "late", "never sent"} <= {*desk.words}


@on_all
def test_no_snapshot_of_a_doc_that_lacks_a_line(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kept Doc with less than the log, as a defect would leave it, replaces no line of it."""
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 3)
    anna, diego = desk.browser("anna"), desk.browser("diego")
    desk.type(0, anna, "one")
    desk.type(0, anna, "two")
    with desk.process(0) as app:
        writer_of(app).shelf._held[desk.document_id].doc = Doc()
    assert desk.type(0, diego, "three") == 3
    with desk.process(1):
        assert db.session.scalars(select(Snapshot.seq)).all() == []
    assert sorted(desk.words) == ["one", "three", "two"] and desk.wrong == []
    with desk.process(0) as app:
        writer_of(app).shelf.drop(desk.document_id)
    assert desk.type(1, diego, "four") == 4
    with desk.process(0):
        assert db.session.scalars(select(Snapshot.seq)).all() == [4]
    assert desk.wrong == []


@on_all
def test_loading_is_the_snapshot_and_then_the_tail_in_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 4)
    anna = desk.browser("anna")
    for n in range(4):
        desk.type(n, anna, f"line {n}")
    # The tail, stored the wrong way round: as it may lie in a table after years.
    tail = [anna.typed(f"line {n}") for n in range(4, 12)]
    with desk.process(0):
        row = db.session.connection()
        table = DocumentUpdate.__table__
        for n in reversed(range(8)):
            line = {"document_id": desk.document_id, "seq": n + 5, "person_id": anna.person_id}
            row.execute(table.insert(), line | {"tab": "x", "batch": n, "payload": tail[n]})
        document = Snapshot.metadata.tables["document"]
        row.execute(document.update().where(document.c.id == desk.document_id).values(seq=12))
        db.session.commit()
    for app in desk.apps:
        with app.app_context():
            event.listen(db.engine, "begin", without_order)
    assert desk.words == [f"line {n}" for n in range(12)]
    with desk.process(1):
        for seq in (3, 4, 7, 12):
            doc, reached = store.load(desk.document_id, seq)
            assert (reached, len(doc.get("default", type=type(anna.fragment)).children)) == (
                seq,
                seq,
            )
        found = store.since(desk.document_id, 4)
        assert [line[0] for line in found.lines] == list(range(5, 13))
    # A snapshot is where loading begins: what came before it is not asked for.
    with desk.process(0):
        db.session.execute(DocumentUpdate.__table__.delete().where(DocumentUpdate.seq == 2))
        db.session.commit()
    assert desk.words == [f"line {n}" for n in range(12)]


def without_order(connection: Any) -> None:
    """What is asked for in no order comes in none: indexes would hide that it is missing."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA reverse_unordered_selects = ON")
        return
    for plan in ("indexscan", "bitmapscan", "indexonlyscan"):
        connection.exec_driver_sql(f"SET LOCAL enable_{plan} = off")


@on_all
def test_after_a_failed_commit_nothing_builds_on_what_was_not_stored(desk: Desk) -> None:
    anna, diego = desk.browser("anna"), desk.browser("diego")
    desk.type(0, anna, "one")
    failing = [True]

    def commits(_connection: Any) -> None:
        if failing and threading.current_thread().name == "documents":
            failing.clear()
            raise OSError("disk full")

    with desk.process(0):
        event.listen(db.engine, "commit", commits)
    lost = anna.typed("two")
    with pytest.raises(OSError, match="disk full"):
        desk.send(0, anna, lost, batch=9)
    assert desk.seq == 1
    desk.type(1, diego, "of another")  # takes the number that the lost one would have had
    with pytest.raises(Gap):
        desk.send(0, anna, anna.typed("three"))
    assert desk.send(0, anna, lost, batch=9) == 3
    assert sorted(desk.words) == ["of another", "one", "two"] and desk.wrong == []


@on_all
def test_what_was_refused_is_in_no_later_snapshot(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pycrdt keeps a gap aside, and puts it in by itself once what was missing comes."""
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 2)
    anna = desk.browser("anna")
    desk.type(0, anna, "one")
    second, third = anna.typed("two"), anna.typed("three")
    with pytest.raises(Gap):
        desk.send(0, anna, third)
    assert desk.send(0, anna, second) == 2
    with desk.process(1):
        assert db.session.scalars(select(Snapshot.seq)).all() == [2]
    assert desk.words == ["one", "two"] and desk.wrong == []
    assert desk.send(1, anna, third) == 3


@on_all
def test_a_panic_in_a_batch_fails_nobody_else(desk: Desk) -> None:
    anna, diego = desk.browser("anna"), desk.browser("diego")
    seven: Doc[Any] = Doc(client_id=7)
    seven["default"] = Text()
    for place in range(40):
        seven["default"].insert(place, "hello")
    assert desk.together(0, [(anna, seven.get_update())]) == [1]
    first, second, third = anna.typed("é"), diego.typed("😀"), anna.typed("字")
    sends = [(anna, first), (diego, PANIC), (diego, second), (anna, b"\xff" * 9), (anna, third)]
    found = desk.together(0, sends)
    assert [found[n] for n in (0, 2, 4)] == [2, 3, 4]
    assert isinstance(found[1], BadUpdate) and isinstance(found[3], BadUpdate)
    assert desk.seq == 4 and desk.wrong == []
    assert desk.type(1, diego, "on") == 5
    with desk.process(0):
        stored = db.session.scalars(select(DocumentUpdate.payload).order_by("seq")).all()
    assert stored[1:4] == [first, second, third]


@on_all
def test_the_shelf_forgets_the_least_used_and_loses_nothing(desk: Desk) -> None:
    anna = desk.browser("anna")
    for n in range(4):
        for app in desk.apps:
            with app.app_context():
                writer_of(app).shelf = Shelf(kept=n % 2)
        desk.type(n, anna, str(n))
    assert desk.words == ["0", "1", "2", "3"] and desk.wrong == []
