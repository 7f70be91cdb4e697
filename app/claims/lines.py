"""The lines of a claim, one cost each. Their proofs: proofs.py, what they come to in euro:
amounts.py, handing in: submission.py, being sent back: returning.py."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app.accounts.models import Person
from app.budgets.ledger import Spending
from app.claims.costs import Cost, Rule
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.rates import Rate
from app.claims.returns import SentBack
from app.claims.splits import Split
from app.clock import UTCDateTime, now, today
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.money import DecimalText, show
from app.visits.travellers import Traveller

TRAVEL = ("travel", "accommodation", "per_diem", "local_transport", "other")
HOSTING = ("room", "catering", "interpreter")  # a host's costs: they draw on its incoming line
CATEGORIES = TRAVEL + HOSTING
PAID_BY = ("city", "person")
EARLY = timedelta(days=366)  # before the cohort begins: older papers are slips of the keyboard


class Line(Cost, db.Model):
    """One cost. `amount` and `vat` in minor units of `currency`, as paid; `eur` in EUR cents.

    `eur` and the rate are frozen when the claim is submitted. A claimed figure is never
    overwritten afterwards: a decision has its own amount. `eur_charged` is what a card was charged
    in EUR cents; `origin` the claim that the line was first in, if it was decided later.
    """

    __tablename__ = "claim_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    traveller_id: Mapped[int | None] = mapped_column(ForeignKey("traveller.id"))
    category: Mapped[str] = mapped_column(String(16))
    description: Mapped[str] = mapped_column(String(200))
    document_date: Mapped[date]
    paid_date: Mapped[date | None]
    amount: Mapped[int] = mapped_column(BigInteger, index=True)
    currency: Mapped[str] = mapped_column(String(3))
    vat: Mapped[int] = mapped_column(BigInteger, default=0)
    vat_recoverable: Mapped[bool] = mapped_column(default=False)
    paid_by: Mapped[str] = mapped_column(String(6), default="city")
    eur_charged: Mapped[int | None] = mapped_column(BigInteger)
    split_id: Mapped[int | None] = mapped_column(ForeignKey("split.id"), index=True)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"))
    rate: Mapped[Decimal | None] = mapped_column(DecimalText)
    rate_on: Mapped[date | None]
    rate_source: Mapped[str] = mapped_column(String(10), default="")
    eur: Mapped[int | None] = mapped_column(BigInteger)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    claim: Mapped[Claim] = relationship(foreign_keys=claim_id)
    origin: Mapped[Claim | None] = relationship(foreign_keys=origin_id)
    split: Mapped[Split | None] = relationship()
    sent_back: Mapped[SentBack | None] = relationship(
        primaryjoin="and_(SentBack.line_id == Line.id, SentBack.answered_at.is_(None))",
        viewonly=True,
        uselist=False,
    )
    traveller: Mapped[Traveller | None] = relationship()
    proofs: Mapped[list[Proof]] = relationship(
        primaryjoin="and_(Proof.line_id == Line.id, Proof.removed_at.is_(None))",
        order_by=Proof.id,
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def correctable(self) -> str:
        """What its city may change now: `all`, the `text`, or nothing."""
        state = self.claim.state
        if state == "draft" or (state == "sent_back" and self.sent_back):
            return "all"
        return "text" if state == "reopened" and self.claim.reopened_as == "text" else ""

    @property
    def direction(self) -> str:
        return "incoming" if self.category in HOSTING else "outgoing"

    @property
    def rule(self) -> Rule:
        cohort = self.claim.pair.cohort
        return Rule(cohort.rate_source, cohort.rate_date, self.claim.city.zone)

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
            joinedload(cls.traveller).joinedload(Traveller.seat),
            joinedload(cls.sent_back).joinedload(SentBack.by),
            joinedload(cls.origin),
            selectinload(cls.proofs).joinedload(Proof.file).selectinload(File.previews),
            selectinload(cls.proofs).joinedload(Proof.file).joinedload(File.added_by),
        )
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def add(cls, claim: Claim, *, by: Person, split: Split | None = None, **facts: Any) -> "Line":
        claim.begin("draft")
        line = cls(claim=claim, split=split)
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
        self._refuse_over_invoice(self.amount, self.currency)
        self.removed_at = None
        self.claim.record("claim.line_restored", by, line=self.description)
        return self

    def correct(
        self,
        version: int,
        *,
        by: Person,
        description: str,
        document_date: date,
        paid_date: date | None,
    ) -> "Line":
        """*Correct text*: words and days of a decided claim; rate and amounts stay as decided."""
        self.begin(text=True)
        if version != self.version:
            raise Stale(self)
        self._refuse_days(document_date, paid_date)
        self.description = description
        self.document_date, self.paid_date = document_date, paid_date
        self.claim.record("claim.line_corrected", by, line=self.description)
        return self

    def begin(self, *, removed: bool = False, text: bool = False) -> None:
        """Holds the claim and reads the line anew: another tab may have been quicker. With `text`
        it is enough that its words may be corrected."""
        self.claim.begin("draft", "sent_back", "reopened")
        db.session.refresh(self)
        enough = ("all", "text") if text else ("all",)
        if (self.removed_at is not None) != removed or self.correctable not in enough:
            raise Refused(_("This is not possible any more: the line has changed meanwhile."))

    def freeze(self, rate: Rate, eur: int) -> None:
        """Rate and EUR amount as of the submission."""
        self.rate, self.rate_on, self.rate_source = rate.per_eur, rate.on, rate.source
        self.eur = eur

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
        paid_by: str = "city",
        eur_charged: int | None = None,
    ) -> None:
        traveller = self._traveller(category, traveller)
        self._refuse_days(document_date, paid_date)
        if amount <= 0:
            raise Refused(_("Please write an amount above zero."), "amount")
        if vat > amount or (vat_recoverable and vat == amount):
            raise Refused(_("The VAT must be less than the amount."), "vat")
        if eur_charged is not None and eur_charged <= 0:
            raise Refused(_("Please write an amount above zero."), "eur_charged")
        self._refuse_over_invoice(amount, currency)
        self.category, self.description = category, description
        self.document_date, self.paid_date = document_date, paid_date
        self.amount, self.currency = amount, currency
        self.vat, self.vat_recoverable = vat, vat_recoverable
        self.eur_charged = eur_charged if currency != "EUR" else None
        self.traveller, self.paid_by = traveller, paid_by
        self.rate = self.rate_on = self.eur = None  # what was sent back is converted anew
        self.rate_source = ""

    def _refuse_over_invoice(self, amount: int, currency: str) -> None:
        """The parts of one invoice never exceed it."""
        if self.split is None:
            return
        if currency != self.split.currency:
            code = self.split.currency
            raise Refused(
                _("The invoice that this is a part of is in %(code)s.", code=code), "currency"
            )
        others = select(func.coalesce(func.sum(Line.amount), 0)).where(
            Line.split_id == self.split.id, Line.removed_at.is_(None), Line.id != self.id
        )
        rest = self.split.amount - int(db.session.scalar(others) or 0)
        if amount > rest:
            left = show(max(rest, 0), currency)
            words = _("This is a part of one invoice: %(left)s of it is left.", left=left)
            raise Refused(words, "amount")

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
