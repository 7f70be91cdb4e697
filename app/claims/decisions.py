"""What managers decide on the lines of a claim. Paying stands in paying.py, sending back and
deciding later in returning.py, opening a decided claim again in reopening.py."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, case, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.budgets import balances, ledger
from app.budgets.models import Budget
from app.claims.eyes import refuse_involved
from app.claims.lines import Line
from app.claims.models import Claim
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused
from app.extensions import db

RESULTS = ("approved", "in_part", "refused")


class Decision(db.Model):
    """A manager's word on a line, with its own amount in EUR cents. Never changed: of several on
    one line, as after *correct amounts*, the last one counts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), index=True)
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
        """By line, the one that counts."""
        return cls.of_lines(select(Line.id).where(Line.claim_id == claim.id))

    @classmethod
    def of_lines(cls, line_ids: object) -> dict[int, "Decision"]:
        query = select(cls).where(cls.line_id.in_(line_ids))  # type: ignore[arg-type]
        query = query.options(joinedload(cls.by)).order_by(cls.id)
        return {decision.line_id: decision for decision in db.session.scalars(query)}

    @classmethod
    def on(cls, line: Line) -> list["Decision"]:
        """All that were ever made, the oldest first."""
        query = select(cls).where(cls.line_id == line.id).order_by(cls.id)
        return list(db.session.scalars(query))


def decide(
    line: Line, result: str, *, amount: int | None = None, reason: str = "", by: Person
) -> Decision:
    """Approves (all, or in part with a reason) or refuses (with a reason) one open line; where
    amounts are corrected, a decided one again: the ledger gets the difference.

    What does not fit in what is left of the budget is turned down: the line stays open.
    """
    claim = begin_deciding(line, by, again=True)
    before = Decision.of_claim(claim).get(line.id)
    if result != "refused" and not line.is_our_own:
        raise Refused(_("This is not possible any more: the line has changed meanwhile."))
    amount = _amount(line, result, amount)
    if result != "approved" and not reason:
        raise Refused(_("Please give a reason; the city will read it."), "reason")
    decision = Decision(line=line, result=result, amount=amount, reason=reason, by=by)
    db.session.add(decision)
    db.session.flush()
    _move(line, decision, before.amount if before else 0, by)
    claim.record(f"claim.line_{result}", by, line=line.description)
    close_if_done(claim, by)
    return decision


def _move(line: Line, decision: Decision, before: int, by: Person) -> None:
    """More is another approval; less is taken back from what was approved last."""
    budget = Budget.of(line.claim.pair_id)
    more = decision.amount - before
    if more > 0:
        ledger.approve(budget, more, line.spending(decision.id), by=by)
    less = -more
    for earlier in reversed(Decision.on(line)):
        part = min(less, balances.source_approved("decision", earlier.id))
        if part > 0:
            ledger.correct(budget, part, line.spending(earlier.id), by=by)
            less -= part


def approve_rest(claim: Claim, *, by: Person) -> Claim:
    """Approves every open line in full; where one does not fit, none is approved."""
    lock(claim.visit)
    claim.begin("submitted", "sent_back")
    decided = Decision.of_claim(claim)
    for line in Line.of(claim):
        if line.id not in decided and not line.sent_back:
            decide(line, "approved", by=by)
    return claim


def refuse_rest(claim: Claim, *, reason: str, by: Person) -> Claim:
    """Every open line, for one reason."""
    lock(claim.visit)
    claim.begin("submitted", "sent_back")
    decided = Decision.of_claim(claim)
    for line in Line.of(claim):
        if line.id not in decided and not line.sent_back:
            decide(line, "refused", reason=reason, by=by)
    return claim


def begin_deciding(line: Line, by: Person, *, again: bool = False) -> Claim:
    """Holds the visit, whose reservations follow what is approved, and the claim; refuses who is
    part of it, and a line that is not open. `again`: a decided one where amounts are corrected."""
    claim = line.claim
    lock(claim.visit)
    claim.begin("submitted", "sent_back", "reopened")
    db.session.refresh(line)
    refuse_involved(claim, by)
    if line.claim_id != claim.id or line.removed_at or line.sent_back:
        raise Refused(_("This is not possible any more: the line has changed meanwhile."))
    decided = line.id in Decision.of_claim(claim)
    if claim.state == "reopened" and not (again and decided and claim.reopened_as == "amounts"):
        raise Refused(_("This is not possible any more: the claim has changed meanwhile."))
    if claim.state != "reopened" and decided:
        raise Refused(_("This line has been decided already."))
    return claim


def close_if_done(claim: Claim, by: Person) -> None:
    """With the last line's decision the claim is decided."""
    made = select(Decision.id).where(Decision.line_id == Line.id).exists()
    lines = select(func.count(), func.sum(case((made, 1), else_=0)))
    lines = lines.where(Line.claim_id == claim.id, Line.removed_at.is_(None))
    count, decided = db.session.execute(lines).one()
    if claim.decided_at is None and count and count == decided:
        claim.decided_at, claim.sent_back_at = now(), None
        claim.record("claim.decided", by)


def withdraw(claim: Claim, *, by: Person) -> Claim:
    """Possible until the first decision; the costs can be claimed again then."""
    claim.begin("submitted", "sent_back")
    if Decision.of_claim(claim):
        raise Refused(_("A decision has been made already, so this cannot be withdrawn."))
    claim.withdrawn_at = now()
    claim.record("claim.withdrawn", by)
    return claim


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
