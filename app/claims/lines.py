"""The lines of a claim, one cost each. Their proofs: proofs.py. Handing in: submission.py."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app.accounts.models import Person
from app.budgets.ledger import Spending
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.rates import Rate, rates_for
from app.clock import UTCDateTime, now, today
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.money import DecimalText, convert
from app.visits.travellers import Traveller

TRAVEL = ("travel", "accommodation", "per_diem", "local_transport", "other")
HOSTING = ("room", "catering", "interpreter")  # a host's costs: they draw on its incoming line
CATEGORIES = TRAVEL + HOSTING
EARLY = timedelta(days=366)  # before the cohort begins: older papers are slips of the keyboard


class Line(db.Model):
    """One cost. `amount` and `vat` in minor units of `currency`, as paid; `eur` in EUR cents.

    `eur` and the rate are frozen when the claim is submitted. A claimed figure is never
    overwritten afterwards: a decision has its own amount.
    """

    __tablename__ = "claim_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    traveller_id: Mapped[int | None] = mapped_column(ForeignKey("traveller.id"))
    category: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[date]
    paid_date: Mapped[date | None]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    vat: Mapped[int] = mapped_column(BigInteger, default=0)
    vat_recoverable: Mapped[bool] = mapped_column(default=False)
    rate: Mapped[Decimal | None] = mapped_column(DecimalText)
    rate_on: Mapped[date | None]
    rate_source: Mapped[str] = mapped_column(String(10), default="")
    eur: Mapped[int | None] = mapped_column(BigInteger)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    claim: Mapped[Claim] = relationship()
    traveller: Mapped[Traveller | None] = relationship()
    proofs: Mapped[list[Proof]] = relationship(
        primaryjoin="and_(Proof.line_id == Line.id, Proof.removed_at.is_(None))",
        order_by=Proof.id,
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def direction(self) -> str:
        return "incoming" if self.category in HOSTING else "outgoing"

    @property
    def eligible(self) -> int:
        """What can be paid back, in the currency paid: VAT that comes back is no cost."""
        return self.amount - (self.vat if self.vat_recoverable else 0)

    @property
    def rate_day(self) -> date | None:
        """The day whose rate counts, by the cohort's rule."""
        rule = self.claim.pair.cohort.rate_date
        if rule == "submission":
            return today(self.claim.city.zone)
        return self.document_date if rule == "document" else self.paid_date

    def spending(self, decision_id: int) -> Spending:
        """What the budget needs to know of this line."""
        return Spending(
            city=self.claim.city,
            direction=self.direction,
            visit_id=self.claim.visit_id,
            source=("decision", decision_id),
            category=self.category,
            traveller_id=self.traveller_id,
            seat_id=self.traveller.seat_id if self.traveller else None,
        )

    @property
    def is_our_own(self) -> bool:
        """Whether whose cost it is still travels for the claim's city: else seat and reservation
        are another's."""
        who = self.traveller
        return who is None or who.member_city_id == self.claim.member_city_id

    @classmethod
    def of(cls, claim: Claim) -> list["Line"]:
        return cls.of_claims([claim.id])

    @classmethod
    def of_claims(cls, claim_ids: Iterable[int]) -> list["Line"]:
        query = select(cls).where(cls.claim_id.in_(claim_ids), cls.removed_at.is_(None))
        query = query.options(
            joinedload(cls.traveller).joinedload(Traveller.person),
            selectinload(cls.proofs).joinedload(Proof.file).selectinload(File.previews),
            selectinload(cls.proofs).joinedload(Proof.file).joinedload(File.added_by),
        )
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def add(cls, claim: Claim, *, by: Person, **facts: Any) -> "Line":
        claim.begin("draft")
        line = cls(claim=claim)
        line._set(**facts)
        db.session.add(line)
        claim.record("claim.line_added", by, line=line.description)
        return line

    def change(self, version: int, *, by: Person, **facts: Any) -> "Line":
        self.begin()
        if version != self.version:
            raise Stale(self)
        self._set(**facts)
        self.claim.record("claim.line_changed", by, line=self.description)
        return self

    def remove(self, *, by: Person) -> "Line":
        self.begin()
        self.removed_at = now()
        self.claim.record("claim.line_removed", by, line=self.description)
        return self

    def restore(self, *, by: Person) -> "Line":
        self.begin(removed=True)
        self.removed_at = None
        self.claim.record("claim.line_restored", by, line=self.description)
        return self

    def begin(self, *, removed: bool = False) -> None:
        """Holds the claim and reads the line anew: another tab may have been quicker."""
        self.claim.begin("draft")
        db.session.refresh(self)
        if (self.removed_at is not None) != removed:
            raise Refused(_("This is not possible any more: the line has changed meanwhile."))

    def freeze(self, rate: Rate) -> None:
        """Rate and EUR amount as of the submission."""
        self.rate, self.rate_on, self.rate_source = rate.per_eur, rate.on, rate.source
        self.eur = convert(self.eligible, self.currency, rate.per_eur)

    def _set(
        self,
        *,
        category: str,
        description: str,
        document_date: date,
        amount: int,
        currency: str,
        paid_date: date | None = None,
        traveller: Traveller | None = None,
        vat: int = 0,
        vat_recoverable: bool = False,
    ) -> None:
        traveller = self._traveller(category, traveller)
        self._refuse_days(document_date, paid_date)
        if amount <= 0:
            raise Refused(_("Please write an amount above zero."), "amount")
        if vat > amount or (vat_recoverable and vat == amount):
            raise Refused(_("The VAT must be less than the amount."), "vat")
        self.category, self.description = category, description
        self.document_date, self.paid_date = document_date, paid_date
        self.amount, self.currency = amount, currency
        self.vat, self.vat_recoverable = vat, vat_recoverable
        self.traveller = traveller

    def _traveller(self, category: str, traveller: Traveller | None) -> Traveller | None:
        """Whose cost it is; a host's costs are nobody's alone."""
        if category in HOSTING:
            return None
        if traveller is None:
            raise Refused(_("Please choose whose cost this is."), "traveller")
        place = (traveller.visit_id, traveller.member_city_id)
        if place != (self.claim.visit_id, self.claim.member_city_id):
            raise Refused(
                _("Please choose someone who travels for your city on this visit."), "traveller"
            )
        return traveller

    def _refuse_days(self, document_date: date, paid_date: date | None) -> None:
        first = self.claim.pair.cohort.starts_on - EARLY
        last = today(self.claim.city.zone)
        for field, day in (("document_date", document_date), ("paid_date", paid_date)):
            if day and day > last:
                raise Refused(_("This day is in the future."), field)
            if day and day < first:
                raise Refused(_("This day is long before the programme began."), field)


def quotes(lines: list[Line]) -> dict[int, Rate]:
    """By line, the rate that counts as things are now, in one query; frozen lines need none."""
    wanted = {line.id: (line.currency, line.rate_day) for line in lines if line.eur is None}
    if not wanted:
        return {}
    source = lines[0].claim.pair.cohort.rate_source
    found = rates_for({(code, day) for code, day in wanted.values() if day}, source)
    return {number: found[key] for number, key in wanted.items() if key in found}


def in_euro(lines: list[Line], now_quoted: dict[int, Rate]) -> dict[int, int | None]:
    """By line, EUR cents as frozen, or as they would be now; None while a rate is missing."""
    cents: dict[int, int | None] = {}
    for line in lines:
        rate = now_quoted.get(line.id)
        today_in_euro = convert(line.eligible, line.currency, rate.per_eur) if rate else None
        cents[line.id] = line.eur if line.eur is not None else today_in_euro
    return cents
