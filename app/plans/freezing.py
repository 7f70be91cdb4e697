"""A frozen version of a plan, or of one of its editions: each section as it was, under one name.
What it was frozen for (a review round, a decision, a file that went out) hangs on it."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.documents import versions
from app.documents.models import Version
from app.errors import Refused
from app.extensions import db
from app.pairs.models import Pair
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

    @property
    def pair(self) -> Pair:
        return self.plan.pair

    @property
    def audience(self) -> str:
        """Of what is told of it: experts and observers hear of what they may see a part of."""
        pair_id = self.plan.pair_id
        return f"pair-{pair_id}" if self.shown(shared_only=True) else f"pair-{pair_id}-staff"

    def shown(self, *, shared_only: bool) -> "list[FrozenSection]":
        """Its sections; to those who see what is shared, those that were so when it was frozen and
        still are. What a section was before is the cities' own."""
        return [part for part in self.parts if not shared_only or part.is_shared]

    def shows_all(self, *, shared_only: bool) -> bool:
        return len(self.shown(shared_only=shared_only)) == len(self.parts)

    @classmethod
    def keep(
        cls,
        plan: Plan,
        name: str,
        *,
        by: Person,
        edition: Edition | None = None,
        kind: str = "named",
    ) -> "PlanVersion":
        """The whole plan, or a whole edition, as it is now."""
        sections = (edition or plan).sections
        if not name:
            raise Refused(_("Give the version a name."), "name")
        if not any(section.document.seq for section in sections):
            raise Refused(_("Nothing is written in it yet."))
        ordered = sorted(sections, key=lambda each: (each.position, each.id))
        return cls.freeze(plan, ordered, name, by=by, kind=kind, edition=edition)

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
        if kind == "named":
            events.record(
                "plan.frozen",
                plan,
                by=by,
                audience=frozen.audience,
                pair_id=plan.pair_id,
                title=plan.name,
                version=name,
                edition=edition.language if edition else "",
            )
        return frozen

    @classmethod
    def of(cls, plan_id: int) -> "list[PlanVersion]":
        """The latest first, with what says who may see them."""
        query = select(cls).where(cls.plan_id == plan_id, cls.kind != "export")
        query = query.options(joinedload(cls.by), joinedload(cls.edition), cls.with_sections())
        return list(db.session.scalars(query.order_by(cls.id.desc())))

    @classmethod
    def with_sections(cls) -> Any:
        return selectinload(cls.parts).joinedload(FrozenSection.section)


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

    @property
    def is_shared(self) -> bool:
        since = self.section.shared_at
        return since is not None and since <= self.plan_version.at
