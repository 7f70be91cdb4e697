"""The writer's statements on a document's row and its log, made once: to build them anew for each
keystroke would cost more than the database does. Decides nothing; batch.py does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.documents.models import Document, DocumentUpdate
from app.documents.posts import Key
from app.extensions import db

_row, _line = Document.__table__.c, DocumentUpdate.__table__.c
_LOCK = (
    select(_row.id, _row.pair_id, _row.seq, _row.snapshot_seq, _row.tail_bytes, _row.edited_at)
    .where(_row.id == bindparam("document"))
    .with_for_update()
)
_KEYS = select(_line.person_id, _line.tab, _line.batch, _line.seq, _line.payload).where(
    _line.document_id == bindparam("document"),
    _line.tab.in_(bindparam("tabs", expanding=True)),
    _line.batch.in_(bindparam("batches", expanding=True)),
)
_ADD = insert(DocumentUpdate.__table__)
_COUNT = (
    update(Document.__table__)
    .where(_row.id == bindparam("document"))
    .values(
        seq=bindparam("now_seq"),
        snapshot_seq=bindparam("now_snapshot"),
        tail_bytes=bindparam("now_tail"),
        edited_at=bindparam("now_edited"),
    )
)


@dataclass
class Row:
    """A document's row while this transaction has it locked."""

    id: int
    pair_id: int
    seq: int
    snapshot_seq: int
    tail_bytes: int
    edited_at: datetime | None


def lock(document_id: int) -> Row | None:
    found = db.session.connection().execute(_LOCK, {"document": document_id}).first()
    return Row(*found) if found else None


def known(document_id: int, keys: Iterable[Key]) -> dict[Key, tuple[int, bytes]]:
    """The lines that are there already under these keys (and maybe some more): number, bytes."""
    _people, tabs, batches = zip(*keys, strict=True)
    asked = {"document": document_id, "tabs": list({*tabs}), "batches": list({*batches})}
    found = db.session.connection().execute(_KEYS, asked)
    return {(person, tab, batch): (seq, payload) for person, tab, batch, seq, payload in found}


def add(lines: list[dict[str, Any]]) -> None:
    db.session.connection().execute(_ADD, lines)


def count(row: Row) -> None:
    """Writes the row's counters back."""
    now = {"now_seq": row.seq, "now_snapshot": row.snapshot_seq, "now_tail": row.tail_bytes}
    values = now | {"document": row.id, "now_edited": row.edited_at}
    db.session.connection().execute(_COUNT, values)
