"""A duty of the hosts of a visit: what, who sees to it, until when, done or not."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now, today
from app.database import lock
from app.errors import Refused, Stale
from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.visits.models import Visit


class Duty(db.Model):
    """Due on a day, or so many days before the arrival: then it moves with the visit. A duty is its
    city's: when its owner leaves, the city sees to it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    title: Mapped[str] = mapped_column(String(160))
    remarks: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    on: Mapped[date | None]
    days_before: Mapped[int | None]
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    city: Mapped[MemberCity] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=owner_id)
    done_by: Mapped[Person | None] = relationship(foreign_keys=done_by_id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def pair(self) -> Pair:
        return self.visit.pair

    @property
    def due_on(self) -> date | None:
        if self.days_before is None or self.visit.begins_on is None:
            return self.on
        return self.visit.begins_on - timedelta(self.days_before)

    @property
    def is_late(self) -> bool:
        due = self.due_on
        return self.done_at is None and due is not None and due < today(self.visit.zone)

    @classmethod
    def of(cls, visit: Visit) -> list["Duty"]:
        """By their day; those without one last."""
        query = select(cls).where(cls.visit_id == visit.id, cls.removed_at.is_(None))
        query = query.options(joinedload(cls.owner), joinedload(cls.done_by), joinedload(cls.city))
        return sorted(db.session.scalars(query), key=lambda d: (d.due_on or date.max, d.id))

    @classmethod
    def add(cls, visit: Visit, *, by: Person, **facts: Any) -> "Duty":
        visit.refuse_if("cancelled")
        duty = cls(visit=visit)
        duty._set(**facts)
        db.session.add(duty)
        duty._record("duty.added", by)
        return duty

    def change(self, version: int, *, by: Person, **facts: Any) -> "Duty":
        if version != lock(self).version:
            raise Stale(self)
        self.visit.refuse_if("cancelled")
        self._set(**facts)
        self._record("duty.changed", by)
        return self

    def finish(self, *, by: Person) -> "Duty":
        if lock(self).done_at is None:
            self.done_at, self.done_by = now(), by
            self._record("duty.done", by)
        return self

    def reopen(self, *, by: Person) -> "Duty":
        if lock(self).done_at is not None:
            self.done_at = self.done_by = None
            self._record("duty.reopened", by)
        return self

    def take_over(self, *, by: Person) -> "Duty":
        """It is theirs from now on."""
        self.owner = by
        self._record("duty.changed", by)
        return self

    def remove(self, *, by: Person) -> "Duty":
        if lock(self).removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self._record("duty.removed", by)
        return self

    def restore(self, *, by: Person) -> "Duty":
        if lock(self).removed_at is not None:
            self.removed_at = self.removed_by_id = None
            self._record("duty.restored", by)
        return self

    def _set(
        self,
        *,
        title: str,
        city: MemberCity,
        owner: Person | None = None,
        on: date | None = None,
        days_before: int | None = None,
        remarks: str = "",
    ) -> None:
        if city.id not in {stop.member_city_id for stop in self.visit.stops}:
            raise Refused(_("This city is not a host of the visit."), "member_city_id")
        self.title, self.city, self.owner, self.remarks = title, city, owner, remarks
        self.on, self.days_before = (None, days_before) if days_before is not None else (on, None)

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=f"pair-{self.visit.pair_id}",
            pair_id=self.visit.pair_id,
            title=self.title,
            visit=self.visit.title,
            visit_id=self.visit_id,
            owner_id=self.owner_id or 0,
        )
