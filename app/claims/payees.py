"""Another account for a claim that was handed in: one manager enters it, a second confirms."""

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.claims.eyes import refuse_involved
from app.claims.models import Claim
from app.confirming import TwoManagers
from app.errors import Refused
from app.extensions import db

CHANGEABLE = ("submitted", "sent_back", "decided", "reopened")


class PayeeChange(TwoManagers, db.Model):
    """The account that a claim shall be paid to from now on."""

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    holder: Mapped[str] = mapped_column(String(120))
    iban: Mapped[str] = mapped_column(String(34))

    claim: Mapped[Claim] = relationship()


def pending(claim: Claim) -> PayeeChange | None:
    query = select(PayeeChange).where(PayeeChange.claim_id == claim.id)
    return db.session.scalar(query.where(PayeeChange.answered_at.is_(None)))


def ask(claim: Claim, *, holder: str, iban: str, reason: str, by: Person) -> PayeeChange:
    """`iban` is checked and compact, see forms. Until it is answered, nothing is paid."""
    claim.begin(*CHANGEABLE)
    refuse_involved(claim, by)
    if pending(claim):
        raise Refused(_("Another change of this account waits already."))
    if claim.payment_list_id:
        raise Refused(_("This claim is on a payment list. Take it off the list first."))
    if (holder, iban) == (claim.holder, claim.iban):
        raise Refused(_("This is the account that the claim has already."), "iban")
    change = PayeeChange(claim=claim, holder=holder, iban=iban, reason=reason, by=by)
    db.session.add(change)
    claim.record("claim.account_asked", by)
    return change


def answer(claim: Claim, confirmed: bool, *, by: Person) -> PayeeChange:
    """The change that waits: taken over, or dropped."""
    claim.begin(*CHANGEABLE)
    refuse_involved(claim, by)
    change = pending(claim)
    if change is None:
        raise Refused(_("This has been answered already."))
    change.settle(confirmed, by=by)
    if confirmed:
        claim.holder, claim.iban = change.holder, change.iban
    claim.record("claim.account_confirmed" if confirmed else "claim.account_kept", by)
    return change
