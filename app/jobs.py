"""Work that is done after the answer: rows written with the change, done by a worker thread.

A job runs at least once; what must not happen twice says so itself (a mail keeps its Message-ID).
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import JSON, Index, String, Text, event, select
from sqlalchemy.orm import Mapped, mapped_column

from app import events
from app.clock import UTCDateTime, now
from app.database import writing
from app.extensions import db

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds between two looks at an empty queue; a new job wakes the thread at once
LEASE = timedelta(minutes=5)  # a job whose worker died is taken up again after this
TRIES = 10  # of a job that fails
PATIENCE = 130  # of one that must wait for somebody else, as for a mail server: five days
LONGEST = 3600  # seconds between two tries, at most
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # due whatever the clock says: it may be set back


class Job(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    run_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index(
            "ix_job_open",
            "run_at",
            sqlite_where=done_at.is_(None),
            postgresql_where=done_at.is_(None),
        ),
    )


class Later(Exception):
    """Raised by a job that could not be done yet: it is tried again, less and less often."""


_ticks: list[tuple[float, Callable[[], None]]] = []
_kinds: dict[str, Callable[..., None]] = {}
_gave_up: dict[str, Callable[..., None]] = {}
_woken = threading.Event()
_starting = threading.Lock()
_started_in = 0  # the process whose worker thread runs: a forked one has our memory, not it


def job(kind: str, *, gave_up: Callable[..., None] | None = None) -> Callable[..., Any]:
    """Marks the function that does a kind of job, with the job's args as keywords."""

    def register(do: Callable[..., None]) -> Callable[..., None]:
        _kinds[kind] = do
        if gave_up:
            _gave_up[kind] = gave_up
        return do

    return register


def every(seconds: float) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Marks what each worker does again and again: what time brings, and no change. Several may do
    it at once, and it may be left out for a while."""

    def register(do: Callable[[], None]) -> Callable[[], None]:
        _ticks.append((seconds, do))
        return do

    return register


def add(kind: str, *, run_at: datetime | None = None, **args: Any) -> Job:
    """Queues a job in the rule's transaction: it exists exactly if the change does."""
    new = Job(kind=kind, args=args, run_at=run_at or AT_ONCE)
    db.session.add(new)
    db.session.info["jobs"] = True
    return new


@event.listens_for(db.session, "after_commit")
def _wake(session: Any) -> None:
    """The worker of this process looks at once; those of others within PAUSE."""
    if session.info.pop("jobs", False):
        _woken.set()


def serve(app: Flask) -> None:
    """A serving process works too, from its first request on: that is after gunicorn's fork."""
    if app.config["WORKER"] == "thread" and not app.testing:
        app.before_request(lambda: start(app))


def start(app: Flask) -> None:
    """The worker thread of a serving process; does nothing where it runs already."""
    global _started_in
    if _started_in == os.getpid():
        return
    with _starting:
        if _started_in != os.getpid():
            _started_in = os.getpid()
            threading.Thread(target=run, args=(app,), name="worker", daemon=True).start()


def run(app: Flask, stop: threading.Event | None = None) -> None:
    stop = stop or threading.Event()
    ticked: dict[int, float] = {}
    while not stop.is_set():
        try:
            with app.app_context():
                tick(ticked)
                busy = work_once()
        except Exception:
            log.exception("the worker could not look for jobs")
            busy = False
        if not busy:
            _woken.wait(PAUSE)
            _woken.clear()


def tick(ticked: dict[int, float]) -> None:
    """Does what is due again; `ticked` remembers when each was done."""
    for n, (seconds, do) in enumerate(_ticks):
        if time.monotonic() - ticked.get(n, -seconds) >= seconds:
            ticked[n] = time.monotonic()
            do()
            db.session.remove()


def work_once() -> bool:
    """Does one due job, if there is one. What it takes is lent to it, not locked."""
    with writing():
        found = _take()
        if found is None:
            return False
        number, kind, args = found.id, found.kind, dict(found.args)
    error, patient = _do(kind, args)
    db.session.info["happened"] = []
    with writing():
        _settle(db.session.get_one(Job, number), error, PATIENCE if patient else TRIES)
    events.tell()
    return True


def _take() -> Job | None:
    """The next due job, leased; SKIP LOCKED lets several workers take different ones."""
    query = (
        select(Job)
        .where(Job.done_at.is_(None), Job.given_up_at.is_(None), Job.run_at <= now())
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = db.session.scalar(query)
    if found:
        found.run_at = now() + LEASE
        found.tries += 1
    return found


def _do(kind: str, args: dict[str, Any]) -> tuple[str, bool]:
    """What went wrong, if so, and whether it is only too early."""
    try:
        _kinds[kind](**args)
    except Later as reason:
        return str(reason) or "later", True
    except Exception as error:
        log.exception("job %s failed", kind)
        return repr(error), False
    finally:
        db.session.rollback()
    return "", False


def _settle(settled: Job, error: str, limit: int) -> None:
    settled.error = error
    if not error:
        settled.done_at = now()
    elif settled.tries >= limit:
        settled.given_up_at = now()
        if settled.kind in _gave_up:
            _gave_up[settled.kind](error=error, **settled.args)
    else:
        settled.run_at = now() + timedelta(seconds=min(2**settled.tries * 5, LONGEST))
