"""The visit: its stops or its meeting time; planned, changed, held, cancelled.

How it is agreed stands in agreement.py, travellers and agenda have rooms of their own. Days of
stay are dates, never instants.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Pair

LONGEST_STAY = 60  # days; longer ones are slips of the keyboard


class Visit(db.Model):
    """A stay with stops, or an online meeting (`meets_at` as an instant, a link, no money).

    `terms` counts what was agreed on: a yes holds for the terms it was given for.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    title: Mapped[str] = mapped_column(String(160))
    purpose: Mapped[str] = mapped_column(Text, default="")
    online: Mapped[bool] = mapped_column(default=False)
    meets_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minutes: Mapped[int | None]
    link: Mapped[str] = mapped_column(String(500), default="")
    terms: Mapped[int] = mapped_column(default=1)
    proposed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancel_reason: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    stops: Mapped[list["Stop"]] = relationship(
        order_by="Stop.position", cascade="all, delete-orphan"
    )
    guests: Mapped[list["VisitCity"]] = relationship(cascade="all, delete-orphan")
    agreements: Mapped[list["Agreement"]] = relationship(order_by="Agreement.id")

    __mapper_args__ = {"version_id_col": version}

    # -- what it is -----------------------------------------------------------------------------

    @property
    def state(self) -> str:
        """idea · proposed · agreed · held · cancelled, derived from the facts."""
        if self.cancelled_at:
            return "cancelled"
        if self.held_at:
            return "held"
        if self.proposed_at and not self.waits_for:
            return "agreed"
        return "proposed" if self.proposed_at else "idea"

    @property
    def concerned(self) -> list[MemberCity]:
        """The cities whose yes it needs: hosts, and those that take part."""
        ids = {stop.member_city_id for stop in self.stops}
        ids |= {guest.member_city_id for guest in self.guests}
        return [city for city in self.pair.cities if city.id in ids]

    @property
    def waits_for(self) -> list[MemberCity]:
        yes = {a.member_city_id for a in self.agreements if a.terms == self.terms}
        return [city for city in self.concerned if city.id not in yes]

    @property
    def from_on(self) -> date | None:
        return min((stop.from_on for stop in self.stops), default=None)

    @property
    def to_on(self) -> date | None:
        return max((stop.to_on for stop in self.stops), default=None)

    @property
    def zone(self) -> str:
        """The host's clock; for an online meeting that of the pair's first city."""
        return self.stops[0].city.zone if self.stops else self.pair.cities[0].zone

    def stop_on(self, day: date) -> "Stop | None":
        return next((stop for stop in self.stops if stop.from_on <= day <= stop.to_on), None)

    # -- what is done with it -------------------------------------------------------------------

    @classmethod
    def plan(cls, pair: Pair, *, by: Person, cities: list[int], **facts: object) -> "Visit":
        """A new idea. `facts` as in change(); `cities` are the member cities that take part."""
        _refuse_closed(pair)
        visit = cls(pair=pair)
        db.session.add(visit)
        visit._set(cities, **facts)
        visit.record("visit.planned", by)
        return visit

    def change(
        self, version: int, *, by: Person, cities: list[int], **facts: object
    ) -> "Visit":
        """Other dates, stops or cities of a proposed visit ask for every yes again."""
        if version != self.version:
            raise Stale(self)
        self.refuse_if("held", "cancelled")
        before = self._terms()
        self._set(cities, **facts)
        db.session.flush()
        if self.proposed_at and self._terms() != before:
            self.terms += 1
        self.record("visit.changed", by)
        return self

    def hold(self, *, by: Person, today: date) -> "Visit":
        """Marks it as held. `today` is the day at the host's."""
        self.refuse_if("idea", "proposed", "held", "cancelled")
        begins = self.from_on or (self.meets_at and self.meets_at.date())
        if begins and today < begins:
            raise Refused(_("This visit has not begun yet."))
        self.held_at = now()
        self.record("visit.held", by)
        return self

    def cancel(self, reason: str, *, by: Person) -> "Visit":
        """Money that is reserved stays so: tickets may not be refundable (agreement.settle_costs)."""
        self.refuse_if("held", "cancelled")
        self.cancelled_at, self.cancel_reason = now(), reason
        self.record("visit.cancelled", by, reason=reason)
        return self

    def remove(self, *, by: Person) -> "Visit":
        """Into the bin, for ideas only: what was agreed on is cancelled, not deleted."""
        self.refuse_if("proposed", "agreed", "held", "cancelled")
        self.removed_at, self.removed_by_id = now(), by.id
        self.record("visit.removed", by)
        return self

    def restore(self, *, by: Person) -> "Visit":
        self.removed_at = self.removed_by_id = None
        self.record("visit.restored", by)
        return self

    # -- inside ---------------------------------------------------------------------------------

    def _set(
        self,
        cities: list[int],
        *,
        title: str,
        purpose: str = "",
        online: bool = False,
        meets_at: datetime | None = None,
        minutes: int | None = None,
        link: str = "",
        stops: list[tuple[int, date, date]] | None = None,
    ) -> None:
        stops = [] if online else stops or []
        _refuse_bad(online, meets_at, stops)
        self.title, self.purpose, self.online = title, purpose, online
        self.meets_at, self.minutes, self.link = (
            (meets_at, minutes, link) if online else (None, None, "")
        )
        if [(s.member_city_id, s.from_on, s.to_on) for s in self.stops] != stops:
            self.stops = [
                Stop(position=n, member_city_id=city, from_on=first, to_on=last)
                for n, (city, first, last) in enumerate(stops, 1)
            ]
        if {guest.member_city_id for guest in self.guests} != set(cities):
            self.guests = [VisitCity(member_city_id=city) for city in sorted(set(cities))]

    def _terms(self) -> tuple[object, ...]:
        stops = tuple((s.member_city_id, s.from_on, s.to_on) for s in self.stops)
        return (stops, self.meets_at, tuple(sorted(city.id for city in self.concerned)))

    def refuse_if(self, *states: str) -> None:
        if self.state in states:
            raise Refused(_("This is not possible any more: the visit has changed meanwhile."))

    def record(self, name: str, by: Person, **data: object) -> None:
        topic = f"pair-{self.pair.id}"
        record(name, self, by=by, audience=topic, pair_id=self.pair.id, title=self.title, **data)

    @classmethod
    def of(cls, pair_id: int) -> list["Visit"]:
        query = select(cls).where(cls.pair_id == pair_id, cls.removed_at.is_(None))
        visits = db.session.scalars(query.order_by(cls.id)).all()
        return sorted(visits, key=lambda v: (v.from_on or (v.meets_at or now()).date(), v.id))


