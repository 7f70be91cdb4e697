"""The agenda of a visit: timed items and blocks by day, on the clock of the day's stop, and what is
not yet placed. Where an item goes is in placing.py, when others see it in publishing.py."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Column, ForeignKey, String, Table, Text, or_, select, true
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity
from app.visits.models import Visit
from app.visits.publishing import audience

KINDS = ("workshop", "site_visit", "walk", "meal", "travel", "free", "other", "block")
MIDNIGHT = 24 * 60

JOINS = Table(
    "agenda_item_city",
    db.metadata,
    Column("agenda_item_id", ForeignKey("agenda_item.id"), primary_key=True),
    Column("member_city_id", ForeignKey("member_city.id"), primary_key=True),
)


class AgendaItem(db.Model):
    """Something on the programme: a local day and time, a length in minutes. One that is not yet
    placed keeps the day and time that it had, or may have. A block is a frame: what lies within
    its time on its day is in it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    day: Mapped[date]
    starts: Mapped[time]
    minutes: Mapped[int]
    placed: Mapped[bool] = mapped_column(default=True, server_default=true())
    title: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(12), default="workshop")
    place: Mapped[str] = mapped_column(String(200), default="")
    lead: Mapped[str] = mapped_column(String(160), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    joins: Mapped[list[MemberCity]] = relationship(secondary=JOINS, order_by=MemberCity.id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def pair_id(self) -> int:
        return self.visit.pair_id

    @property
    def is_block(self) -> bool:
        return self.kind == "block"

    @property
    def ends(self) -> time:
        return clock_of(self.start_minute + self.minutes)

    @property
    def start_minute(self) -> int:
        """Minutes since midnight."""
        return self.starts.hour * 60 + self.starts.minute

    @property
    def end_minute(self) -> int:
        """More than 1440 where it goes on after midnight."""
        return self.start_minute + self.minutes

    def holds(self, other: "AgendaItem") -> bool:
        """Whether an item lies in this block."""
        inside = self.start_minute <= other.start_minute and other.end_minute <= self.end_minute
        return self.is_block and not other.is_block and self.day == other.day and inside

    @classmethod
    def of(cls, visit: Visit, *, anew: bool = False) -> list["AgendaItem"]:
        """What is placed, in order, a block before what is in it. `anew` reads over what this
        session knows: for use under the visit's lock."""
        found = [item for item in cls._all(visit, anew) if item.placed]
        return sorted(found, key=lambda i: (i.day, i.starts, not i.is_block, i.id))

    @classmethod
    def loose(cls, visit: Visit) -> list["AgendaItem"]:
        """What is not yet placed."""
        return [item for item in cls._all(visit, False) if not item.placed]

    @classmethod
    def with_removed(cls, visit_ids: set[int], since: datetime) -> list["AgendaItem"]:
        """All there is, and what was removed since then: for calendars, which must be told."""
        query = select(cls).where(cls.visit_id.in_(visit_ids))
        query = query.where(or_(cls.removed_at.is_(None), cls.removed_at >= since))
        return list(db.session.scalars(query.order_by(cls.day, cls.starts, cls.id)))

    @classmethod
    def _all(cls, visit: Visit, anew: bool) -> list["AgendaItem"]:
        query = select(cls).where(cls.visit_id == visit.id, cls.removed_at.is_(None))
        query = query.execution_options(populate_existing=anew).options(selectinload(cls.joins))
        return list(db.session.scalars(query.order_by(cls.id)))

    @classmethod
    def add(cls, visit: Visit, *, by: Person, **facts: Any) -> "AgendaItem":
        visit.refuse_if("cancelled")
        item = cls(visit=visit)
        item._set(**facts)
        db.session.add(item)
        item.record("agenda_item.added", by)
        return item

    def change(self, version: int, *, by: Person, **facts: Any) -> "AgendaItem":
        self.lock()
        if version != self.version:
            raise Stale(self)
        self._set(**facts)
        self.record("agenda_item.changed", by)
        return self

    def remove(self, *, by: Person) -> "AgendaItem":
        self.lock()
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self.record("agenda_item.removed", by)
        return self

    def restore(self, *, by: Person) -> "AgendaItem":
        self.lock()
        if self.removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self.record("agenda_item.restored", by)
        return self

    def lock(self) -> None:
        """One after the other in a visit: who moves an item moves its neighbour too."""
        lock(self.visit)
        self.visit.refuse_if("cancelled")
        db.session.refresh(self)

    def _set(
        self,
        *,
        day: date | None,
        starts: time | None,
        minutes: int,
        title: str,
        kind: str = "workshop",
        place: str = "",
        lead: str = "",
        remarks: str = "",
        joins: list[MemberCity] | None = None,
    ) -> None:
        """No `day`: it is not yet placed. `joins`: nobody named means everybody."""
        if day is not None:
            self.refuse_outside(day)
        self.placed = day is not None
        self.day = day or self.day or self.visit.days[0]
        self.starts, self.minutes = starts or self.starts or time(9), minutes
        self.title, self.kind, self.place = title, kind, place
        self.lead, self.remarks, self.joins = lead, remarks, joins or []

    def refuse_outside(self, day: date) -> None:
        """A day of the visit, one before or one after it: people travel then."""
        if day not in days_around(self.visit):
            raise Refused(_("This day is outside the visit."), "day")

    def record(self, name: str, by: Person) -> None:
        db.session.flush()
        record(
            name,
            self,
            by=by,
            audience=audience(self.visit),
            pair_id=self.visit.pair_id,
            title=self.title,
            visit=self.visit.title,
            visit_id=self.visit.id,
        )


def days_around(visit: Visit) -> list[date]:
    """The days that an agenda may have: those of the visit, one before and one after."""
    days = visit.days
    return [days[0] - timedelta(1), *days, days[-1] + timedelta(1)] if days else []


def clock_of(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
