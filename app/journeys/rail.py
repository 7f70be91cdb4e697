"""Whether there is a connection by rail between two cities of a pair: a fact once somebody says
so."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.extensions import db
from app.pairs.models import MemberCity, Pair


class RailConnection(db.Model):
    """Between two cities, in either direction; the one with the lower id stands first."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    remarks: Mapped[str] = mapped_column(String(200), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    by: Mapped[Person] = relationship()
    pair: Mapped[Pair] = relationship()

    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    @classmethod
    def between(cls, a: MemberCity, b: MemberCity) -> "RailConnection | None":
        return cls.of(a.pair).get((min(a.id, b.id), max(a.id, b.id)))

    @classmethod
    def of(cls, pair: Pair) -> dict[tuple[int, int], "RailConnection"]:
        query = select(cls).where(cls.pair_id == pair.id, cls.removed_at.is_(None))
        return {(one.one_id, one.other_id): one for one in db.session.scalars(query)}

    @classmethod
    def confirm(
        cls, a: MemberCity, b: MemberCity, remarks: str, *, by: Person, visit_id: int
    ) -> "RailConnection":
        one, other = sorted((a, b), key=lambda city: city.id)
        query = select(cls).where(cls.one_id == one.id, cls.other_id == other.id)
        found = db.session.scalar(query.with_for_update())
        if found is None:
            found = cls(pair=a.pair, one_id=one.id, other_id=other.id)
            db.session.add(found)
        found.remarks, found.by, found.at, found.removed_at = remarks, by, now(), None
        found._record("rail_connection.confirmed", by, visit_id)
        return found

    def take_back(self, *, by: Person, visit_id: int) -> "RailConnection":
        if self.removed_at is None:
            self.removed_at = now()
            self._record("rail_connection.taken_back", by, visit_id)
        return self

    @property
    def route(self) -> str:
        cities = [self.pair.city(number) for number in (self.one_id, self.other_id)]
        return " – ".join(city.name for city in cities if city)

    def _record(self, name: str, by: Person, visit_id: int) -> None:
        events.record(
            name,
            self,
            by=by,
            audience=f"pair-{self.pair.id}",
            pair_id=self.pair.id,
            title=self.route,
            visit_id=visit_id,
        )
