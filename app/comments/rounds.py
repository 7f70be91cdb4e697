"""A review round: experts comment on a frozen version of a plan while the cities edit on. Who
reviews, until when, and how it ended. What they say are threads (models.py)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.pairs.models import Pair
from app.plans.freezing import FrozenSection, PlanVersion
from app.plans.models import Plan, Section


class ReviewRound(db.Model):
    """`plan_version` is what is reviewed; `closing_version` what the texts were when it closed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"), index=True)
    number: Mapped[int]
    message: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    closing_version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_version.id"))
    # The rows of table.py, as they were when it closed.
    response_table: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    plan: Mapped[Plan] = relationship()
    plan_version: Mapped[PlanVersion] = relationship(foreign_keys=plan_version_id)
    closing_version: Mapped[PlanVersion | None] = relationship(foreign_keys=closing_version_id)
    opened_by: Mapped[Person] = relationship(foreign_keys=opened_by_id)
    reviewers: Mapped[list["Reviewer"]] = relationship(
        back_populates="round", order_by="Reviewer.id"
    )

    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def reviewer(self, person_id: int) -> "Reviewer | None":
        return next((each for each in self.reviewers if each.person_id == person_id), None)

    def asks(self, person_id: int) -> bool:
        """Whether they are a reviewer, and still asked."""
        reviewer = self.reviewer(person_id)
        return reviewer is not None and reviewer.removed_at is None

    def earlier_parts(self) -> dict[int, FrozenSection]:
        """Each section as it was in the last round before this one that had it."""
        query = (
            select(FrozenSection)
            .join(ReviewRound, ReviewRound.plan_version_id == FrozenSection.plan_version_id)
            .where(ReviewRound.plan_id == self.plan_id, ReviewRound.number < self.number)
            .options(joinedload(FrozenSection.version))
            .order_by(ReviewRound.number)
        )
        return {part.section_id: part for part in db.session.scalars(query)}

    @classmethod
    def of(cls, plan_id: int) -> "list[ReviewRound]":
        query = select(cls).where(cls.plan_id == plan_id).order_by(cls.number.desc())
        return list(db.session.scalars(query))

    @classmethod
    def next_number(cls, plan_id: int) -> int:
        last = db.session.scalar(select(func.max(cls.number)).where(cls.plan_id == plan_id))
        return (last or 0) + 1


def _in_review() -> Any:
    """Whether a section is in a round that is open: plans know no rounds, so it is told them
    here."""
    return (
        select(FrozenSection.section_id)
        .join(ReviewRound, ReviewRound.plan_version_id == FrozenSection.plan_version_id)
        .where(FrozenSection.section_id == Section.id, ReviewRound.closed_at.is_(None))
        .correlate_except(FrozenSection, ReviewRound)
        .exists()
    )


class Reviewer(db.Model):
    """Somebody who is asked to review. `section_id` is where they stopped reading."""

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("review_round.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    round: Mapped[ReviewRound] = relationship(back_populates="reviewers")
    person: Mapped[Person] = relationship()

    __table_args__ = (UniqueConstraint("round_id", "person_id"),)


Section.in_review = column_property(_in_review())
