"""A lesson that is cited in a section of a plan: on words of the section, or on the whole of it.
Both the lesson's passage and the section's go with their words wherever those are moved."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, bindparam, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.documents.models import Document
from app.documents.passages import STANDS, TEXTS, Passage
from app.documents.quoting import Quoted, passage_of
from app.errors import Refused
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Section
from app.takeaways.models import Takeaway, keeps
from app.visits.models import Visit


class Citation(db.Model):
    """`section_id` is where it was cited first. Words that are moved to another section of the plan
    take it with them."""

    id: Mapped[int] = mapped_column(primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("takeaway.id"), index=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("section.id"), index=True)
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("passage.id"), index=True)
    cited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    cited_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    lesson: Mapped[Takeaway] = relationship()
    section: Mapped[Section] = relationship()
    passage: Mapped[Passage | None] = relationship()
    cited_by: Mapped[Person] = relationship(foreign_keys=cited_by_id)

    @property
    def pair(self) -> Pair:
        return self.lesson.pair

    @property
    def home(self) -> Section:
        """The section that it stands in now."""
        if self.passage is None or self.passage.document_id == self.section.document_id:
            return self.section
        return Section.with_text(self.passage.document_id) or self.section

    @property
    def quote(self) -> str:
        return self.passage.quote if self.passage else ""

    @classmethod
    def cite(
        cls, lesson: Takeaway, section: Section, *, by: Person, quoted: Quoted | None = None
    ) -> "Citation":
        """The same lesson on the same place is cited once."""
        lock(section)
        if lesson.kind != "lesson" or lesson.removed_at or lesson.pair_id != section.plan.pair_id:
            raise Refused(_("Choose a lesson of this pair."), "lesson")
        if section.removed_at:
            raise Refused(_("This section is in the bin."))
        passage = None
        if quoted is not None and quoted.quote.strip():
            passage = passage_of(db.session.get_one(Document, section.document_id), quoted)
        for known in cls.of_lesson(lesson):
            if known.section_id == section.id and known.quote == (passage.quote if passage else ""):
                raise Refused(_("This lesson is cited here already."), "lesson")
        found = cls(lesson=lesson, section=section, passage=passage, cited_by=by)
        db.session.add(found)
        found._record("citation.made", by)
        return found

    def remove(self, *, by: Person) -> "Citation":
        if lock(self).removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self._record("citation.removed", by)
        return self

    def restore(self, *, by: Person) -> "Citation":
        if lock(self).removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self._record("citation.restored", by)
        return self

    @classmethod
    def of_lesson(cls, lesson: Takeaway) -> "list[Citation]":
        return cls.of_lessons([lesson.id])

    @classmethod
    def of_lessons(cls, ids: list[int]) -> "list[Citation]":
        """Where lessons are used; not in sections that are in the bin."""
        query = select(cls).where(cls.lesson_id.in_(ids), cls.removed_at.is_(None))
        query = query.options(
            joinedload(cls.section).joinedload(Section.plan), joinedload(cls.passage)
        )
        found = db.session.scalars(query.order_by(cls.id)) if ids else ()
        return [one for one in found if one.home.removed_at is None]

    @classmethod
    def of_texts(cls, document_ids: list[int], at: datetime | None = None) -> "list[Citation]":
        """Of sections, by their texts: what was cited on words that stand there now, and on the
        whole; or what was at an earlier instant."""
        values = {"texts": document_ids} | ({} if at is None else {"at": at})
        ids = db.session.scalars(_of_texts(at is None), values).all() if document_ids else ()
        # What is joined costs also where there is no row.
        found = db.session.scalars(_whole(), {"ids": ids}) if ids else ()
        # Of a section's own, those whose words have moved to another text stand there.
        return [one for one in found if not one.passage or one.passage.document_id in document_ids]

    @classmethod
    def keys(cls, document_ids: Collection[int], *, shared_only: bool) -> list[str]:
        """Of the passages that cite something in some texts."""
        return list(db.session.scalars(_keys(shared_only), {"texts": list(document_ids)}))

    def _record(self, name: str, by: Person) -> None:
        """Told to those who may read the lesson and the section: where one is not shared, to the
        cities and the programme."""
        db.session.flush()
        home = self.home
        both = self.lesson.shared_at and home.shared_at
        events.record(
            name,
            self,
            by=by,
            audience=home.audience if both else f"pair-{self.pair.id}-staff",
            pair_id=self.pair.id,
            title=home.title,
            quote=self.lesson.sentence[:120],
            section_id=home.id,
            lesson_id=self.lesson_id,
            document_id=home.document_id,
        )


# -- put together once: that alone took some milliseconds of each page -----------------------------


@cache
def _of_texts(now: bool) -> Select[int]:
    there: Any = Citation.removed_at.is_(None)
    if not now:
        at = bindparam("at", type_=UTCDateTime)
        there = (Citation.cited_at <= at) & (there | (Citation.removed_at > at))
    words = select(Passage.id).where(Passage.document_id.in_(TEXTS))
    sections = select(Section.id).where(Section.document_id.in_(TEXTS))
    cited = or_(Citation.section_id.in_(sections), Citation.passage_id.in_(words))
    return select(Citation.id).where(cited, there)


@cache
def _whole() -> Select[Citation]:
    lesson = joinedload(Citation.lesson)
    note = lesson.joinedload(Takeaway.note)
    return (
        select(Citation)
        .where(Citation.id.in_(bindparam("ids", expanding=True)))
        .options(joinedload(Citation.section), joinedload(Citation.passage))
        .options(joinedload(Citation.cited_by))
        .options(lesson.joinedload(Takeaway.city), lesson.joinedload(Takeaway.passage))
        .options(note.joinedload(Note.visit).selectinload(Visit.stops))
        .options(note.joinedload(Note.agenda_item))
        .order_by(Citation.id)
    )


@cache
def _keys(shared_only: bool) -> Select[str]:
    query = select(Passage.key).join(Citation, Citation.passage_id == Passage.id)
    query = query.where(STANDS, Citation.removed_at.is_(None))
    if shared_only:
        query = query.join(Citation.lesson).join(Takeaway.note)
        query = query.where(Note.shared_at.is_not(None), Note.removed_at.is_(None))
    return query


@keeps
def _cited(lesson: Takeaway) -> None:
    used = Citation.of_lesson(lesson)
    if used:
        sections = ", ".join(dict.fromkeys(one.home.title for one in used))
        words = _("The plan cites this lesson: %(sections)s. Take it out there first.")
        raise Refused(words % {"sections": sections})
