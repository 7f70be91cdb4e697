"""An import: a file that was handed in for a cohort, what it would do, and what it did."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.events import record
from app.extensions import db
from app.pairs.intake import look
from app.pairs.intake.carrying import carry_out
from app.pairs.memberships import Membership
from app.pairs.programmes import Cohort
from app.pairs.sheets import SHEETS, Sheets


class Import(db.Model):
    """The blob is named by `sha256`; `result` counts what was taken in, by sheet."""

    __tablename__ = "cohort_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    cohort: Mapped[Cohort] = relationship()
    uploaded_by: Mapped[Person] = relationship(foreign_keys=uploaded_by_id)

    @classmethod
    def hand_in(cls, cohort: Cohort, name: str, sha256: str, *, by: Person) -> "Import":
        handed_in = cls(cohort=cohort, name=name[:120], sha256=sha256, uploaded_by=by)
        db.session.add(handed_in)
        return handed_in

    @classmethod
    def of(cls, cohort_id: int) -> list["Import"]:
        query = select(cls).where(cls.cohort_id == cohort_id).order_by(cls.id.desc()).limit(20)
        return list(db.session.scalars(query))

    def apply(self, sheets: Sheets, *, by: Person) -> list[Membership]:
        """Takes the good rows in and gives the new members; a repeat finds nothing new.

        Under the cohort's lock, and the rows are looked at anew: two managers who import the same
        file at once do it once.
        """
        cohort = lock(db.session.get_one(Cohort, self.cohort_id))
        intake = look(cohort, sheets)
        counts = {sheet: intake.count("new", sheet) for sheet in SHEETS}
        started = carry_out(intake, by=by)
        self.applied_at, self.applied_by_id = self.applied_at or now(), by.id
        self.result = {sheet: n + self.result.get(sheet, 0) for sheet, n in counts.items()}
        if any(counts.values()):
            record("import.applied", self, by=by, audience="programme", title=cohort.name)
        return started