def _refuse_closed(pair: Pair) -> None:
    if pair.closed_at or pair.withdrawn_at:
        raise Refused(_("This pair is closed. Nothing new can be planned in it."))


def _refuse_bad(
    online: bool, meets_at: datetime | None, stops: list[tuple[int, date, date]]
) -> None:
    if online and meets_at is None:
        raise Refused(_("Please say when the meeting begins."), "meets_at")
    if not online and not stops:
        raise Refused(_("A stay needs at least one stop with its days."), "stops")
    for _city, first, last in stops:
        if last < first:
            raise Refused(_("The last day is before the first day."), "stops")
        if (last - first).days > LONGEST_STAY:
            raise Refused(_("This stay is longer than %(n)s days.", n=LONGEST_STAY), "stops")
    for (_a, _b, last), (_c, first, _d) in zip(stops, stops[1:], strict=False):
        if first < last:
            raise Refused(_("A stop begins before the one before it ends."), "stops")


class Stop(db.Model):
    """A city that hosts, from a day to a day (both included), on that city's calendar."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    position: Mapped[int]
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]

    city: Mapped[MemberCity] = relationship()


class VisitCity(db.Model):
    """A city that takes part in a visit, as a guest or in the meeting."""

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), primary_key=True)


class Agreement(db.Model):
    """The yes of one city to the terms of a visit."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    terms: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    by: Mapped[Person] = relationship()
