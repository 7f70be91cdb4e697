"""Files of a visit: slides and host documents, for everybody who reads the visit or for one
city."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.database import lock
from app.extensions import db
from app.files.models import File
from app.pairs.models import MemberCity, Pair
from app.visits.models import Visit

if TYPE_CHECKING:
    from app.files.store import Taken


class VisitFile(db.Model):
    """Hangs a file on a visit. With a `city` it is that city's own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    member_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    caption: Mapped[str] = mapped_column(String(160), default="")

    visit: Mapped[Visit] = relationship()
    city: Mapped[MemberCity | None] = relationship()
    file: Mapped[File | None] = relationship()

    @property
    def pair(self) -> Pair:
        return self.visit.pair

    @property
    def audience(self) -> str:
        own = self.member_city_id
        return f"city-{own}-own" if own else f"pair-{self.visit.pair_id}"

    @classmethod
    def of(cls, visit: Visit) -> "list[VisitFile]":
        """What is not in the bin; whose it is has to be asked."""
        query = select(cls).join(File, cls.file_id == File.id)
        query = query.where(cls.visit_id == visit.id, File.removed_at.is_(None))
        query = query.options(
            joinedload(cls.file).selectinload(File.previews),
            joinedload(cls.file).joinedload(File.added_by),
            joinedload(cls.city),
        )
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def add(
        cls, visit: Visit, taken: "Taken", *, by: Person, city: MemberCity | None, caption: str = ""
    ) -> "VisitFile":
        found = cls(visit=visit, city=city, caption=caption)
        db.session.add(found)
        db.session.flush()
        found.file = File.add(taken, found, pair_id=visit.pair_id, by=by)
        found._record("visit_file.added", by)
        return found

    def remove(self, *, by: Person) -> "VisitFile":
        if self.file and lock(self.file).removed_at is None:
            self.file.remove(by=by)
            self._record("visit_file.removed", by)
        return self

    def restore(self, *, by: Person) -> "VisitFile":
        if self.file and lock(self.file).removed_at is not None:
            self.file.restore()
            self._record("visit_file.restored", by)
        return self

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=self.audience,
            pair_id=self.visit.pair_id,
            title=self.caption or (self.file.name if self.file else ""),
            visit=self.visit.title,
            visit_id=self.visit_id,
        )
