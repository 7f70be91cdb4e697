"""What can be found: one row for each thing, written anew after each change (keeping.py), with who
may hear of it. The index over its words is the database's own (index.py)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import UTCDateTime
from app.extensions import db

KINDS = (
    "note",
    "takeaway",
    "section",
    "thread",
    "visit",
    "agenda_item",
    "claim",
    "membership",
    "file",
)


class SearchRow(db.Model):
    """`folded` are the words as they are looked for, `head` those of the title alone; `place` names
    the pair in the index. `cities` are the member cities that it is about, as `,3,5,`. `seq` is the
    line of the log that a text was read at."""

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    thing_id: Mapped[int]
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    audience: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    visit_id: Mapped[int | None]
    cities: Mapped[str] = mapped_column(String(200), default="")
    page: Mapped[str] = mapped_column(String(120))  # below /pairs/<slug>/
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    head: Mapped[str] = mapped_column(Text, default="")
    folded: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(20), default="")
    seq: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("kind", "thing_id"),
        Index("ix_search_row_pair_id_at", "pair_id", "at"),
    )
