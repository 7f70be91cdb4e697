"""A section: its owner and writers, its state, shared or not. Its text is a document. One of an
edition in another language translates one of the original, and follows it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.attributes import flag_modified

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.documents.models import Document
from app.errors import Refused, Stale
from app.extensions import db

if TYPE_CHECKING:
    from app.plans.editions import Edition
    from app.plans.models import Plan


class SectionWriter(db.Model):
    """Somebody whom the owner of a section lets write in it."""

    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)

    person: Mapped[Person] = relationship()


class Section(db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"), index=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    translates_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    # The line of the original's log at which this was last declared up to date with it.
    matched_seq: Mapped[int | None]
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

    if TYPE_CHECKING:
        in_review: Any  # a bool, given by comments/rounds.py

    plan: Mapped["Plan"] = relationship(back_populates="sections")
    edition: Mapped["Edition | None"] = relationship()
    translates: Mapped["Section | None"] = relationship(remote_side=id, foreign_keys=translates_id)
    document: Mapped[Document] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    writers: Mapped[list[SectionWriter]] = relationship(cascade="all, delete-orphan")

    __table_args__ = (
        Index("ix_section_edition_id_translates_id", "edition_id", "translates_id", unique=True),
    )
    __mapper_args__ = {"version_id_col": version}

    @classmethod
    def originals(cls, plan_id: int) -> "list[Section]":
        """Also those in the bin, which may come back."""
        query = select(cls).where(cls.plan_id == plan_id, cls.edition_id.is_(None))
        return list(db.session.scalars(query.order_by(cls.position, cls.id)))

    @classmethod
    def with_text(cls, document_id: int) -> "Section | None":
        return db.session.scalar(select(cls).where(cls.document_id == document_id))

    @property
    def translations(self) -> "list[Section]":
        """In every edition, in the bin or not."""
        query = select(Section).where(Section.translates_id == self.id)
        return list(db.session.scalars(query.order_by(Section.id)))

    @property
    def original(self) -> "Section":
        """What a translated section translates."""
        if self.translates is None:
            raise ValueError(f"section {self.id} is no translation")
        return self.translates

    @property
    def title(self) -> str:
        """A heading that is not translated yet is the original's."""
        return self.heading or (self.translates.heading if self.translates else "")

    @property
    def language(self) -> str:
        return self.edition.language if self.edition else self.plan.language

    @property
    def state(self) -> str:
        """empty · drafting · shared · in_review (while a review round is open) · settled."""
        if self.settled_at:
            return "settled"
        if self.in_review:
            return "in_review"
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
        lock(self.plan), lock(self)
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self.lead()
            self.record("section.removed", by)
        return self

    def restore(self, *, by: Person) -> "Section":
        lock(self.plan), lock(self)
        if self.removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self.lead()
            self.record("section.restored", by)
        return self

    def lead(self) -> None:
        """Its translations follow it: to its place, into the bin and out of it."""
        for translation in self.translations:
            translation.follow()

    def follow(self) -> None:
        """A translation is where its original is, and in the bin with it or with its edition."""
        original, edition = self.original, self.edition
        gone = edition if edition and edition.removed_at else original
        self.position = original.position
        self.removed_at, self.removed_by_id = gone.removed_at, gone.removed_by_id

    def match(self, seen: int, *, by: Person) -> "Section":
        """It is up to date with the original as it was after line `seen`, which the person saw."""
        if lock(self).document.seq == 0:
            raise Refused(_("Nothing is translated here yet."))
        if not 0 <= seen <= self.original.document.seq:
            raise Refused(_("Please look at the original again."))
        if self.matched_seq is None or self.matched_seq < seen:
            self.matched_seq = seen
            self.record("section.matched", by)
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
            title=self.title,
            document_id=self.document_id,
            edition=self.edition.language if self.edition else "",
            **data,
        )
