"""The lines of a claim, each with its proofs; what is missing before it can be submitted."""

from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.claims.models import Claim
from app.claims.rates import rate_for
from app.clock import UTCDateTime, now
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.money import DecimalText, convert
from app.visits.travellers import Traveller

TRAVEL = ("travel", "accommodation", "per_diem", "local_transport", "other")
HOSTING = ("room", "catering", "interpreter")  # a host's costs: they draw on its incoming line
CATEGORIES = TRAVEL + HOSTING
PROOFS = ("invoice", "payment", "boarding_pass", "employer", "attendance")


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
    proofs: Mapped[list["Proof"]] = relationship(order_by="Proof.id", back_populates="line")

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
        return {"document": self.document_date, "paid": self.paid_date}.get(rule, now().date())

    def eur_today(self) -> int | None:
        """EUR cents as frozen, or as they would be now; None while a rate is missing."""
        if self.eur is not None:
            return self.eur
        rate = self._rate()
        return convert(self.eligible, self.currency, rate.per_eur) if rate else None

    @classmethod
    def of(cls, claim: Claim) -> list["Line"]:
        query = select(cls).where(cls.claim_id == claim.id, cls.removed_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def add(cls, claim: Claim, *, by: Person, **facts: object) -> "Line":
        claim.refuse_unless("draft")
        line = cls(claim=claim)
        line._set(**facts)
        db.session.add(line)
        claim.record("claim.line_added", by, line=line.description)
        return line

    def change(self, version: int, *, by: Person, **facts: object) -> "Line":
        self.claim.refuse_unless("draft")
        if version != self.version:
            raise Stale(self)
        self._set(**facts)
        self.claim.record("claim.line_changed", by, line=self.description)
        return self

    def remove(self, *, by: Person) -> "Line":
        self.claim.refuse_unless("draft")
        self.removed_at = now()
        self.claim.record("claim.line_removed", by, line=self.description)
        return self

    def restore(self, *, by: Person) -> "Line":
        self.claim.refuse_unless("draft")
        self.removed_at = None
        self.claim.record("claim.line_restored", by, line=self.description)
        return self

    def prove(self, kind: str, file: File, *, by: Person) -> "Proof":
        self.claim.refuse_unless("draft")
        proof = Proof(line=self, kind=kind, file=file)
        db.session.add(proof)
        self.claim.record("claim.proof_added", by, line=self.description)
        return proof

    def freeze(self) -> None:
        """Rate and EUR amount as of the submission."""
        rate = self._rate()
        if rate is None:
            raise Refused(_("A rate is missing for %(what)s.", what=self.description))
        self.rate, self.rate_on, self.rate_source = rate.per_eur, rate.on, rate.source
        self.eur = convert(self.eligible, self.currency, rate.per_eur)

    def _rate(self):  # type: ignore[no-untyped-def]
        day = self.rate_day
        return rate_for(self.currency, day, self.claim.pair.cohort.rate_source) if day else None

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
        if category in TRAVEL and traveller is None:
            raise Refused(_("Please choose whose cost this is."), "traveller")
        if vat > amount:
            raise Refused(_("The VAT is more than the amount."), "vat")
        if paid_date and paid_date > now().date():
            raise Refused(_("This day is in the future."), "paid_date")
        self.category, self.description = category, description
        self.document_date, self.paid_date = document_date, paid_date
        self.amount, self.currency = amount, currency
        self.vat, self.vat_recoverable = vat, vat_recoverable
        self.traveller = traveller if category in TRAVEL else None


class Proof(db.Model):
    """A file that proves a line."""

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("claim_line.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"))
    kind: Mapped[str] = mapped_column(String(14))

    line: Mapped[Line] = relationship(back_populates="proofs")
    file: Mapped[File] = relationship()

    def remove(self, *, by: Person) -> Line:
        line = self.line
        line.claim.refuse_unless("draft")
        line.proofs.remove(self)
        db.session.delete(self)
        line.claim.record("claim.proof_removed", by, line=line.description)
        return line


def missing(claim: Claim) -> list[tuple[str, str]]:
    """(sentence, id of the place to go to) for all that stands between a draft and its submission."""
    lines = Line.of(claim)
    wanting: list[tuple[str, str]] = []
    if not lines:
        wanting.append((_("Add at least one line."), f"claim-{claim.id}-lines"))
    if not (claim.iban and claim.holder):
        wanting.append((_("Say who is to be paid, with the IBAN."), f"claim-{claim.id}-payee"))
    for line in lines:
        place, what = f"claim_line-{line.id}", line.description
        if not line.proofs:
            wanting.append((_("%(what)s: add a proof.", what=what), place))
        if line.rate_day is None:
            wanting.append((_("%(what)s: say when it was paid.", what=what), place))
        elif line.eur_today() is None:
            wanting.append(
                (
                    _(
                        "%(what)s: there is no rate for %(currency)s on that day yet. "
                        "A manager can add it.",
                        what=what,
                        currency=line.currency,
                    ),
                    place,
                )
            )
    return wanting


def submit(claim: Claim, *, declared: bool, by: Person) -> Claim:
    """Signs the cohort's declaration, freezes the rates and hands the claim to the managers."""
    db.session.refresh(claim, with_for_update=True)
    claim.refuse_unless("draft")
    if not declared:
        raise Refused(_("Please confirm the declaration."), "declared")
    wanting = missing(claim)
    if wanting:
        raise Refused(wanting[0][0])
    for line in Line.of(claim):
        line.freeze()
    claim.declaration = claim.pair.cohort.declaration
    claim.submitted_by, claim.submitted_at = by, now()
    claim.record("claim.submitted", by)
    return claim
