"""Reading the log: a document as it was after any of its lines, and what came since. Loads into
throw-away Docs, so a reader needs no lock and never sees what is not committed."""

import zlib
from dataclasses import dataclass
from typing import Any

from pycrdt import Doc
from sqlalchemy import select

from app.documents import tree
from app.documents.gaps import covers, missing
from app.documents.models import Document, DocumentUpdate, Snapshot
from app.documents.rows import Row
from app.extensions import db

WHOLE_AFTER = 500  # a client that lacks more lines than this gets one whole state

_SNAPSHOT = select(Snapshot.seq, Snapshot.deflated).order_by(Snapshot.seq.desc()).limit(1)
_LINES = select(
    DocumentUpdate.seq, DocumentUpdate.person_id, DocumentUpdate.tab, DocumentUpdate.payload
).order_by(DocumentUpdate.seq)


@dataclass(frozen=True)
class Since:
    """What a client lacks: the lines after its own, or a state and the lines after that."""

    seq: int
    lines: list[tuple[int, int | None, str, bytes]]
    state: bytes | None = None


def deflate(state: bytes) -> bytes:
    return zlib.compress(state, 6)


def seq_of(document_id: int) -> int:
    found = db.session.scalar(select(Document.seq).where(Document.id == document_id))
    return found or 0


def lines(document_id: int, after: int, upto: int | None = None) -> list[tuple[int, bytes]]:
    """The log's lines after one and up to another, in order."""
    asked = select(DocumentUpdate.seq, DocumentUpdate.payload).where(
        DocumentUpdate.document_id == document_id, DocumentUpdate.seq > after
    )
    if upto is not None:
        asked = asked.where(DocumentUpdate.seq <= upto)
    return [(seq, payload) for seq, payload in db.session.execute(asked.order_by("seq"))]


def load(document_id: int, seq: int | None = None) -> tuple[Doc[Any], int]:
    """The document as it is, or as it was after line `seq`: a snapshot, then the tail in order.

    Lines are applied one by one: merging them first is super-linear and keeps what was deleted.
    """
    asked = select(Snapshot).where(Snapshot.document_id == document_id)
    if seq is not None:
        asked = asked.where(Snapshot.seq <= seq)
    snapshot = db.session.scalar(asked.order_by(Snapshot.seq.desc()).limit(1))
    reached = snapshot.seq if snapshot else 0
    doc = tree.load(snapshot.state) if snapshot else tree.load()
    for number, payload in lines(document_id, reached, seq):
        doc.apply_update(payload)
        reached = number
    return doc, reached


def since(document_id: int, after: int) -> Since:
    """All after line `after`; -1 is the whole text. Who lacks much begins with the newest snapshot,
    as it is stored: nothing is built for that."""
    seq, state = seq_of(document_id), None
    if after < 0 or seq - after > WHOLE_AFTER:
        newest = _SNAPSHOT.where(Snapshot.document_id == document_id, Snapshot.seq > after)
        if row := db.session.execute(newest).first():
            after, state = row.seq, zlib.decompress(row.deflated)
            seq = max(seq, after)
    asked = _LINES.where(DocumentUpdate.document_id == document_id, DocumentUpdate.seq > after)
    found = [(s, p, t, b) for s, p, t, b in db.session.execute(asked)]
    return Since(found[-1][0] if found else seq, found, state)


def snapshot_of(document: Document | Row, doc: Doc[Any], tail: list[bytes]) -> Snapshot | None:
    """The snapshot of a Doc that has everything, or None where it would not cover all it merges."""
    state = doc.get_update()
    again = tree.load(state)
    reached = again.get_state()
    if not covers(reached, doc.get_state()) or any(missing(line, reached) for line in tail):
        return None
    return Snapshot(document_id=document.id, seq=document.seq, deflated=deflate(state))
