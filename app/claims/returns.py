"""That a line was sent back to its city, with the reason. Sending and answering: returning.py."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db

if TYPE_CHECKING:
    from app.claims.lines import Line


class SentBack(db.Model):
    """Open until the city hands the claim in again; the row stays, for who looks back."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    line: Mapped["Line"] = relationship()
    by: Mapped[Person] = relationship()
