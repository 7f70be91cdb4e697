"""A section: its owner and writers, its state, shared or not. Its text is a document."""

from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.documents.models import Document
from app.errors import Refused, Stale
from app.extensions import db

if TYPE_CHECKING:
    from app.plans.models import Plan


class SectionWriter(db.Model):
    """Somebody whom the owner of a section lets write in it."""

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    person: Mapped[Person] = relationship()


class Section(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    position: Mapped[int]
    heading: Mapped[str] = mapped_column(String(160))
    guidance: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    plan: Mapped["Plan"] = relationship(back_populates="sections")
    document: Mapped[Document] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    writers: Mapped[list[SectionWriter]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def state(self) -> str:
        """empty · drafting · shared · settled (in review: while a review round is open)."""
        if self.settled_at:
            return "settled"
        if self.shared_at:
            return "shared"
        return "drafting" if self.document.seq else "empty"

    @property
    def audience(self) -> str:
        pair_id = self.plan.pair_id
        return f"pair-{pair_id}" if self.shared_at else f"pair-{pair_id}-staff"

    def may_write(self, person_id: int) -> bool:
        """Whom the owner lets write; officers of the plan's cities may in any case (access)."""
        return self.owner_id == person_id or any(w.person_id == person_id for w in self.writers)

    def change(
        self,
        version: int,
        *,
        by: Person,
        heading: str,
        owner: Person | None,
        writers: list[Person],
    ) -> "Section":
        if version != self.version:
            raise Stale(self)
        self.heading, self.owner = heading, owner
        self.writers = [SectionWriter(person=person) for person in writers]
        flag_modified(self, "heading")  # other writers alone would not count as a new version
        self.record("section.changed", by, owner=owner.name if owner else "")
        return self

    def remove(self, *, by: Person) -> "Section":
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self.record("section.removed", by)
        return self

    def restore(self, *, by: Person) -> "Section":
        if self.removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self.record("section.restored", by)
        return self

    def share(self, *, by: Person) -> "Section":
        if self.shared_at is None:
            self.shared_at = now()
            self.record("section.shared", by)
        return self

    def unshare(self, *, by: Person) -> "Section":
        if self.shared_at is not None:
            self.record("section.unshared", by)
            self.shared_at = None
        return self

    def settle(self, *, by: Person) -> "Section":
        if not self.document.seq:
            raise Refused(_("This section is empty. Write something before you settle it."))
        if self.settled_at is None:
            self.settled_at = now()
            self.record("section.settled", by)
        return self

    def reopen(self, *, by: Person) -> "Section":
        if self.settled_at is not None:
            self.settled_at = None
            self.record("section.reopened", by)
        return self

    def record(self, name: str, by: Person, **data: object) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.plan.pair_id,
            title=self.heading,
            document_id=self.document_id,
            **data,
        )
