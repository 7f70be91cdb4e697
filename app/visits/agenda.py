"""The agenda of a visit: timed items by day, on the clock of the day's stop."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.visits.models import Visit

KINDS = ("workshop", "site_visit", "walk", "meal", "travel", "free", "other")
MIDNIGHT = 24 * 60


class AgendaItem(db.Model):
    """Something on the programme: a local day and time, a length in minutes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    day: Mapped[date]
    starts: Mapped[time]
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(12), default="workshop")
    place: Mapped[str] = mapped_column(String(200), default="")
    lead: Mapped[str] = mapped_column(String(160), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def pair_id(self) -> int:
        return self.visit.pair_id

    @property
    def ends(self) -> time:
        return _clock(self.start_minute + self.minutes)

    @property
    def start_minute(self) -> int:
        """Minutes since midnight."""
        return self.starts.hour * 60 + self.starts.minute

    @property
    def end_minute(self) -> int:
        """More than 1440 where it goes on after midnight."""
        return self.start_minute + self.minutes

    @classmethod
    def of(cls, visit: Visit, *, anew: bool = False) -> list["AgendaItem"]:
        """In order. `anew` reads over what this session knows: for use under the visit's lock."""
        query = select(cls).where(cls.visit_id == visit.id, cls.removed_at.is_(None))
        query = query.execution_options(populate_existing=anew)
        return list(db.session.scalars(query.order_by(cls.day, cls.starts, cls.id)))

    @classmethod
    def add(cls, visit: Visit, *, by: Person, **facts: Any) -> "AgendaItem":
        visit.refuse_if("cancelled")
        item = cls(visit=visit)
        item._set(**facts)
        db.session.add(item)
        item._record("agenda_item.added", by)
        return item

    def change(self, version: int, *, by: Person, **facts: Any) -> "AgendaItem":
        self._lock()
        if version != self.version:
            raise Stale(self)
        self._set(**facts)
        self._record("agenda_item.changed", by)
        return self

    def move_up(self, *, by: Person) -> "AgendaItem":
        """Takes the place of the item before it, which then follows."""
        return self._swap(-1, by)

    def move_down(self, *, by: Person) -> "AgendaItem":
        return self._swap(+1, by)

    def move_to(self, day: date, *, by: Person) -> "AgendaItem":
        """To another day, at the same time of day."""
        self._lock()
        self._refuse_outside(day)
        if day != self.day:
            self.day = day
            self._record("agenda_item.moved", by)
        return self

    def remove(self, *, by: Person) -> "AgendaItem":
        self._lock()
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self._record("agenda_item.removed", by)
        return self

    def restore(self, *, by: Person) -> "AgendaItem":
        self._lock()
        if self.removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self._record("agenda_item.restored", by)
        return self

    def _lock(self) -> None:
        """One after the other in a visit: who moves an item moves its neighbour too."""
        lock(self.visit)
        self.visit.refuse_if("cancelled")
        db.session.refresh(self)

    def _swap(self, step: int, by: Person) -> "AgendaItem":
        """The two change places; what lies between them, and the time they take together, stays."""
        self._lock()
        day = [item for item in AgendaItem.of(self.visit, anew=True) if item.day == self.day]
        at = day.index(self) + step if self in day else -1
        if not 0 <= at < len(day):
            raise Refused(_("There is nothing further in this day. Choose another day instead."))
        first, second = sorted((self, day[at]), key=day.index)
        start, end = first.start_minute, second.end_minute
        after = max(start + second.minutes, end - first.minutes)
        if after >= MIDNIGHT:
            raise Refused(_("This would run over midnight."))
        second.starts, first.starts = _clock(start), _clock(after)
        self._record("agenda_item.moved", by)
        return self

    def _set(
        self,
        *,
        day: date,
        starts: time,
        minutes: int,
        title: str,
        kind: str = "workshop",
        place: str = "",
        lead: str = "",
        remarks: str = "",
    ) -> None:
        self._refuse_outside(day)
        self.day, self.starts, self.minutes = day, starts, minutes
        self.title, self.kind, self.place = title, kind, place
        self.lead, self.remarks = lead, remarks

    def _refuse_outside(self, day: date) -> None:
        """A day of the visit, one before or one after it: people travel then."""
        if day not in days_around(self.visit):
            raise Refused(_("This day is outside the visit."), "day")

    def _record(self, name: str, by: Person) -> None:
        record(
            name,
            self,
            by=by,
            audience=f"pair-{self.visit.pair_id}",
            pair_id=self.visit.pair_id,
            title=self.title,
            visit=self.visit.title,
            visit_id=self.visit.id,
        )


def days_around(visit: Visit) -> list[date]:
    """The days that an agenda may have: those of the visit, one before and one after."""
    days = visit.days
    return [days[0] - timedelta(1), *days, days[-1] + timedelta(1)] if days else []


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)
