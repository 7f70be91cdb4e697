"""What is stored of a co-edited text: its row, its log, its snapshots and its versions. The
rules of writing are in log.py; nothing here is ever changed but the document's own counters."""

import zlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import UTCDateTime, now
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db

SPELL = timedelta(minutes=10)  # of quiet: then a spell of work is over


class Document(db.Model):
    """A co-edited text. Its row is the lock under which `seq` counts without a hole."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    schema_version: Mapped[int] = mapped_column(default=SCHEMA_VERSION)
    seq: Mapped[int] = mapped_column(default=0)
    snapshot_seq: Mapped[int] = mapped_column(default=0)
    tail_bytes: Mapped[int] = mapped_column(default=0)  # of the log since that snapshot
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @classmethod
    def create(cls, pair_id: int, text: str = "", by: Any = None) -> "Document":
        """A new document, in the caller's transaction; `text` in the signs of the plain form."""
        from app.documents import spells
        from app.documents.merge import first_update

        document = cls(pair_id=pair_id, seq=0)
        db.session.add(document)
        db.session.flush()
        payload = first_update(text)
        if payload:
            person_id = by.id if by else None
            values = {"document_id": document.id, "seq": 1, "person_id": person_id}
            db.session.add(DocumentUpdate(**values, tab="first", batch=0, payload=payload))
            document.seq, document.tail_bytes, document.edited_at = 1, len(payload), now()
            spells.begin(document.id, 1)
        return document


class DocumentUpdate(db.Model):
    """One line of the log, which is the truth. (person, tab, batch) tells a repeat."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    seq: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    tab: Mapped[str] = mapped_column(String(64))
    batch: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    payload: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        UniqueConstraint("document_id", "seq"),
        UniqueConstraint("document_id", "person_id", "tab", "batch"),
    )


class _Frozen:
    """A whole state, deflated, as it was after line `seq` of the log."""

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    seq: Mapped[int]
    deflated: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @property
    def state(self) -> bytes:
        return zlib.decompress(self.deflated)


class Snapshot(_Frozen, db.Model):
    """Where loading starts. Kept for good: a form left open for weeks finds its own beginning."""

    __tablename__ = "document_snapshot"
    __table_args__ = (UniqueConstraint("document_id", "seq"),)


class Version(_Frozen, db.Model):
    """A state that people can look at again: named by someone, or kept after a spell of work."""

    __tablename__ = "document_version"
    __table_args__ = (Index("ix_document_version_document_id_seq", "document_id", "seq"),)

    name: Mapped[str | None] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def _refuse(_mapper: Any, _connection: Any, row: Any) -> None:
    raise ValueError(f"{row.__tablename__} is never changed or deleted")


for _model in (DocumentUpdate, Snapshot, Version):
    event.listen(_model, "before_update", _refuse)
    event.listen(_model, "before_delete", _refuse)
