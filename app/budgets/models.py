"""A pair's budget and its ledger's rows. How they are written stands in ledger.py and chain.py,
what they add up to in balances.py. Knows sources by (kind, id) only, no visit and no claim."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime
from app.extensions import db
from app.pairs.models import MemberCity, Pair

KINDS = ("allocate", "return", "reserve", "release", "approve", "pay", "recover")
DIRECTIONS = ("outgoing", "incoming")
ONCE_ONLY = text("kind IN ('approve', 'pay') AND source_id IS NOT NULL")


class Budget(db.Model):
    """One row a pair: the lock and the head of its chain."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), unique=True)
    entries: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")

    pair: Mapped[Pair] = relationship()

    @classmethod
    def of(cls, pair_id: int) -> "Budget":
        return db.session.scalars(select(cls).where(cls.pair_id == pair_id)).one()


class LedgerEntry(db.Model):
    """A movement, never changed and never deleted (triggers in the database see to it).

    `amount` is in minor units of the cohort's currency and above zero: less is another kind, as
    `release` or `recover`. `n` counts from 1 in each budget without holes; `hash` covers the one
    before. The same source is approved once and paid once: the database itself refuses a second.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("budget.id"))
    n: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    direction: Mapped[str] = mapped_column(String(8))
    source_kind: Mapped[str] = mapped_column(String(20), default="")
    source_id: Mapped[int | None]
    visit_id: Mapped[int | None] = mapped_column(index=True)  # a number only: no foreign key
    traveller_id: Mapped[int | None] = mapped_column(index=True)
    seat_id: Mapped[int | None] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(500), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    city: Mapped[MemberCity] = relationship()
    by: Mapped[Person | None] = relationship()

    __table_args__ = (
        UniqueConstraint("budget_id", "n"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"direction IN {DIRECTIONS}", name="direction"),
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_ledger_entry_line", "budget_id", "member_city_id", "direction", "kind"),
        Index(
            "uq_ledger_entry_source",
            "source_kind",
            "source_id",
            "kind",
            unique=True,
            sqlite_where=ONCE_ONLY,
            postgresql_where=ONCE_ONLY,
        ),
    )
