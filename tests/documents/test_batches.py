"""The writer: what comes at the same moment goes in together, and nobody fails for another."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.database import writing
from app.documents import batch, check, writer
from app.documents.refusals import BadUpdate, Gap
from tests.cast import on_both
from tests.documents.writing import Browser, read
from tests.running import leave


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
                # The first is with the writer; who was refused before it does not wait.
                while place and queue.qsize() < sum(t.is_alive() for t in threads) - 1:
                    threads[-1].join(0.002)
                if not place:
                    while not sizes:
                        threads[-1].join(0.002)
        for thread in threads:
            thread.join()
        return results

    yield run


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
    app: Flask, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
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
    assert len(writer.writer_of(app).shelf) == 0
    monkeypatch.setattr(batch.Batch, "_store", plain)
    assert anna.send(update, batch=2) == 2
    assert read(document_id) == ["one", "two"]


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
    leave(other)


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
