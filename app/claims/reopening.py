"""Opening a decided, unpaid claim again: *correct text*, by its city, or *correct amounts*, by the
managers. A second manager opens it, who decided on nothing in it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.claims.decisions import Decision
from app.claims.eyes import refuse_involved
from app.claims.models import Claim
from app.clock import UTCDateTime, now
from app.errors import Refused
from app.extensions import db

KINDS = ("text", "amounts")


class Reopening(db.Model):
    """That a decided claim was opened again, why, and until when."""

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[str] = mapped_column(String(7))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    claim: Mapped[Claim] = relationship()
    by: Mapped[Person] = relationship(foreign_keys=by_id)

    @classmethod
    def of(cls, claim: Claim) -> list["Reopening"]:
        query = select(cls).where(cls.claim_id == claim.id).order_by(cls.id)
        return list(db.session.scalars(query))


def reopen(claim: Claim, kind: str, *, reason: str, by: Person) -> Claim:
    claim.begin("decided")
    refuse_involved(claim, by)
    if kind not in KINDS:
        raise Refused(_("Please choose what shall be corrected."), "kind")
    if by.id in {decision.by_id for decision in Decision.of_claim(claim).values()}:
        raise Refused(_("You have decided on this claim, so a second manager opens it again."))
    if claim.payment_list_id:
        raise Refused(_("This claim is on a payment list. Take it off the list first."))
    claim.reopened_as = kind
    db.session.add(Reopening(claim=claim, kind=kind, reason=reason, by=by))
    claim.record(f"claim.reopened_{kind}", by)
    return claim


def close(claim: Claim, *, by: Person) -> Claim:
    """Its corrections are done: it is a decided claim again."""
    claim.begin("reopened")
    for opened in Reopening.of(claim):
        if opened.closed_at is None:
            opened.closed_at, opened.closed_by_id = now(), by.id
    claim.reopened_as, claim.decided_at = "", now()
    claim.record("claim.corrected", by)
    return claim
