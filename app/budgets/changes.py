"""A budget that changes after its import: one manager asks with a reason, a second confirms, and
only then it is done. So it is when a pair withdraws, and with the cap of the seats (caps.py)."""

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.clock import now
from app.confirming import TwoManagers
from app.database import lock
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.money import show
from app.pairs.models import MemberCity, Pair

KINDS = ("transfer", "add", "give_back", "withdraw")


class BudgetChange(TwoManagers, db.Model):
    """`amount` in minor units: from one line to another, from the pot, to the pot; or all that is
    left, because the pair withdraws."""

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"), index=True)
    kind: Mapped[str] = mapped_column(String(9))
    from_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    from_direction: Mapped[str] = mapped_column(String(8), default="")
    to_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    to_direction: Mapped[str] = mapped_column(String(8), default="")
    amount: Mapped[int] = mapped_column(BigInteger, default=0)

    budget: Mapped[Budget] = relationship()
    from_city: Mapped[MemberCity | None] = relationship(foreign_keys=from_city_id)
    to_city: Mapped[MemberCity | None] = relationship(foreign_keys=to_city_id)

    @property
    def pair(self) -> Pair:
        return self.budget.pair

    @classmethod
    def of(cls, budget: Budget) -> list["BudgetChange"]:
        """The newest first."""
        query = select(cls).where(cls.budget_id == budget.id).order_by(cls.id.desc())
        query = query.options(joinedload(cls.by), joinedload(cls.answered_by))
        return list(db.session.scalars(query))


Place = tuple[MemberCity, str]  # a line of the budget: city and direction


def ask(
    budget: Budget,
    kind: str,
    *,
    amount: int,
    reason: str,
    by: Person,
    from_line: Place | None = None,
    to_line: Place | None = None,
) -> BudgetChange:
    """Checks what can be checked now; it is checked again when it is confirmed."""
    lock(budget)
    if budget.pair.withdrawn_at:
        raise Refused(_("This pair has withdrawn."))
    source = from_line if kind in ("transfer", "give_back") else None
    target = to_line if kind in ("transfer", "add") else None
    if kind not in KINDS or (kind in ("transfer", "give_back")) != bool(source):
        raise Refused(_("Please choose the line that it comes from."), "from_line")
    if (kind in ("transfer", "add")) != bool(target):
        raise Refused(_("Please choose the line that it goes to."), "to_line")
    if source and source == target:
        raise Refused(_("Please choose two different lines."), "to_line")
    if kind != "withdraw" and amount <= 0:
        raise Refused(_("Please write an amount above zero."), "amount")
    if source:
        _refuse_more_than_left(budget, source, amount)
    change = BudgetChange(budget=budget, kind=kind, amount=amount, reason=reason, by=by)
    change.from_city, change.from_direction = source or (None, "")
    change.to_city, change.to_direction = target or (None, "")
    db.session.add(change)
    _told("budget.change_asked", budget, by)
    return change


def answer(change: BudgetChange, confirmed: bool, *, by: Person) -> BudgetChange:
    budget = change.budget
    if confirmed and change.kind == "withdraw":
        lock(budget.pair)
    lock(budget)
    change.settle(confirmed, by=by)
    if confirmed:
        _carry_out(budget, change)
    _told("budget.change_confirmed" if confirmed else "budget.change_dropped", budget, by)
    return change


def _carry_out(budget: Budget, change: BudgetChange) -> None:
    about = {"reason": change.reason, "by": change.by}
    if change.kind == "withdraw":
        return _withdraw(budget, change)
    if change.from_city:
        place = {"city": change.from_city, "direction": change.from_direction}
        ledger.give_back(budget, change.amount, **place, **about)  # type: ignore[arg-type]
    if change.to_city:
        place = {"city": change.to_city, "direction": change.to_direction}
        ledger.allocate(budget, change.amount, **place, **about)  # type: ignore[arg-type]


def _withdraw(budget: Budget, change: BudgetChange) -> None:
    """What is reserved is set free, and every line's rest returns to the pot."""
    reserved = select(LedgerEntry.visit_id).where(LedgerEntry.budget_id == budget.id)
    reserved = reserved.where(LedgerEntry.kind == "reserve").distinct()
    for visit_id in sorted(filter(None, db.session.scalars(reserved))):
        ledger.release(budget, visit_id=visit_id, city=None, by=change.by)
    cities = {city.id: city for city in budget.pair.cities}
    for (city_id, direction), line in sorted(balances.lines(budget).items()):
        if line.left > 0:
            about = {"direction": direction, "by": change.by, "reason": change.reason}
            ledger.give_back(budget, line.left, city=cities[city_id], **about)  # type: ignore[arg-type]
    budget.pair.withdrawn_at = now()
    pair = budget.pair
    record("pair.withdrawn", pair, by=change.by, audience=f"pair-{pair.id}", pair_id=pair.id)


def _refuse_more_than_left(budget: Budget, place: Place, amount: int) -> None:
    left = balances.line(budget, place[0].id, place[1]).left
    if amount > left:
        shown = show(max(left, 0), budget.pair.cohort.currency)
        raise Refused(_("This line has only %(left)s left.", left=shown), "amount")


def _told(name: str, budget: Budget, by: Person) -> None:
    record(name, budget, by=by, audience=f"pair-{budget.pair_id}-money", pair_id=budget.pair_id)
