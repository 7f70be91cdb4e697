"""A file that somebody asked for: made by a job, with its progress, kept for a day. Only who asked
may fetch it; what goes into it was decided by their rights when it was made."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.pairs.models import Pair


class Export(db.Model):
    """`kind` and `thing_id` name what goes out, `wishes` how: edition, with comments or without."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[int]
    format: Mapped[str] = mapped_column(String(5))
    wishes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    percent: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(160), default="")
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    error: Mapped[str] = mapped_column(Text, default="")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    pair: Mapped[Pair] = relationship()
    asked_by: Mapped[Person] = relationship()

    @property
    def state(self) -> str:
        """waiting · making · done · failed."""
        if self.error:
            return "failed"
        if self.done_at:
            return "done"
        return "making" if self.percent else "waiting"
