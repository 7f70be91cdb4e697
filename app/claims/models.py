"""A claim: a city's, for one visit, with a payee. Its state is derived from what happened to it.

Its lines and proofs stand in lines.py, what a manager says of them in decisions.py, paying in
paying.py.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, Select, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now, today
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.pairs.programmes import Cohort
from app.visits.models import Visit

PAYEES = ("city", "person")
CLAIMABLE = ("agreed", "held", "cancelled")  # states of a visit


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
    sent_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopened_as: Mapped[str] = mapped_column(String(7), default="")
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), index=True)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    payment_list_id: Mapped[int | None] = mapped_column(ForeignKey("payment_list.id"), index=True)
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
    taken_by: Mapped[Person | None] = relationship(foreign_keys=taken_by_id)
    follows: Mapped["Claim | None"] = relationship(remote_side=id)
    payment: Mapped["Payment | None"] = relationship(back_populates="claim")
    payment_list: Mapped["PaymentList | None"] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> str:
        """What happened to it. listing.py derives the same of columns."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.payment:
            return "paid"
        if self.decided_at:
            return "reopened" if self.reopened_as else "decided"
        if self.sent_back_at:
            return "sent_back"
        return "submitted" if self.submitted_at else "draft"

    @classmethod
    def draft(cls, visit: Visit, city: MemberCity, *, by: Person) -> "Claim":
        lock(visit)
        if visit.online:
            raise Refused(_("An online meeting has no travel costs."), "visit")
        if visit.removed_at or visit.state not in CLAIMABLE:
            raise Refused(_("Costs can be claimed for agreed visits only."), "visit")
        refuse_too_late(visit.pair, city)
        claim = cls(
            number=next_number(city),
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
        self.begin("draft")
        if version != self.version:
            raise Stale(self)
        if kind == "person" and person is None:
            raise Refused(_("Please choose the person who is paid."), "person")
        self.payee_kind, self.holder, self.iban = kind, holder, iban
        self.payee_person = person if kind == "person" else None
        self.record("claim.payee_set", by)
        return self

    def remove(self, *, by: Person) -> "Claim":
        self.begin("draft")
        self.removed_at, self.removed_by_id = now(), by.id
        self.record("claim.removed", by)
        return self

    def restore(self, *, by: Person) -> "Claim":
        lock(self)
        self.removed_at = self.removed_by_id = None
        self.record("claim.restored", by)
        return self

    def begin(self, *states: str) -> None:
        """Holds the claim, so that it cannot be handed in or decided meanwhile; then checks it."""
        lock(self)
        if self.removed_at or self.state not in states:
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
        """The newest first, of one city or of all."""
        return list(db.session.scalars(cls.query_of(pair_id, member_city_id)))

    @classmethod
    def on_list(cls, made: "PaymentList") -> list["Claim"]:
        query = select(cls).where(cls.payment_list_id == made.id).order_by(cls.id)
        return list(db.session.scalars(query))

    @classmethod
    def query_of(cls, pair_id: int, member_city_id: int | None = None) -> Select[tuple["Claim"]]:
        query = select(cls).where(cls.pair_id == pair_id, cls.removed_at.is_(None))
        if member_city_id is not None:
            query = query.where(cls.member_city_id == member_city_id)
        return query.order_by(cls.id.desc())


class Payment(db.Model):
    """That an approved claim was paid: amount in EUR cents, the day, the bank's reference."""

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date]
    reference: Mapped[str] = mapped_column(String(140), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    claim: Mapped[Claim] = relationship(back_populates="payment")
    by: Mapped[Person] = relationship()


class PaymentList(db.Model):
    """Decided claims of a cohort that go to the bank together. `number` like P1-003."""

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    number: Mapped[str] = mapped_column(String(16), unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    paid_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    cohort: Mapped[Cohort] = relationship()
    made_by: Mapped[Person] = relationship()
    claims: Mapped[list[Claim]] = relationship(order_by=Claim.id, viewonly=True)


def refuse_too_late(pair: Pair, city: MemberCity) -> None:
    if pair.closed_at or pair.withdrawn_at or today(city.zone) > pair.cohort.last_claim_date:
        raise Refused(_("The last day for claims has passed."))


def next_number(city: MemberCity) -> str:
    """C1-SOR-004: cohort, city, running number. Under the cohort's lock: a city can be in several
    pairs of a cohort, and two cities can have the same three letters."""
    cohort = lock(db.session.get_one(Cohort, city.pair.cohort_id))
    start = f"C{cohort.number}-{city.code}-"
    pairs = select(Pair.id).where(Pair.cohort_id == cohort.id)
    taken = select(func.count()).where(Claim.pair_id.in_(pairs))
    taken = taken.where(Claim.number.startswith(start, autoescape=True))
    return f"{start}{(db.session.scalar(taken) or 0) + 1:03d}"
