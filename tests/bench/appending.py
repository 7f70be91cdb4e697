"""The log by itself, in this process, on SQLite with synchronous=FULL: updates a second of 100
writers of one text through the one writer thread, beside one transaction for each update."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from pycrdt import Doc

from app.clock import now
from app.database import writing
from app.documents import log, rows
from app.extensions import db
from tests.bench.figures import Figure
from tests.bench.serving import app_on
from tests.bench.writers import new_text, paragraph_of
from tests.cast import person

WRITERS = 100


def figures(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    app = app_on(folder)
    with app.app_context():
        people = [person(name).id for name in ("anna", "diego")]
    runs = [
        (_run(app, people, together, seconds), _run(app, people, alone, seconds))
        for _round in range(rounds)
    ]
    ours, plain = (round(median(side)) for side in zip(*runs, strict=True))
    with app.app_context():
        db.engine.dispose()
    return [Figure(f"the log, {WRITERS} writers", ours, "updates/s", plain, share=10)]


def together(document: int, person_id: int, tab: str, batch: int, payload: bytes) -> None:
    log.append(document, payload, person_id=person_id, tab=tab, batch=batch)


def alone(document: int, person_id: int, tab: str, batch: int, payload: bytes) -> None:
    """The same line, without any check, in a transaction of its own."""
    with writing():
        row = rows.lock(document)
        assert row
        row.seq, row.edited_at = row.seq + 1, now()
        line = {"document_id": document, "seq": row.seq, "person_id": person_id, "tab": tab}
        row.add([line | {"batch": batch, "at": row.edited_at, "payload": payload}])
        row.count()


def _run(app: Flask, people: list[int], store: Callable[..., None], seconds: float) -> float:
    """Updates a second of all writers, each with its next one once it is stored."""
    with app.app_context():
        document = new_text()
    done, ends = [0] * WRITERS, 0.0
    ready = threading.Barrier(WRITERS + 1)

    def write(n: int) -> None:
        updates = typed(200)
        first = next(updates)
        with app.app_context():
            ready.wait()
            while time.perf_counter() < ends:
                store(document, people[n % 2], f"tab-{n}", done[n], first)
                first = next(updates)
                done[n] += 1

    threads = [threading.Thread(target=write, args=(n,)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    ends = began + 3600
    ready.wait()
    began = time.perf_counter()
    ends = began + seconds
    for thread in threads:
        thread.join()
    return sum(done) / (time.perf_counter() - began)


def typed(keys: int) -> Iterator[bytes]:
    """Keystrokes of one browser, made beforehand; after them those of another."""
    while True:
        doc: Doc[Any] = Doc()
        made: list[bytes] = []
        heard = doc.observe(lambda event, to=made: to.append(event.update))
        text = paragraph_of(doc)
        for key in range(keys):
            text.insert(key, "e")
        doc.unobserve(heard)
        yield from made
