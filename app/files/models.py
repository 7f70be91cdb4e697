"""A file and its preview pages: rows that name blobs. The bytes are in blobs.py.

Whoever hangs a file on something tells of it: an event here would not know who may hear.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Stale
from app.extensions import db

if TYPE_CHECKING:
    from app.files.store import Taken


class File(db.Model):
    """What was handed in; `kind` and `thing_id` name what it hangs on: that says who may see it.

    `pages` counts all pages of the original, more than there are previews of a long one.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(40))  # as kinds.py stores it
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    thing_id: Mapped[int]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])
    previews: Mapped[list["Preview"]] = relationship(
        order_by="Preview.page", cascade="all, delete-orphan"
    )

    __table_args__ = (Index("ix_file_kind_thing_id", "kind", "thing_id"),)

    @classmethod
    def add(cls, taken: "Taken", thing: db.Model, *, pair_id: int, by: Person) -> "File":
        """Hangs what store.take() has stored on a thing, in that thing's own rule."""
        file = cls(
            pair_id=pair_id,
            sha256=taken.sha256,
            name=taken.name,
            media_type=taken.media_type,
            size=taken.size,
            pages=taken.pages,
            kind=thing.__tablename__,
            thing_id=thing.id,
            added_by=by,
            previews=[
                Preview(page=n, sha256=page.sha256, width=page.width, height=page.height)
                for n, page in enumerate(taken.previews, 1)
            ],
        )
        db.session.add(file)
        db.session.flush()
        return file

    def remove(self, *, by: Person) -> "File":
        if self.removed_at:
            raise Stale(self)
        self.removed_at, self.removed_by_id = now(), by.id
        return self

    def restore(self) -> "File":
        if not self.removed_at:
            raise Stale(self)
        self.removed_at = self.removed_by_id = None
        return self

    @property
    def word(self) -> str:
        """PDF, JPEG, PNG, PPTX."""
        return self.media_type.rpartition("/")[2].upper()

    def preview(self, page: int) -> "Preview | None":
        return next((preview for preview in self.previews if preview.page == page), None)


class Preview(db.Model):
    """A page of a file as a JPEG that we made: all that is ever shown inline."""

    __tablename__ = "file_preview"

    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
