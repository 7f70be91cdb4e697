"""How the database is spoken to: pragmas, the one write transaction, row locks. Knows no table.

On SQLite every writer of the process passes one first-in-first-out lock and begins with BEGIN
IMMEDIATE: with the driver's defaults 292 of 400 read-then-write updates were lost, and without the
queue single writers starved for seconds (shared/reference/engine.md, sections 6 and 9).
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Connection, event

from app.extensions import db

T = TypeVar("T")
BUSY_MS = 10_000  # another process may hold the file: wait that long for it


class FairLock:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


_writers = FairLock()
_this_thread = threading.local()


def init_app(app: Flask) -> None:
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare)
            event.listen(db.engine, "begin", _begin)


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction of db.session: commits at its end, rolls back on any error.

    What was read before is read anew inside, so a rule decides on what is true now. Nothing slow
    belongs in here: no request body, no page, no mail, no file.
    """
    db.session.rollback()
    with alone():
        try:
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def alone() -> Iterator[None]:
    """What begins inside is for writing; on SQLite, by one thread of this process at a time."""
    queued = db.engine.dialect.name == "sqlite"
    if queued:
        _writers.acquire()
    _this_thread.writing = True
    try:
        yield
    finally:
        _this_thread.writing = False
        if queued:
            _writers.release()


def is_writing() -> bool:
    return getattr(_this_thread, "writing", False)


def lock(thing: T) -> T:
    """The thing, read anew and held until the transaction ends. Order: document, visit, claim,
    budget, cohort, then by id. On SQLite the whole database is held already."""
    db.session.refresh(thing, with_for_update={"of": type(thing)})
    return thing


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
