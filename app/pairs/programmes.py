"""The programme, its cohorts and their rules: milestones, caps, rates, the plan's outline."""

from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from app.clock import add_months
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.money import show

CAP_UNITS = ("programme", "visit")  # the cap of a seat holds for all its visits, or for each
RATE_SOURCES = ("ecb", "inforeuro")
RATE_DATES = ("document", "paid", "submission")


class Programme(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))

    @classmethod
    def the_one(cls) -> "Programme":
        """An installation serves one programme; it is made on first need."""
        programme = db.session.scalar(select(cls).order_by(cls.id))
        if programme is None:
            programme = cls(name="Twinning Learning Programme")
            db.session.add(programme)
            db.session.flush()
        return programme


class Cohort(db.Model):
    """A round of pairs under the same rules. Amounts in minor units of `currency`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    months: Mapped[int]
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en"])
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    pot: Mapped[int] = mapped_column(BigInteger, default=0)
    seat_cap: Mapped[int] = mapped_column(BigInteger)
    cap_unit: Mapped[str] = mapped_column(String(10), default="programme")
    rate_source: Mapped[str] = mapped_column(String(10), default="ecb")
    rate_date: Mapped[str] = mapped_column(String(10), default="document")
    last_claim_date: Mapped[date]
    plan_name: Mapped[str] = mapped_column(String(120))
    declaration: Mapped[str] = mapped_column(Text)
    funding_statement: Mapped[str] = mapped_column(Text, default="")
    retention_years: Mapped[int] = mapped_column(default=5)
    final_payment_on: Mapped[date | None]
    silence_days: Mapped[int] = mapped_column(default=14)
    purge_weeks: Mapped[int] = mapped_column(default=4)
    paid_by_another: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    programme: Mapped[Programme] = relationship()
    milestones: Mapped[list["Milestone"]] = relationship(
        order_by="Milestone.on", cascade="all, delete-orphan"
    )
    outline: Mapped[list["OutlineHeading"]] = relationship(
        order_by="OutlineHeading.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def ends_on(self) -> date:
        """The last day: a cohort of 20 months from 1 September ends on 30 April."""
        return add_months(self.starts_on, self.months) - timedelta(days=1)

    def month_of(self, day: date) -> int:
        """Which month of the programme a day falls in, 1 to `months`; kept within them."""
        gone = (day.year - self.starts_on.year) * 12 + day.month - self.starts_on.month
        gone -= day.day < self.starts_on.day
        return min(max(gone + 1, 1), self.months)

    @classmethod
    def start(
        cls,
        programme: Programme,
        *,
        by: object,
        milestones: list[tuple[str, date]],
        outline: list[tuple[str, str]],
        **rules: object,
    ) -> "Cohort":
        lock(programme)  # so that no two cohorts get one number
        number = (db.session.scalar(select(func.max(cls.number))) or 0) + 1
        cohort = cls(programme=programme, number=number, **rules)
        cohort._refuse_odd()
        cohort.set_milestones(milestones)
        cohort.set_outline(outline)
        db.session.add(cohort)
        record("cohort.started", cohort, by=by, audience="programme", title=cohort.name)
        return cohort

    def change(
        self,
        version: int,
        *,
        by: object,
        milestones: list[tuple[str, date]],
        outline: list[tuple[str, str]],
        allocated: int = 0,
        has_pairs: bool = False,
        **rules: object,
    ) -> "Cohort":
        """`allocated` is what the pot has given already; with pairs in it, the cap stays."""
        if version != self.version:
            raise Stale(self)
        cap = (self.seat_cap, self.cap_unit)
        for name, value in rules.items():
            setattr(self, name, value)
        self._refuse_odd()
        if self.pot < allocated:
            given = show(allocated, self.currency)
            raise Refused(_("%(given)s of the pot is given to pairs already.", given=given), "pot")
        if has_pairs and cap != (self.seat_cap, self.cap_unit):
            words = _("Pairs work under this cap already. Changing it needs two managers.")
            raise Refused(words, "seat_cap")
        self.set_milestones(milestones)
        self.set_outline(outline)
        attributes.flag_modified(self, "name")  # so that a new milestone alone makes a new version
        record("cohort.changed", self, by=by, audience="programme", title=self.name)
        return self

    def _refuse_odd(self) -> None:
        if self.last_claim_date < self.starts_on:
            raise Refused(_("This is before the cohort starts."), "last_claim_date")

    def set_milestones(self, milestones: list[tuple[str, date]]) -> None:
        self.milestones = [Milestone(name=name, on=on) for name, on in milestones]

    def set_outline(self, outline: list[tuple[str, str]]) -> None:
        """Headings with their guidance; pairs that exist keep the sections they have."""
        self.outline = [
            OutlineHeading(position=n, heading=heading, guidance=guidance)
            for n, (heading, guidance) in enumerate(outline, 1)
        ]


class Milestone(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    on: Mapped[date]


class OutlineHeading(db.Model):
    """A heading that every plan of the cohort starts with, and a sentence on what belongs there."""

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(160))
    guidance: Mapped[str] = mapped_column(Text, default="")
