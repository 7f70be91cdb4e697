"""The one thread of a process that writes to the log: it takes all that waits, commits it together
and answers each sender once it is on disk. It passes the same write lock as every other writer."""

import atexit
import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Flask

from app import events
from app.database import AWAY, writing
from app.documents import rows
from app.documents.batch import Batch
from app.documents.posts import Post
from app.documents.refusals import Unknown
from app.documents.shelf import Shelf

log = logging.getLogger(__name__)

TOGETHER = 256  # updates in one commit
GATHER = 0.001  # seconds: while many write, so long for as many as came together before
IDLE_SECONDS = 30.0  # then the thread ends; the next update starts another
KEY = "document_writer"


@dataclass(frozen=True)
class Appended:
    """A line that is on disk, as listeners get it."""

    document_id: int
    seq: int
    payload: bytes
    person_id: int | None
    tab: str
    page: str  # the browser tab that asked, which need not be nudged
    quiet: bool = False  # no word of it is new


Listener = Callable[[Appended], None]
LateListener = Callable[[list[Appended]], None]
_first: list[Listener] = []
_then: list[LateListener] = []


def at_once(listener: Listener) -> Listener:
    """Marks who is told of each stored line, in the log's order, from the writer's thread, before
    its sender is answered: it must be quick, and asks no database."""
    _first.append(listener)
    return listener


def on_written(listener: LateListener) -> LateListener:
    """Marks who is told, after the answers, of all lines of a document that were stored together.
    The writer's thread does it, so all who type wait for it: once a second is often enough."""
    _then.append(listener)
    return listener


def writer_of(app: Flask) -> "Writer":
    writer = app.extensions.get(KEY) or app.extensions.setdefault(KEY, Writer(app))
    # After a fork the thread and whoever held the lock are gone.
    if writer.pid != os.getpid():
        writer = app.extensions[KEY] = Writer(app)
    return writer


class Writer:
    def __init__(self, app: Flask) -> None:
        self.app, self.pid, self.shelf = app, os.getpid(), Shelf()
        self._queue: queue.SimpleQueue[Post | None] = queue.SimpleQueue()
        self._busy = 0  # updates in the last batch, if there were many
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def put(self, post: Post) -> None:
        with self._lock:
            self._queue.put(post)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="documents", daemon=True)
                self._thread.start()
                atexit.register(self.stop)

    def stop(self) -> None:
        """Writes what waits, then ends the thread."""
        with self._lock:
            thread = self._thread
            if thread is not None:
                self._queue.put(None)
        if thread is not None and self.pid == os.getpid():
            thread.join(timeout=10)

    def _run(self) -> None:
        while (posts := self._next()) is not None:
            if posts:
                self._write_all(posts)
        atexit.unregister(self.stop)

    def _next(self) -> list[Post] | None:
        """All that waits; None when there was nothing for long, or when told to stop."""
        posts: list[Post] = []
        try:
            first = self._queue.get(timeout=IDLE_SECONDS)
            patience = time.monotonic() + GATHER if self._busy else 0.0
            while first is not None:
                posts.append(first)
                if len(posts) == TOGETHER:
                    break
                first = self._more(patience if len(posts) < self._busy else 0.0)
        except queue.Empty:
            pass
        else:
            if first is None:
                # Told to stop: first what came before, then the end.
                if not posts:
                    return self._end()
                self._queue.put(None)
        self._busy = len(posts) if len(posts) > 2 else 0
        return posts or self._end()

    def _more(self, until: float) -> Post | None:
        left = until - time.monotonic() if until else 0.0
        return self._queue.get(timeout=left) if left > 0 else self._queue.get_nowait()

    def _end(self) -> list[Post] | None:
        with self._lock:
            if not self._queue.empty():
                return []
            self._thread = None
            return None

    def _write_all(self, posts: list[Post]) -> None:
        """Whatever happens, the thread lives on: who waits is told, and the next are served."""
        try:
            self._write(posts)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as fault:
            log.exception("the writer's thread")
            for post in posts:
                post.answer.give(fault)

    def _write(self, posts: list[Post]) -> None:
        with self.app.app_context():
            try:
                with writing():
                    for document_id in sorted({post.document_id for post in posts}):
                        self._part(document_id, [p for p in posts if p.document_id == document_id])
            except BaseException as fault:
                failed = fault
            else:
                _told(posts)
                return
        self._failed(posts, failed)

    def _part(self, document_id: int, posts: list[Post]) -> None:
        document = rows.lock(document_id)
        for post in posts:
            post.stored = None
            post.outcome = Unknown()
        if document is not None:
            Batch(document, self.shelf, posts).run()

    def _failed(self, posts: list[Post], fault: BaseException) -> None:
        """Nothing of the batch is stored. Each is tried alone, so one cannot fail the others; but
        where the database is away it is away for all, and each would wait as long as the first."""
        for post in posts:
            self.shelf.drop(post.document_id)
        if len(posts) > 1 and not isinstance(fault, (*AWAY, KeyboardInterrupt, SystemExit)):
            for post in posts:
                self._write([post])
            return
        for post in posts:
            post.answer.give(fault)
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise fault


def _told(posts: list[Post]) -> None:
    """It is on disk: first the others' screens hear of it, then who sent it, then all the rest."""
    lines = [_line(post) for post in posts if post.stored is not None]
    lines.sort(key=lambda line: (line.document_id, line.seq))
    for line in lines:
        _hear(_first, line)
    for post in posts:
        post.answer.give(post.outcome)
    for _document_id, together in groupby(lines, key=lambda line: line.document_id):
        _hear(_then, list(together))
    events.tell()


def _line(post: Post) -> Appended:
    return Appended(
        document_id=post.document_id,
        seq=post.outcome,  # type: ignore[arg-type]
        payload=post.stored or b"",
        person_id=post.person_id,
        tab=post.tab,
        page=post.page,
        quiet=post.quiet,
    )


def _hear(listeners: list[Any], told: Any) -> None:
    for listener in listeners:
        try:
            listener(told)
        except Exception:
            log.exception("%s did not hear of a stored line", listener.__qualname__)
