"""What managers decide on the lines of a claim, and that it was paid. Four eyes are kept here."""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.budgets import ledger
from app.budgets.models import Budget
from app.claims.lines import Line
from app.claims.models import Claim, Payment
from app.clock import UTCDateTime, local, now, today
from app.database import lock
from app.errors import Refused
from app.extensions import db

RESULTS = ("approved", "in_part", "refused")


class Decision(db.Model):
    """A manager's word on a line, with its own amount in EUR cents. Never changed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), unique=True)
    result: Mapped[str] = mapped_column(String(8))
    amount: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    line: Mapped[Line] = relationship()
    by: Mapped[Person] = relationship()

    __table_args__ = (
        CheckConstraint("result = 'approved' OR reason <> ''", name="reason"),
        CheckConstraint("amount >= 0", name="amount"),
    )

    @classmethod
    def of_claim(cls, claim: Claim) -> dict[int, "Decision"]:
        """By line."""
        query = select(cls).join(Line).where(Line.claim_id == claim.id)
        query = query.options(joinedload(cls.by))
        return {decision.line_id: decision for decision in db.session.scalars(query)}


def decide(
    line: Line, result: str, *, amount: int | None = None, reason: str = "", by: Person
) -> Decision:
    """Approves (all, or in part with a reason) or refuses (with a reason) one open line.

    What does not fit in what is left of the budget is turned down: the line stays open.
    """
    claim = line.claim
    lock(claim.visit)  # its travellers' reservations follow what is approved
    claim.begin("submitted")
    db.session.refresh(line)
    refuse_involved(claim, by)
    if line.removed_at or line.id in Decision.of_claim(claim):
        raise Refused(_("This line has been decided already."))
    if result != "refused" and not line.is_our_own:
        raise Refused(_("This is not possible any more: the line has changed meanwhile."))
    amount = _amount(line, result, amount)
    if result != "approved" and not reason:
        raise Refused(_("Please give a reason; the city will read it."), "reason")
    decision = Decision(line=line, result=result, amount=amount, reason=reason, by=by)
    db.session.add(decision)
    db.session.flush()
    if amount:
        ledger.approve(Budget.of(claim.pair_id), amount, line.spending(decision.id), by=by)
    claim.record(f"claim.line_{result}", by, line=line.description)
    if len(Decision.of_claim(claim)) == len(Line.of(claim)):
        claim.decided_at = now()
        claim.record("claim.decided", by)
    return decision


def approve_rest(claim: Claim, *, by: Person) -> Claim:
    """Approves every open line in full; where one does not fit, none is approved."""
    lock(claim.visit)
    claim.begin("submitted")
    decided = Decision.of_claim(claim)
    for line in Line.of(claim):
        if line.id not in decided:
            decide(line, "approved", by=by)
    return claim


def withdraw(claim: Claim, *, by: Person) -> Claim:
    """Possible until the first decision; the costs can be claimed again then."""
    claim.begin("submitted")
    if Decision.of_claim(claim):
        raise Refused(_("A decision has been made already, so this cannot be withdrawn."))
    claim.withdrawn_at = now()
    claim.record("claim.withdrawn", by)
    return claim


def pay(claim: Claim, *, paid_on: date, reference: str, by: Person) -> Claim:
    """Marks a decided claim as paid; by another manager than who approved (cohort's setting)."""
    claim.begin("decided")
    refuse_involved(claim, by)
    decisions = Decision.of_claim(claim)
    if must_be_another(claim, list(decisions.values()), by):
        raise Refused(_("You have decided on this claim, so another manager marks it as paid."))
    _refuse_day(claim, paid_on, by)
    total = sum(decision.amount for decision in decisions.values())
    if not total:
        raise Refused(_("Nothing was approved, so there is nothing to pay."))
    claim.payment = Payment(amount=total, paid_on=paid_on, reference=reference, by=by)
    budget = Budget.of(claim.pair_id)
    for line in Line.of(claim):
        decision = decisions[line.id]
        if decision.amount:
            ledger.pay(budget, decision.amount, line.spending(decision.id), by=by)
    claim.record("claim.paid", by)
    return claim


def must_be_another(claim: Claim, decisions: list[Decision], person: Person) -> bool:
    """Four eyes: who decided does not pay, unless the cohort allows it."""
    return claim.pair.cohort.paid_by_another and person.id in {d.by_id for d in decisions}


def involved(claim: Claim, person: Person, lines: list[Line] | None = None) -> bool:
    """Whether a manager filed this claim, travels on it or is paid by it."""
    travels = any(
        line.traveller and line.traveller.person_id == person.id
        for line in (Line.of(claim) if lines is None else lines)
    )
    return travels or person.id in (
        claim.drafted_by_id,
        claim.submitted_by_id,
        claim.payee_person_id,
    )


def refuse_involved(claim: Claim, person: Person) -> None:
    if involved(claim, person):
        raise Refused(_("You are part of this claim, so another manager decides on it."))


def _amount(line: Line, result: str, amount: int | None) -> int:
    if result not in RESULTS:
        raise Refused(_("Please approve, approve in part, or refuse."))
    claimed = line.eur or 0
    if result != "in_part":
        return claimed if result == "approved" else 0
    if amount is None:
        raise Refused(_("Please write an amount."), "amount")
    if not 0 < amount < claimed:
        raise Refused(_("In part means more than nothing and less than claimed."), "amount")
    return amount


def _refuse_day(claim: Claim, paid_on: date, by: Person) -> None:
    decided_on = local(claim.decided_at, by.zone).date() if claim.decided_at else None
    if decided_on and paid_on < decided_on:
        raise Refused(_("It cannot have been paid before it was decided."), "paid_on")
    if paid_on > today(by.zone):
        raise Refused(_("This day is in the future."), "paid_on")
