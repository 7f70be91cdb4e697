"""A traveller's journey there and back: by what, when, where they sleep, what it costs.

Its legs stand in legs.py, kilometres and CO2e in footprint.py. Times are local: on the hosts' clock
for arriving and leaving, on the clock of the place for a leg.
"""

from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.journeys import factors
from app.journeys.legs import Leg, LegFacts, refuse_backwards
from app.pairs.models import MemberCity, Pair
from app.visits.models import Visit
from app.visits.travellers import Traveller

COSTS = ("travel_cost", "lodging_cost", "other_cost")


class Journey(db.Model):
    """One a traveller. Costs in EUR cents, for all people of the row together; `km` was typed in,
    there and back. With `same_as` the way is another traveller's, the costs are one's own."""

    id: Mapped[int] = mapped_column(primary_key=True)
    traveller_id: Mapped[int] = mapped_column(ForeignKey("traveller.id"), unique=True)
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("journey.id"))
    mode: Mapped[str] = mapped_column(String(10), default="train")
    arrives_on: Mapped[date | None]
    arrives_at: Mapped[time | None]
    leaves_on: Mapped[date | None]
    leaves_at: Mapped[time | None]
    km: Mapped[int | None]
    occupants: Mapped[int] = mapped_column(default=1)  # of a car
    lodging: Mapped[str] = mapped_column(Text, default="")
    nights: Mapped[int | None]
    travel_cost: Mapped[int | None] = mapped_column(BigInteger)
    lodging_cost: Mapped[int | None] = mapped_column(BigInteger)
    other_cost: Mapped[int | None] = mapped_column(BigInteger)
    booking: Mapped[str] = mapped_column(String(80), default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    hosts_know: Mapped[bool] = mapped_column(default=False)  # hosts see when and how they arrive
    factor_version: Mapped[str] = mapped_column(String(20), default=factors.NEWEST)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    traveller: Mapped[Traveller] = relationship()
    same_as: Mapped["Journey | None"] = relationship(remote_side=id)
    legs: Mapped[list[Leg]] = relationship(order_by=Leg.position, cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @property
    def visit(self) -> Visit:
        return self.traveller.visit

    @property
    def pair(self) -> Pair:
        return self.visit.pair

    @property
    def city(self) -> MemberCity:
        return self.traveller.city

    @property
    def way(self) -> "Journey":
        """The journey whose way this one is."""
        return self.same_as or self

    @property
    def modes(self) -> list[str]:
        """By what, each once, in the order of travel."""
        way = self.way
        return list(dict.fromkeys(leg.mode for leg in way.legs)) or [way.mode]

    @property
    def cost(self) -> int | None:
        """All of it, in EUR cents; None where nobody has written a price."""
        known = [value for name in COSTS if (value := getattr(self, name)) is not None]
        return sum(known) if known else None

    @classmethod
    def on(cls, visit: Visit) -> dict[int, "Journey"]:
        """By traveller, with their legs."""
        query = select(cls).join(Traveller, cls.traveller_id == Traveller.id)
        query = query.where(Traveller.visit_id == visit.id, cls.removed_at.is_(None))
        query = query.options(
            selectinload(cls.legs), joinedload(cls.same_as).selectinload(Journey.legs)
        )
        return {journey.traveller_id: journey for journey in db.session.scalars(query)}

    @classmethod
    def of(cls, traveller: Traveller, *, binned: bool = False) -> "Journey | None":
        found = db.session.scalar(select(cls).where(cls.traveller_id == traveller.id))
        return found if found and (binned or found.removed_at is None) else None

    @classmethod
    def plan(cls, traveller: Traveller, version: int, *, by: Person, **facts: Any) -> "Journey":
        """The first, or another way than before. A price makes the traveller's planned cost."""
        traveller.hold_still()
        traveller.visit.refuse_if("held", "cancelled")
        journey = cls.of(traveller, binned=True)
        if journey and journey.removed_at is None and version != journey.version:
            raise Stale(journey)
        if journey is None:
            journey = cls(traveller=traveller)
            db.session.add(journey)
        journey.removed_at = None
        journey._set(**facts)
        db.session.flush()
        if journey.cost is not None and journey.cost != traveller.planned:
            traveller.plan_cost(journey.cost, by=by)
        journey.record("journey.planned", by)
        return journey

    def remove(self, *, by: Person) -> "Journey":
        """The planned cost stays as it is."""
        self.traveller.hold_still()
        self.visit.refuse_if("held", "cancelled")
        if lock(self).removed_at is None:
            if others := self._followers():
                raise Refused(
                    _("%(who)s travels the same way. Change that first.", who=others[0].shown_name)
                )
            self.removed_at = now()
            self.record("journey.removed", by)
        return self

    def restore(self, *, by: Person) -> "Journey":
        if lock(self).removed_at is not None:
            self.removed_at = None
            self.record("journey.restored", by)
        return self

    def bin(self, file: File, *, gone: bool, by: Person) -> "Journey":
        """A ticket into the bin, or out of it."""
        if gone != (lock(file).removed_at is not None):
            file.remove(by=by) if gone else file.restore()
            self.record(f"journey.ticket_{'removed' if gone else 'restored'}", by, title=file.name)
        return self

    @staticmethod
    def tickets(journeys: "list[Journey]") -> dict[int, list[File]]:
        """By journey, what is not in the bin."""
        ids = [journey.id for journey in journeys]
        query = select(File).where(File.kind == "journey", File.thing_id.in_(ids))
        found: dict[int, list[File]] = {}
        for file in db.session.scalars(query.where(File.removed_at.is_(None)).order_by(File.id)):
            found.setdefault(file.thing_id, []).append(file)
        return found

    def _followers(self) -> list[Traveller]:
        query = select(Traveller).join(Journey, Journey.traveller_id == Traveller.id)
        query = query.where(Journey.same_as_id == self.id, Journey.removed_at.is_(None))
        return list(db.session.scalars(query.where(Traveller.removed_at.is_(None))))

    def _set(
        self,
        *,
        same_as: "Journey | None" = None,
        legs: list[LegFacts] | None = None,
        **facts: Any,
    ) -> None:
        self.same_as = self._checked(same_as)
        for name, value in facts.items():
            setattr(self, name, value)
        self._refuse_before()
        refuse_backwards(legs or [])
        self.legs = [Leg(position=n, **leg) for n, leg in enumerate(legs or [], 1)]
        self.factor_version = factors.NEWEST

    def _checked(self, other: "Journey | None") -> "Journey | None":
        """Whose way it is: a way of its own, of the same visit and city."""
        if other is None:
            return None
        if self.id and self._followers():
            raise Refused(_("Somebody travels the same way as this traveller."), "same_as_id")
        mine = other.traveller
        same = (mine.visit_id, mine.member_city_id) == (
            self.traveller.visit_id,
            self.traveller.member_city_id,
        )
        if not same or other is self or other.same_as_id or other.removed_at:
            raise Refused(_("This way has changed meanwhile. Please choose again."), "same_as_id")
        return other

    def _refuse_before(self) -> None:
        """Both on the hosts' clocks, of the last stop and of the first."""
        if not (self.arrives_on and self.leaves_on):
            return
        days = (self.leaves_on - self.arrives_on).days
        timed = self.arrives_at and self.leaves_at and self.leaves_at < self.arrives_at
        if days < 0 or (days == 0 and timed):
            raise Refused(_("This is before they arrive."), "leaves_on")

    def record(self, name: str, by: Person, **more: Any) -> None:
        db.session.flush()
        also = [f"city-{stop.member_city_id}-own" for stop in self.visit.stops if self.hosts_know]
        if self.traveller.person_id:
            also.append(f"person-{self.traveller.person_id}")
        events.record(
            name,
            self,
            by=by,
            audience=f"city-{self.traveller.member_city_id}-own",
            pair_id=self.visit.pair_id,
            visit=self.visit.title,
            visit_id=self.visit.id,
            traveller_id=self.traveller_id,
            who=self.traveller.shown_name,
            count=self.traveller.count,
            also=also,
            **more,
        )
