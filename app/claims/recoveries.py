"""Money that comes back after payment, as an audit finds it; in a closed pair too."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.budgets import ledger
from app.budgets.models import Budget
from app.claims.decisions import Decision
from app.claims.eyes import refuse_involved
from app.claims.lines import Line
from app.claims.models import Claim
from app.clock import UTCDateTime, now, today
from app.errors import Refused
from app.extensions import db
from app.money import show


class Recovery(db.Model):
    """`amount` in EUR cents, of one line; `finding` is the auditors' number."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    finding: Mapped[str] = mapped_column(String(60), default="")
    received_on: Mapped[date]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    line: Mapped[Line] = relationship()
    by: Mapped[Person] = relationship()

    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    @classmethod
    def of(cls, claim: Claim) -> list["Recovery"]:
        query = select(cls).join(Line).where(Line.claim_id == claim.id).order_by(cls.id)
        query = query.options(joinedload(cls.by), joinedload(cls.line))
        return list(db.session.scalars(query))


def recovered(line_ids: list[int]) -> dict[int, int]:
    """What came back, in EUR cents, of the lines of which something did."""
    query = select(Recovery.line_id, func.sum(Recovery.amount))
    query = query.where(Recovery.line_id.in_(line_ids)).group_by(Recovery.line_id)
    return {line_id: int(amount) for line_id, amount in db.session.execute(query)}


def rest(line: Line) -> int:
    """What was paid for a line and did not come back yet, in EUR cents."""
    back = select(func.coalesce(func.sum(Recovery.amount), 0)).where(Recovery.line_id == line.id)
    decision = Decision.of_claim(line.claim).get(line.id)
    return (decision.amount if decision else 0) - int(db.session.scalar(back) or 0)


def recover(
    line: Line, amount: int, *, reason: str, finding: str, received_on: date, by: Person
) -> Recovery:
    claim = line.claim
    claim.begin("paid")
    refuse_involved(claim, by)
    left = rest(line)
    if amount <= 0:
        raise Refused(_("Please write an amount above zero."), "amount")
    if amount > left:
        words = _("%(left)s of this line was paid and did not come back yet.")
        raise Refused(words % {"left": show(left, "EUR")}, "amount")
    if received_on > today(by.zone):
        raise Refused(_("This day is in the future."), "received_on")
    if claim.payment and received_on < claim.payment.paid_on:
        raise Refused(_("It cannot have come back before it was paid."), "received_on")
    found = Recovery(line=line, amount=amount, reason=reason, finding=finding, by=by)
    found.received_on = received_on
    db.session.add(found)
    db.session.flush()
    about = line.spending(0).from_source("recovery", found.id)
    ledger.recover(Budget.of(claim.pair_id), amount, about, by=by)
    claim.record("claim.recovered", by, line=line.description)
    return found
