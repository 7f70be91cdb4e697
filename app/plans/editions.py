"""A plan's edition in another language: started, put in the bin, brought back. It has a section for
each of the original's, and follows that one's place and bin (sections.py). How old it is:
freshness.py."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.documents.models import Document
from app.errors import Refused
from app.extensions import db
from app.plans import languages
from app.plans.sections import Section

if TYPE_CHECKING:
    from app.plans.models import Plan


class Edition(db.Model):
    """A plan in another language than its original's. One for each language, in the bin or not."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    language: Mapped[str] = mapped_column(String(5))
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    plan: Mapped["Plan"] = relationship(back_populates="all_editions")
    sections: Mapped[list[Section]] = relationship(
        order_by="Section.position, Section.id",
        primaryjoin="and_(Edition.id == Section.edition_id, Section.removed_at.is_(None))",
        viewonly=True,
    )

    __table_args__ = (UniqueConstraint("plan_id", "language"),)

    @property
    def own_name(self) -> str:
        return languages.own_name(self.language)

    @property
    def audience(self) -> str:
        return f"pair-{self.plan.pair_id}-staff"

    @classmethod
    def of(cls, plan_id: int, language: str) -> "Edition | None":
        query = select(cls).where(cls.plan_id == plan_id, cls.language == language)
        return db.session.scalar(query)

    @classmethod
    def start(cls, plan: "Plan", language: str, *, by: Person) -> "Edition":
        """An empty translation of each section. One that is there keeps its words."""
        if language == lock(plan).language or language not in languages.EU:
            raise Refused(_("Please choose another language."), "language")
        found = cls.of(plan.id, language)
        if found is not None:
            return found.restore(by=by)
        edition = cls(plan=plan, language=language)
        db.session.add(edition)
        db.session.flush()
        for original in Section.originals(plan.id):
            edition.take_in(original)
        edition._record("edition.started", by)
        return edition

    def take_in(self, original: Section) -> Section:
        """An empty translation of a section; in the bin with it, or with the edition."""
        section = Section(
            plan_id=self.plan_id,
            edition=self,
            translates=original,
            position=original.position,
            heading="",
            document=Document.create(self.plan.pair_id),
        )
        db.session.add(section)
        section.follow()
        return section

    def remove(self, *, by: Person) -> "Edition":
        lock(self.plan), lock(self)
        if self.removed_at is None:
            self._record("edition.removed", by)
            self.removed_at, self.removed_by_id = now(), by.id
            self._follow()
        return self

    def restore(self, *, by: Person) -> "Edition":
        lock(self.plan), lock(self)
        if self.removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self._follow()
            self._record("edition.restored", by)
        return self

    @property
    def all_sections(self) -> list[Section]:
        """Also those in the bin."""
        return list(db.session.scalars(select(Section).where(Section.edition_id == self.id)))

    def _follow(self) -> None:
        for section in self.all_sections:
            section.follow()

    def _record(self, name: str, by: Person) -> None:
        events.record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.plan.pair_id,
            title=f"{self.plan.name} ({self.own_name})",
            plan_id=self.plan_id,
            edition=self.language,
        )
