"""A frozen version of a plan, or of one of its editions: each section as it was, under one name.
What it was frozen for (a review round, a decision, a file that went out) hangs on it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.documents import versions
from app.documents.models import Version
from app.errors import Refused
from app.extensions import db
from app.plans.models import Edition, Plan, Section

KINDS = ("named", "round", "decision", "export")


class PlanVersion(db.Model):
    """Never changed. `kind` says why it was frozen."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    kind: Mapped[str] = mapped_column(String(10), default="named")
    name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    plan: Mapped[Plan] = relationship()
    edition: Mapped[Edition | None] = relationship()
    by: Mapped[Person | None] = relationship()
    parts: Mapped[list["FrozenSection"]] = relationship(
        back_populates="plan_version", order_by="FrozenSection.position"
    )

    @property
    def language(self) -> str:
        return self.edition.language if self.edition else self.plan.language

    @classmethod
    def freeze(
        cls,
        plan: Plan,
        sections: list[Section],
        name: str,
        *,
        by: Person | None,
        kind: str = "named",
        edition: Edition | None = None,
    ) -> "PlanVersion":
        """The texts of now, under a name."""
        if not sections:
            raise Refused(_("Choose at least one section."), "sections")
        frozen = cls(plan=plan, edition=edition, name=name[:200], kind=kind, by=by)
        db.session.add(frozen)
        for place, section in enumerate(sections, 1):
            version = versions.now_of(section.document, name, by)
            part = FrozenSection(section=section, version=version, heading=section.title)
            part.position = place
            frozen.parts.append(part)
        db.session.flush()
        if kind in ("named", "decision"):
            events.record(
                "plan.frozen",
                plan,
                by=by,
                audience=f"pair-{plan.pair_id}-staff",
                pair_id=plan.pair_id,
                title=plan.name,
                version=name,
                edition=edition.language if edition else "",
            )
        return frozen

    @classmethod
    def of(cls, plan_id: int) -> "list[PlanVersion]":
        query = select(cls).where(cls.plan_id == plan_id, cls.kind != "export")
        return list(db.session.scalars(query.order_by(cls.id.desc())))


class FrozenSection(db.Model):
    """A section of a frozen version: its heading and its text then."""

    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True, index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("document_version.id"))
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(160))

    plan_version: Mapped[PlanVersion] = relationship(back_populates="parts")
    section: Mapped[Section] = relationship()
    version: Mapped[Version] = relationship()
