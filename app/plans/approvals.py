"""A plan put for decision: a frozen version, the body that decides, and what it decided. Later
edits go on in the text; the version that was decided on stays."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.pairs.models import Pair
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan

RESULTS = ("approved", "with_changes", "not_approved", "postponed")


class Approval(db.Model):
    """One for each edition and each time that it is put for decision. The signed PDF is a file of
    it (kind `approval`)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    body: Mapped[str] = mapped_column(String(160))
    decides_on: Mapped[date | None]
    file_number: Mapped[str] = mapped_column(String(80), default="")
    result: Mapped[str | None] = mapped_column(String(14))
    remarks: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    plan: Mapped[Plan] = relationship()
    edition: Mapped[Edition | None] = relationship()
    plan_version: Mapped[PlanVersion] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=asked_by_id)
    recorded_by: Mapped[Person | None] = relationship(foreign_keys=recorded_by_id)

    __mapper_args__ = {"version_id_col": version}
