"""What is being typed into a line's form, saved by itself while it is typed: incomplete as it is,
for this person, on every device, until the line is saved or the words are thrown away."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person
from app.claims.models import Claim
from app.clock import UTCDateTime, now
from app.extensions import db

LONGEST = 400  # of one field; its own limits are asked when it is saved for good


class Jotting(db.Model):
    """`line_id` is 0 for a line that is not there yet; `fields` are as they were typed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"))
    line_id: Mapped[int] = mapped_column(default=0)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    __table_args__ = (UniqueConstraint("claim_id", "line_id", "person_id"),)

    @classmethod
    def of(cls, claim: Claim, line_id: int, person: Person) -> "Jotting | None":
        query = select(cls).where(cls.claim_id == claim.id, cls.line_id == line_id)
        return db.session.scalar(query.where(cls.person_id == person.id))


def jot(claim: Claim, line_id: int, fields: dict[str, str], *, by: Person) -> Jotting:
    """Quiet: nobody else sees it, so nobody is told."""
    claim.begin("draft", "sent_back", "reopened")
    kept = {name: value[:LONGEST] for name, value in fields.items()}
    found = Jotting.of(claim, line_id, by)
    if found is None:
        found = Jotting(claim_id=claim.id, line_id=line_id, person_id=by.id)
        db.session.add(found)
    found.fields, found.at = kept, now()
    return found


def forget(claim: Claim, line_id: int, *, by: Person) -> Claim:
    """The line is saved, or the words are not wanted."""
    here = (Jotting.claim_id == claim.id, Jotting.line_id == line_id)
    db.session.execute(delete(Jotting).where(*here, Jotting.person_id == by.id))
    return claim
