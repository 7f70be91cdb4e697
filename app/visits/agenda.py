"""The agenda of a visit: timed items by day, on the clock of the day's stop."""

from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.visits.models import Visit

KINDS = ("workshop", "site_visit", "walk", "meal", "travel", "free", "other")


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
    def ends(self) -> time:
        return (datetime.combine(self.day, self.starts) + timedelta(minutes=self.minutes)).time()

    @classmethod
    def of(cls, visit: Visit) -> list["AgendaItem"]:
        query = select(cls).where(cls.visit_id == visit.id, cls.removed_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.day, cls.starts, cls.id)))

    @classmethod
    def add(cls, visit: Visit, *, by: Person, **facts: object) -> "AgendaItem":
        item = cls(visit=visit)
        item._set(**facts)
        db.session.add(item)
        item._record("agenda_item.added", by)
        return item

    def change(self, version: int, *, by: Person, **facts: object) -> "AgendaItem":
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
        self._refuse_outside(day)
        self.day = day
        self._record("agenda_item.moved", by)
        return self

    def remove(self, *, by: Person) -> "AgendaItem":
        self.removed_at, self.removed_by_id = now(), by.id
        self._record("agenda_item.removed", by)
        return self

    def restore(self, *, by: Person) -> "AgendaItem":
        self.removed_at = self.removed_by_id = None
        self._record("agenda_item.restored", by)
        return self

    def _swap(self, step: int, by: Person) -> "AgendaItem":
        """The two change places within the time that they take together."""
        db.session.refresh(self.visit, with_for_update=True)
        day = [item for item in AgendaItem.of(self.visit) if item.day == self.day]
        at = day.index(self) + step
        if not 0 <= at < len(day):
            raise Refused(_("There is nothing further in this day. Choose another day instead."))
        first, second = sorted((self, day[at]), key=day.index)
        second.starts = first.starts
        if second.ends <= second.starts:
            raise Refused(_("This would run over midnight."))
        first.starts = second.ends
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
        if self.visit.online or self.visit.from_on is None or self.visit.to_on is None:
            return
        if not self.visit.from_on - timedelta(1) <= day <= self.visit.to_on + timedelta(1):
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
