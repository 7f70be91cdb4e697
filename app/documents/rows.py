"""The writer's statements on a document's row and its log, made once: to build them anew for each
keystroke would cost more than the database does. Decides nothing; batch.py does."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from app.documents.models import Document, DocumentUpdate
from app.documents.posts import Key
from app.extensions import db

_row, _line = Document.__table__.c, DocumentUpdate.__table__.c
_LOCK = (
    select(_row.id, _row.pair_id, _row.seq, _row.snapshot_seq, _row.tail_bytes, _row.edited_at)
    .where(_row.id == bindparam("document"))
    .with_for_update()
)
_HERE = (_line.document_id == bindparam("document"), _line.tab == bindparam("tab"))
_LATEST = select(func.max(_line.batch)).where(*_HERE)
_LINE = select(_line.seq, _line.payload).where(*_HERE, _line.batch == bindparam("batch"))
# The two of them for a person, and for nobody: the index knows NULL only by its name.
_BY = {False: _line.person_id == bindparam("person"), True: _line.person_id.is_(None)}
_LATEST_OF = {nobody: _LATEST.where(by) for nobody, by in _BY.items()}
_LINE_OF = {nobody: _LINE.where(by) for nobody, by in _BY.items()}
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
    connection: Connection = field(compare=False, repr=False)

    def latest(self, person_id: int | None, tab: str) -> int:
        """The highest batch number that is there of a person's tab; -1 where there is none."""
        asked = {"document": self.id, "person": person_id, "tab": tab}
        found = self.connection.execute(_LATEST_OF[person_id is None], asked).scalar()
        return -1 if found is None else found

    def line(self, key: Key) -> tuple[int, bytes] | None:
        """The line that is there under a key: its number and its bytes."""
        person_id, tab, batch = key
        asked = {"document": self.id, "person": person_id, "tab": tab, "batch": batch}
        found = self.connection.execute(_LINE_OF[person_id is None], asked).first()
        return (found.seq, found.payload) if found else None

    def add(self, lines: list[dict[str, Any]]) -> None:
        self.connection.execute(_ADD, lines)

    def count(self) -> None:
        """Writes the counters back."""
        now = {"now_seq": self.seq, "now_snapshot": self.snapshot_seq, "now_tail": self.tail_bytes}
        self.connection.execute(_COUNT, now | {"document": self.id, "now_edited": self.edited_at})


def lock(document_id: int) -> Row | None:
    connection = db.session.connection()
    found = connection.execute(_LOCK, {"document": document_id}).first()
    return Row(*found, connection=connection) if found else None
