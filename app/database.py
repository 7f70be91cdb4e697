"""How the database is spoken to: pragmas, the one write transaction, row locks. Knows no table.

On SQLite every writer of the process passes one first-in-first-out lock and begins with BEGIN
IMMEDIATE: with the driver's defaults 292 of 400 read-then-write updates were lost, and without the
queue single writers starved for seconds (shared/reference/engine.md, sections 6 and 9).
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, current_app
from sqlalchemy import Connection, event
from sqlalchemy.exc import InterfaceError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as Waited

from app.extensions import db

T = TypeVar("T")
# Others may hold the file or a row: so long one waits for them (the setting BUSY_MS), and is then
# told so. Without an end to it a few who wait would take all threads from those who only read.
BUSY_MS = 10_000
# The database is locked, full or away: nothing was stored, and the same may work a moment later.
AWAY = (OperationalError, InterfaceError, PendingRollbackError, Waited)
MOVED = "tandem has moved"  # what a database answers that `flask move-to` has closed


class FairLock:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._held = False

    def acquire(self, seconds: float) -> None:
        """Waited, if it is not ours by then."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if turn.acquire(timeout=seconds):
            return
        with self._guard:
            if turn in self._waiting:  # else it was handed over at the last moment
                self._waiting.remove(turn)
                raise Waited("others have been writing for too long")

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
        event.listen(db.engine, "connect", _patient(_busy_ms()))
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
        _writers.acquire(_busy_ms() / 1000)
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


def _busy_ms() -> int:
    return int(current_app.config.get("BUSY_MS", BUSY_MS))


def _patient(ms: int) -> Callable[[Any, object], None]:
    """The first that is asked: what _prepare asks may find the file held, too."""

    def prepare(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute(f"PRAGMA busy_timeout={ms}")
            return
        connection.autocommit = True
        connection.execute(f"SET lock_timeout = {ms}")
        connection.autocommit = False

    return prepare


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing() else "BEGIN")
