"""One document's part of a write transaction: the checks, the lines, the snapshot, the version kept
after a spell of work and the Event. Runs in the writer's thread, under the document's row lock."""

import logging
from datetime import datetime, timedelta
from typing import Any

from pycrdt import Doc

from app import events
from app.clock import now
from app.documents import owners, passages, spells, store, versions
from app.documents.gaps import NOTHING, missing
from app.documents.models import SPELL
from app.documents.posts import Key, Post
from app.documents.refusals import BatchReused, Gap, Refusal, careful
from app.documents.rows import Row
from app.documents.shelf import Held, Shelf
from app.extensions import db

log = logging.getLogger(__name__)

SNAPSHOT_LINES = 1000
SNAPSHOT_BYTES = 256 * 1024
ASK_AGAIN = timedelta(minutes=1)  # whether somebody's work on a text has been told


class Batch:
    """All posts to one document that share a transaction. `run` gives each its outcome."""

    def __init__(self, document: Row, shelf: Shelf, posts: list[Post]) -> None:
        self.document, self.shelf, self.posts = document, shelf, posts
        self.start = document.seq
        self.rows: list[dict[str, Any]] = []
        self.taken: dict[Key, tuple[int, bytes]] = {}
        self._held: Held | None = None

    def run(self) -> None:
        for post in self.posts:
            try:
                post.outcome = self._take(post)
            except Refusal as refusal:
                post.outcome = refusal
                if not isinstance(refusal, BatchReused):
                    self._forget()  # what it left in the Doc was never stored
        if self.rows:
            self._store()

    def _take(self, post: Post) -> int:
        held = self._current()
        first = self._earlier(post, held)
        if first is not None:
            if post.payload is not None and post.payload != first[1]:
                raise BatchReused
            return first[0]
        payload = self._payload(post, held.doc)
        if payload is None or payload == NOTHING:
            return held.seq
        if post.restores or (not post.quiet and not self.rows and self._was_quiet()):
            self._keep_version(held, post)
        self._apply(held, payload)
        held.seq += 1
        self.taken[post.key] = (held.seq, payload)
        held.latest[post.person_id, post.tab] = max(
            held.latest[post.person_id, post.tab], post.batch
        )
        post.stored = payload
        self.rows.append(self._row(post, held.seq, payload))
        return held.seq

    def _earlier(self, post: Post, held: Held) -> tuple[int, bytes] | None:
        """The line that this repeats. A tab counts its batches, so the log is asked only for what
        is not beyond the highest; and what is forgotten, the log's own key refuses."""
        tab = (post.person_id, post.tab)
        if post.key in self.taken:
            return self.taken[post.key]
        if tab not in held.latest:
            held.latest[tab] = self.document.latest(*tab)
        return self.document.line(post.key) if post.batch <= held.latest[tab] else None

    def _payload(self, post: Post, doc: Doc[Any]) -> bytes | None:
        if post.build is None:
            return post.payload
        with careful():
            return post.build(doc)

    def _apply(self, held: Held, payload: bytes) -> None:
        with careful(), held.doc.transaction():
            before = held.doc.get_state()
            held.doc.apply_update(payload)
            gap = missing(payload, held.doc.get_state())
        if gap:
            raise Gap(before)

    def _row(self, post: Post, seq: int, payload: bytes) -> dict[str, Any]:
        return {
            "document_id": self.document.id,
            "seq": seq,
            "person_id": post.person_id,
            "tab": post.tab,
            "batch": post.batch,
            "at": now(),
            "payload": payload,
        }

    def _current(self) -> Held:
        """The Doc with all that is stored and all that this batch has taken so far."""
        if self._held is None:
            self._held = self.shelf.take(self.document.id, self.start)
            for row in self.rows:
                self._held.doc.apply_update(row["payload"])
                self._held.seq = row["seq"]
        return self._held

    def _forget(self) -> None:
        self.shelf.drop(self.document.id)
        self._held = None

    def _store(self) -> None:
        self.document.add(self.rows)
        document, held = self.document, self._current()
        if any(post.stored is not None and not post.quiet for post in self.posts):
            if document.edited_at is None or self._was_quiet():
                spells.begin(document.id, self.start + 1)
            document.edited_at = now()
        document.seq = held.seq
        passages.sighted(document, (row["payload"] for row in self.rows))
        document.tail_bytes += sum(len(row["payload"]) for row in self.rows)
        if (
            document.seq - document.snapshot_seq >= SNAPSHOT_LINES
            or document.tail_bytes >= SNAPSHOT_BYTES
        ):
            self._snapshot(held)
        document.count()
        self._tell_edited(held.told)

    def _tell_edited(self, told: dict[int, datetime]) -> None:
        """What has just been looked up is not asked again with each keystroke."""
        for post in self.posts:
            person_id = post.person_id
            if post.stored is None or not person_id:
                continue
            if post.restores:
                events.tab.set(post.page)
                owners.tell_restored(self.document, person_id)
            elif person_id not in told or abs(now() - told[person_id]) >= ASK_AGAIN:
                told[person_id] = now()
                events.tab.set(post.page)
                owners.tell_edited(self.document, person_id)

    def _snapshot(self, held: Held) -> None:
        document_id = self.document.id
        lines = store.lines(document_id, self.document.snapshot_seq)
        try:
            with careful():
                snapshot = store.snapshot_of(self.document, held.doc, [line for _, line in lines])
        except Refusal:
            snapshot = None
        if snapshot is None:
            # The log still has every word; only loading stays slower.
            log.error("document %s: no snapshot at %s, it would not cover", document_id, held.seq)
            return
        db.session.add(snapshot)
        self.document.snapshot_seq, self.document.tail_bytes = self.document.seq, 0

    def _was_quiet(self) -> bool:
        """Whether the spell of work before was over when this batch came."""
        edited_at = self.document.edited_at
        return edited_at is not None and now() - edited_at >= SPELL

    def _keep_version(self, held: Held, post: Post) -> None:
        """The text as the spell before had left it, or as it was before somebody restored another;
        nothing where a version says the same already."""
        if versions.exists(self.document.id, held.seq):
            return
        by_id = post.person_id if post.restores else None
        try:
            with careful():
                versions.keep(self.document.id, held.seq, held.doc.get_update(), by_id=by_id)
        except Refusal:
            log.exception("document %s: no version at %s", self.document.id, held.seq)
