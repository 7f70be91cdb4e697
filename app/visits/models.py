"""The visit: its stops or its meeting time; planned, changed, held, cancelled.

How it is agreed stands in agreement.py, travellers and agenda have rooms of their own. Days of
stay are dates, never instants.
"""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Select, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload
from sqlalchemy.orm.attributes import flag_modified

from app import jobs
from app.accounts.models import Person
from app.clock import UTCDateTime, now, today
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import Pair
from app.visits.facts import Facts
from app.visits.terms import Agreement, Stop, Stops, VisitCity, refuse_senseless

CLAIM_WITHIN = timedelta(days=14)  # then who has claimed nothing is reminded


class Visit(Facts, db.Model):
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
    stops: Mapped[list[Stop]] = relationship(order_by="Stop.position", cascade="all, delete-orphan")
    guests: Mapped[list[VisitCity]] = relationship(cascade="all, delete-orphan")
    agreements: Mapped[list[Agreement]] = relationship(order_by="Agreement.id")

    __mapper_args__ = {"version_id_col": version}

    # -- what is done with it -------------------------------------------------------------------

    @classmethod
    def plan(cls, pair: Pair, *, by: Person, cities: list[int], **facts: Any) -> "Visit":
        """A new idea. `facts` as in change(); `cities` are the member cities that take part."""
        _refuse_closed(pair)
        visit = cls(pair=pair)
        db.session.add(visit)
        visit._set(cities, **facts)
        visit.record("visit.planned", by)
        return visit

    def change(self, version: int, *, by: Person, cities: list[int], **facts: Any) -> "Visit":
        """Other dates, stops or cities of a proposed visit ask for every yes again."""
        lock(self)
        if version != self.version:
            raise Stale(self)
        self.refuse_if("held", "cancelled")
        before, terms = self._terms(), self.terms
        self._set(cities, **facts)
        flag_modified(self, "title")  # other stops alone are a new version too
        db.session.flush()
        if self.proposed_at and self._terms() != before:
            self.terms += 1
        self.record("visit.changed", by, moved=self.terms != terms)
        return self

    def hold(self, *, by: Person, today: date) -> "Visit":
        """Marks it as held. `today` is the day at the host's."""
        lock(self)
        self.refuse_if("idea", "proposed", "held", "cancelled")
        if self.begins_on and today < self.begins_on:
            raise Refused(_("This visit has not begun yet."))
        self.held_at = now()
        jobs.add("claims.remind", run_at=now() + CLAIM_WITHIN, visit_id=self.id)
        self.record("visit.held", by)
        return self

    def cancel(self, reason: str, *, by: Person) -> "Visit":
        """What is reserved stays so, for tickets may not be refundable: see settle_costs()."""
        lock(self)
        self.refuse_if("held", "cancelled")
        if not reason:
            raise Refused(_("Please write the reason."), "reason")
        self.cancelled_at, self.cancel_reason = now(), reason
        self.record("visit.cancelled", by, reason=reason)
        return self

    def remove(self, *, by: Person) -> "Visit":
        """Into the bin, for ideas only: what was agreed on is cancelled, not deleted."""
        self.refuse_if("proposed", "agreed", "held", "cancelled")
        if self.removed_at is None:
            self.removed_at, self.removed_by_id = now(), by.id
            self.record("visit.removed", by)
        return self

    def restore(self, *, by: Person) -> "Visit":
        if self.removed_at is None:
            return self
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
        stops: Stops | None = None,
    ) -> None:
        stops = [] if online else stops or []
        refuse_senseless(online, meets_at, stops, cities)
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

    def record(self, name: str, by: Person | None, *, audience: str = "", **data: object) -> None:
        topic = audience or f"pair-{self.pair.id}"
        record(name, self, by=by, audience=topic, pair_id=self.pair.id, title=self.title, **data)

    @classmethod
    def whole(cls) -> Select["Visit"]:
        """Those not in the bin, with all that their state is derived from but the pair's cities."""
        return select(cls).where(cls.removed_at.is_(None)).options(*cls.parts())

    @classmethod
    def parts(cls) -> list[Any]:
        """What its state is derived from, to be loaded with it."""
        return [selectinload(part) for part in (cls.stops, cls.guests, cls.agreements)]

    @classmethod
    def of(cls, pair_id: int) -> list["Visit"]:
        """A pair's visits by day. For a list that is only shown: listing.py."""
        visits = db.session.scalars(cls.whole().where(cls.pair_id == pair_id))
        return sorted(visits, key=lambda visit: (visit.begins_on or date.max, visit.id))


def _refuse_closed(pair: Pair) -> None:
    if pair.closed_at or pair.withdrawn_at:
        raise Refused(_("This pair is closed. Nothing new can be planned in it."))
    if pair.claims_only_from and pair.claims_only_from <= today("UTC"):
        raise Refused(_("Only claims can be filed in this pair now. Its visits are over."))
