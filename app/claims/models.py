"""A claim: a city's, for one visit, with a payee; drafted, submitted, withdrawn, paid.

Its lines and proofs stand in lines.py, what a manager says of them in decisions.py.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.visits.models import Visit

PAYEES = ("city", "person")


class Claim(db.Model):
    """Travel costs that a city wants back. States are derived from its facts."""

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), index=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    payee_kind: Mapped[str] = mapped_column(String(6), default="city")
    payee_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    holder: Mapped[str] = mapped_column(String(120), default="")
    iban: Mapped[str] = mapped_column(String(34), default="")
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    drafted_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    declaration: Mapped[str] = mapped_column(Text, default="")
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    city: Mapped[MemberCity] = relationship()
    visit: Mapped[Visit] = relationship()
    drafted_by: Mapped[Person] = relationship(foreign_keys=drafted_by_id)
    submitted_by: Mapped[Person | None] = relationship(foreign_keys=submitted_by_id)
    payee_person: Mapped[Person | None] = relationship(foreign_keys=payee_person_id)
    payment: Mapped["Payment | None"] = relationship(back_populates="claim")

    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> str:
        """draft · submitted · decided · paid · withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.payment:
            return "paid"
        if self.decided_at:
            return "decided"
        return "submitted" if self.submitted_at else "draft"

    @classmethod
    def draft(cls, visit: Visit, city: MemberCity, *, by: Person) -> "Claim":
        if visit.online:
            raise Refused(_("An online meeting has no travel costs."), "visit")
        if visit.state not in ("agreed", "held", "cancelled"):
            raise Refused(_("Costs can be claimed for agreed visits only."), "visit")
        if visit.pair.closed_at or now().date() > visit.pair.cohort.last_claim_date:
            raise Refused(_("The last day for claims has passed."))
        claim = cls(
            number=_next_number(city),
            pair=visit.pair,
            city=city,
            visit=visit,
            holder=city.name,
            drafted_by=by,
        )
        db.session.add(claim)
        claim.record("claim.drafted", by)
        return claim

    def set_payee(
        self,
        version: int,
        *,
        by: Person,
        kind: str,
        holder: str,
        iban: str,
        person: Person | None = None,
    ) -> "Claim":
        """`iban` is checked and compact, see forms."""
        self.refuse_unless("draft")
        if version != self.version:
            raise Stale(self)
        if kind == "person" and person is None:
            raise Refused(_("Please choose the person who is paid."), "person")
        self.payee_kind, self.holder, self.iban = kind, holder, iban
        self.payee_person = person if kind == "person" else None
        self.record("claim.payee_set", by)
        return self

    def remove(self, *, by: Person) -> "Claim":
        self.refuse_unless("draft")
        self.removed_at, self.removed_by_id = now(), by.id
        self.record("claim.removed", by)
        return self

    def restore(self, *, by: Person) -> "Claim":
        self.removed_at = self.removed_by_id = None
        self.record("claim.restored", by)
        return self

    def refuse_unless(self, state: str) -> None:
        if self.state != state:
            raise Refused(_("This is not possible any more: the claim has changed meanwhile."))

    def record(self, name: str, by: Person, **data: object) -> None:
        """Claims are heard of by their own city's officers and the programme only."""
        db.session.flush()
        record(
            name,
            self,
            by=by,
            audience=f"city-{self.member_city_id}-money",
            pair_id=self.pair_id,
            number=self.number,
            city=self.city.name,
            **data,
        )

    @classmethod
    def of(cls, pair_id: int, member_city_id: int | None = None) -> list["Claim"]:
        query = select(cls).where(cls.pair_id == pair_id, cls.removed_at.is_(None))
        if member_city_id is not None:
            query = query.where(cls.member_city_id == member_city_id)
        return list(db.session.scalars(query.order_by(cls.id.desc())))


class Payment(db.Model):
    """That an approved claim was paid: amount in EUR cents, the day, the bank's reference."""

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    amount: Mapped[int]
    paid_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(140), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    claim: Mapped[Claim] = relationship(back_populates="payment")
    by: Mapped[Person] = relationship()


def _next_number(city: MemberCity) -> str:
    """C1-SOR-004: cohort, city, running number; under the city's lock, so no number is twice."""
    lock(city)
    count = db.session.scalar(
        select(func.count()).select_from(Claim).where(Claim.member_city_id == city.id)
    )
    return f"C{city.pair.cohort.number}-{city.code}-{(count or 0) + 1:03d}"
