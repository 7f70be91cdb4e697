"""What is taken away from a note: a lesson, a decision or a follow-up; a passage of the note that
is marked so, or a sentence of its own. What is done with each kind: lessons.py, follow_ups.py."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now, today
from app.database import lock
from app.documents.models import Document
from app.documents.passages import Passage
from app.documents.quoting import Quoted, passage_of
from app.errors import Refused, Stale
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import MemberCity, Pair
from app.standing import standing

KINDS = ("lesson", "decision", "follow_up")


class Takeaway(db.Model):
    """`sentence` is what is to be remembered; the passage says where in the note it comes from. The
    city is the one that a lesson comes from, or that sees to a follow-up."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"))
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    sentence: Mapped[str] = mapped_column(Text)
    passage_id: Mapped[int | None] = mapped_column(ForeignKey("passage.id"), index=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # Of a lesson.
    domain: Mapped[str] = mapped_column(String(20), default="")
    lever: Mapped[str] = mapped_column(String(20), default="")
    needed: Mapped[str] = mapped_column(Text, default="")  # what we would need at home
    publish_agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    publish_agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    # Of a follow-up.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    note: Mapped[Note] = relationship()
    passage: Mapped[Passage | None] = relationship()
    city: Mapped[MemberCity] = relationship()
    made_by: Mapped[Person] = relationship(foreign_keys=made_by_id)
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    done_by: Mapped[Person | None] = relationship(foreign_keys=done_by_id)
    publish_agreed_by: Mapped[Person | None] = relationship(foreign_keys=publish_agreed_by_id)

    __table_args__ = (Index("ix_takeaway_pair_id_kind", "pair_id", "kind"),)
    __mapper_args__ = {"version_id_col": version}

    @property
    def shared_at(self) -> datetime | None:
        """Since when experts and observers may read it: as its note."""
        return self.note.shared_at

    @property
    def audience(self) -> str:
        return self.note.audience

    @property
    def quote(self) -> str:
        return self.passage.quote if self.passage else ""

    @property
    def is_late(self) -> bool:
        return self.done_at is None and self.due_on is not None and self.due_on < today("UTC")

    @classmethod
    def of_note(cls, note: Note) -> list["Takeaway"]:
        """In the order in which they were marked."""
        return list(db.session.scalars(cls.whole().where(cls.note_id == note.id)))

    @classmethod
    def whole(cls) -> Any:
        """The select of what is not in the bin, with all that a line of it shows."""
        note = joinedload(cls.note)
        return (
            select(cls)
            .where(cls.removed_at.is_(None))
            .options(note.joinedload(Note.visit), note.joinedload(Note.agenda_item))
            .options(joinedload(cls.passage), joinedload(cls.city), joinedload(cls.owner))
            .options(joinedload(cls.made_by), joinedload(cls.done_by))
            .order_by(cls.id)
        )

    @classmethod
    def mark(
        cls,
        note: Note,
        kind: str,
        sentence: str,
        *,
        by: Person,
        quoted: Quoted | None = None,
        city: MemberCity | None = None,
        **facts: Any,
    ) -> "Takeaway":
        """Of words in the note's text, where some are quoted. `facts` are those of its kind."""
        if note.removed_at:
            raise Refused(_("This note is in the bin."))
        found = cls(pair=note.pair, note=note, kind=kind, made_by=by)
        if quoted is not None and quoted.quote.strip():
            found.passage = passage_of(db.session.get_one(Document, note.document_id), quoted)
        found._set(sentence or found.quote, city or home_of(note, by), **facts)
        db.session.add(found)
        found.record("marked", by)
        return found

    def change(
        self, version: int, sentence: str, *, by: Person, city: MemberCity, **facts: Any
    ) -> "Takeaway":
        """A lesson that comes from another city needs that one's word to be published."""
        if version != lock(self).version:
            raise Stale(self)
        if city.id != self.member_city_id or sentence != self.sentence:
            self.publish_agreed_at = self.publish_agreed_by_id = None
        self._set(sentence, city, **facts)
        self.record("changed", by)
        return self

    def remove(self, *, by: Person) -> "Takeaway":
        """What is cited stays: the citation goes first (citations/models.py asks for that)."""
        if lock(self).removed_at is None:
            for refuse in _keeps:
                refuse(self)
            self.removed_at, self.removed_by_id = now(), by.id
            self.record("removed", by)
        return self

    def restore(self, *, by: Person) -> "Takeaway":
        if lock(self).removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self.record("restored", by)
        return self

    def record(self, verb: str, by: Person | None, **data: Any) -> None:
        """`lesson.marked`, `follow_up.done`: the noun is its kind."""
        db.session.flush()
        events.record(
            f"{self.kind}.{verb}",
            self,
            by=by,
            audience=self.audience,
            pair_id=self.pair_id,
            title=self.sentence[:160],
            note_id=self.note_id,
            document_id=self.note.document_id,
            owner_id=self.owner_id or 0,
            **data,
        )

    def _set(self, sentence: str, city: MemberCity, **facts: Any) -> None:
        if not sentence.strip():
            raise Refused(_("Write it in one sentence."), "sentence")
        self.sentence, self.city = sentence.strip(), city
        for name, value in facts.items():
            setattr(self, name, value)


_keeps: list[Any] = []


def keeps(refuse: Any) -> Any:
    """Marks what refuses that something is removed: it is needed elsewhere."""
    _keeps.append(refuse)
    return refuse


def home_of(note: Note, person: Person) -> MemberCity:
    """The city that a note is most likely about: the host of its day, of its visit, else the
    writer's own."""
    visit, item = note.visit, note.agenda_item
    stop = visit.stop_on(item.day) if visit and item else None
    stop = stop or (visit.stops[0] if visit and visit.stops else None)
    at = standing(person, note.pair)
    own = note.pair.city(at.city_id) if stop is None and at and at.city_id else None
    return (stop.city if stop else None) or own or note.pair.cities[0]
