"""Another cap for the seats of a cohort whose pairs work already: one manager asks for it, and it
is in force once a second confirms."""

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget, LedgerEntry
from app.confirming import TwoManagers
from app.database import lock
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.money import show
from app.pairs.models import Pair
from app.pairs.programmes import CAP_UNITS, Cohort


class CapChange(TwoManagers, db.Model):
    """In minor units of the cohort's currency."""

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    seat_cap: Mapped[int] = mapped_column(BigInteger)
    cap_unit: Mapped[str] = mapped_column(String(10))
    was_cap: Mapped[int] = mapped_column(BigInteger)  # in force until it is confirmed
    was_unit: Mapped[str] = mapped_column(String(10))

    cohort: Mapped[Cohort] = relationship()

    @classmethod
    def of(cls, cohort: Cohort) -> list["CapChange"]:
        query = select(cls).where(cls.cohort_id == cohort.id).order_by(cls.id.desc())
        return list(db.session.scalars(query.options(joinedload(cls.by))))


def ask(cohort: Cohort, *, seat_cap: int, cap_unit: str, reason: str, by: Person) -> CapChange:
    lock(cohort)
    if seat_cap <= 0:
        raise Refused(_("Please write an amount above zero."), "seat_cap")
    if cap_unit not in CAP_UNITS:
        raise Refused(_("Please choose what the cap is for."), "cap_unit")
    if any(one.answered_at is None for one in CapChange.of(cohort)):
        raise Refused(_("Another change of the cap waits already."))
    change = CapChange(cohort=cohort, seat_cap=seat_cap, cap_unit=cap_unit, reason=reason, by=by)
    change.was_cap, change.was_unit = cohort.seat_cap, cohort.cap_unit
    db.session.add(change)
    record("cohort.cap_asked", cohort, by=by, audience="programme", title=cohort.name)
    return change


def answer(change: CapChange, confirmed: bool, *, by: Person) -> CapChange:
    cohort = lock(change.cohort)
    change.settle(confirmed, by=by)
    if confirmed:
        _refuse_used_more(change)
        change.was_cap, change.was_unit = cohort.seat_cap, cohort.cap_unit
        cohort.seat_cap, cohort.cap_unit = change.seat_cap, change.cap_unit
    name = "cohort.cap_changed" if confirmed else "cohort.cap_kept"
    record(name, cohort, by=by, audience="programme", title=cohort.name)
    return change


def _refuse_used_more(change: CapChange) -> None:
    """A lower cap never lies below what a seat has used already."""
    used = balances.SUMS[1] + balances.SUMS[2]
    query = (
        select(used)
        .select_from(LedgerEntry)
        .join(Budget, Budget.id == LedgerEntry.budget_id)
        .join(Pair, Pair.id == Budget.pair_id)
        .where(Pair.cohort_id == change.cohort_id, LedgerEntry.seat_id.is_not(None))
        .group_by(LedgerEntry.seat_id)
    )
    if change.cap_unit == "visit":
        query = query.group_by(LedgerEntry.visit_id)
    most = max((int(value) for value in db.session.scalars(query)), default=0)
    if most > change.seat_cap:
        shown = show(most, change.cohort.currency)
        raise Refused(_("A seat has used %(used)s already.", used=shown), "seat_cap")
