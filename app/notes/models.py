"""Notes: at an agenda item, at a visit, or on their own. Their text is a document."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.documents.models import Document
from app.errors import Stale
from app.events import record
from app.extensions import db
from app.pairs.models import Pair
from app.visits.agenda import AgendaItem
from app.visits.models import Visit


class Note(db.Model):
    """Until it is shared, only the cities and the programme see it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    shared_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    visit: Mapped[Visit | None] = relationship()
    agenda_item: Mapped[AgendaItem | None] = relationship()
    document: Mapped[Document] = relationship()
    author: Mapped[Person] = relationship(foreign_keys=author_id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def subject(self) -> AgendaItem | Visit | None:
        """What it is about, if not only itself."""
        return self.agenda_item or self.visit

    @property
    def audience(self) -> str:
        return f"pair-{self.pair_id}" if self.shared_at else f"pair-{self.pair_id}-staff"

    @classmethod
    def start(
        cls,
        pair: Pair,
        *,
        by: Person,
        title: str,
        visit: Visit | None = None,
        agenda_item: AgendaItem | None = None,
        text: str = "",
    ) -> "Note":
        """`text` in the signs of the plain form."""
        document = Document.create(pair.id, text, by=by)
        note = cls(pair=pair, title=title, author=by, document=document)
        note.visit = agenda_item.visit if agenda_item else visit
        note.agenda_item = agenda_item
        db.session.add(note)
        note.record("note.started", by)
        return note

    def change(
        self,
        version: int,
        *,
        by: Person,
        title: str,
        visit: Visit | None = None,
        agenda_item: AgendaItem | None = None,
    ) -> "Note":
        if version != self.version:
            raise Stale(self)
        self.title = title
        self.visit = agenda_item.visit if agenda_item else visit
        self.agenda_item = agenda_item
        self.record("note.changed", by)
        return self

    def share(self, *, by: Person) -> "Note":
        if self.shared_at is None:
            self.shared_at = now()
            self.record("note.shared", by)
        return self

    def unshare(self, *, by: Person) -> "Note":
        """Told to those who could see it, so that their open pages let go of it."""
        if self.shared_at is not None:
            self.record("note.unshared", by)
            self.shared_at = None
        return self

    def remove(self, *, by: Person) -> "Note":
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self.record("note.removed", by)
        return self

    def restore(self, *, by: Person) -> "Note":
        if self.removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self.record("note.restored", by)
        return self

    def record(self, name: str, by: Person, **more: str) -> None:
        db.session.flush()
        record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.pair_id,
            title=self.title,
            visit_id=self.visit_id,
            document_id=self.document_id,
            **more,
        )
