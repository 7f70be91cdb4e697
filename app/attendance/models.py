"""Who took part in a visit: its travellers and others who came, ticked for each day.

The rules of ticking stand in ticking.py.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.visits.models import Visit
from app.visits.travellers import Traveller


class Participant(db.Model):
    """A traveller, or somebody else who is there: the hosts' people, partners, experts of the
    place. `departs_from` is where they set out from, on the list that is signed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    traveller_id: Mapped[int | None] = mapped_column(ForeignKey("traveller.id"), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    organisation: Mapped[str] = mapped_column(String(160), default="")
    member_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    departs_from: Mapped[str] = mapped_column(String(120), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    visit: Mapped[Visit] = relationship()
    traveller: Mapped[Traveller | None] = relationship()
    own_city: Mapped[MemberCity | None] = relationship()

    @property
    def pair(self) -> Pair:
        return self.visit.pair

    @property
    def city(self) -> MemberCity | None:
        return self.traveller.city if self.traveller else self.own_city

    @property
    def count(self) -> int:
        return self.traveller.count if self.traveller else 1

    @property
    def shown_name(self) -> str:
        if self.traveller is None:
            return self.name
        return self.traveller.shown_name or _("%(n)s people", n=self.traveller.count)

    @property
    def sets_out(self) -> str:
        return self.departs_from or (self.city.name if self.city else "")

    @classmethod
    def of(cls, visit: Visit) -> "list[Participant]":
        """All that may be ticked, by city and name; travellers who have no row yet get one that is
        not stored."""
        query = select(cls).where(cls.visit_id == visit.id, cls.removed_at.is_(None))
        loaded = (joinedload(cls.traveller).joinedload(Traveller.person), joinedload(cls.own_city))
        stored = list(db.session.scalars(query.options(*loaded)))
        known = {one.traveller_id: one for one in stored if one.traveller_id}
        found = [one for one in stored if not one.traveller_id]
        for traveller in Traveller.on(visit):
            if traveller.answer != "not_coming" or traveller.id in known:
                found.append(known.get(traveller.id) or _not_stored(visit, traveller))
        return sorted(found, key=lambda one: (one.city.name if one.city else "~", one.shown_name))

    @property
    def key(self) -> str:
        """Its name in forms: `p7`, or `t3` of a traveller."""
        return f"t{self.traveller_id}" if self.traveller_id else f"p{self.id}"

    @classmethod
    def stored(cls, visit: Visit, key: str) -> "Participant | None":
        """By its name in forms; of a traveller the row is made now. In a rule, the visit locked."""
        if not key[1:].isdecimal():
            return None
        if key[0] == "p":
            found = db.session.get(cls, int(key[1:]))
            return found if found and found.visit_id == visit.id and not found.removed_at else None
        traveller = db.session.get(Traveller, int(key[1:])) if key[0] == "t" else None
        if traveller is None or traveller.visit_id != visit.id or traveller.removed_at:
            return None
        query = select(cls).where(cls.traveller_id == traveller.id)
        found = db.session.scalar(query)
        if found is None:
            found = cls(visit=visit, traveller=traveller)
            db.session.add(found)
            db.session.flush()
        return found

    @classmethod
    def add(
        cls,
        visit: Visit,
        *,
        by: Person,
        name: str,
        organisation: str = "",
        city: MemberCity | None = None,
        departs_from: str = "",
    ) -> "Participant":
        """Somebody who is not a traveller."""
        visit.refuse_if("cancelled")
        found = cls(
            visit=visit,
            name=name,
            organisation=organisation,
            own_city=city,
            departs_from=departs_from,
        )
        db.session.add(found)
        found._record("participant.added", by)
        return found

    def remove(self, *, by: Person) -> "Participant":
        if self.traveller_id:
            raise Refused(_("This is a traveller: take them off the visit."))
        if lock(self).removed_at is None:
            self.removed_at = now()
            self._record("participant.removed", by)
        return self

    def restore(self, *, by: Person) -> "Participant":
        if lock(self).removed_at is not None:
            self.removed_at = None
            self._record("participant.restored", by)
        return self

    def _record(self, name: str, by: Person) -> None:
        record(name, self, self.visit, by, person=self.name)


class Attendance(db.Model):
    """Somebody was there on a day; `present` counts people of a row that stands for several."""

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), index=True)
    day: Mapped[date]
    present: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    participant: Mapped[Participant] = relationship()

    __table_args__ = (UniqueConstraint("participant_id", "day"),)

    @classmethod
    def on(cls, visit: Visit) -> dict[tuple[str, date], int]:
        """How many are present, by the participant's name in forms and the day."""
        query = select(cls).join(Participant).where(Participant.visit_id == visit.id)
        query = query.where(Participant.removed_at.is_(None)).options(joinedload(cls.participant))
        return {(one.participant.key, one.day): one.present for one in db.session.scalars(query)}


def record(name: str, thing: db.Model, visit: Visit, by: Person, **more: object) -> None:
    """For those who read attendance: cities, programme and auditors."""
    db.session.flush()
    events.record(
        name,
        thing,
        by=by,
        audience=f"pair-{visit.pair_id}-staff",
        pair_id=visit.pair_id,
        visit=visit.title,
        visit_id=visit.id,
        **more,
    )


def _not_stored(visit: Visit, traveller: Traveller) -> Participant:
    """Reading stores nothing: a row is made with the first tick."""
    about = {"organisation": "", "departs_from": "", "traveller_id": traveller.id}
    return Participant(visit=visit, traveller=traveller, **about)
