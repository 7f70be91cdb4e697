"""Who travels on a visit and who pays for them. What is reserved stands in reserving.py."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ForeignKey, String, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Seat
from app.visits.models import Visit
from app.visits.reserving import approved_of, reserve_for

KINDS = ("person", "guest", "companion", "count")
PAYERS = ("programme", "own_city", "host", "other")
ANSWERS = ("coming", "perhaps", "not_coming")


class Traveller(db.Model):
    """A member, a guest by name, who comes along with somebody, or a bare count of people.
    `planned` is in EUR cents."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(120), default="")
    count: Mapped[int] = mapped_column(default=1)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seat.id"))
    payer: Mapped[str] = mapped_column(String(10), default="own_city")
    planned: Mapped[int] = mapped_column(BigInteger, default=0)
    with_id: Mapped[int | None] = mapped_column(ForeignKey("traveller.id"))
    answer: Mapped[str] = mapped_column(String(12), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    visit: Mapped[Visit] = relationship()
    person: Mapped[Person | None] = relationship()
    city: Mapped[MemberCity] = relationship()
    seat: Mapped[Seat | None] = relationship()
    comes_with: Mapped["Traveller | None"] = relationship(remote_side=id)

    __mapper_args__ = {"version_id_col": version}

    @property
    def shown_name(self) -> str:
        return self.person.name if self.person else self.name

    @classmethod
    def on(cls, visit: Visit) -> list["Traveller"]:
        query = select(cls).where(cls.visit_id == visit.id, cls.removed_at.is_(None))
        loaded = (joinedload(cls.person), joinedload(cls.city), joinedload(cls.seat))
        query = query.options(*loaded)
        return list(db.session.scalars(query.order_by(cls.member_city_id, cls.id)))

    @classmethod
    def all_on(cls, visit: Visit) -> list["Traveller"]:
        """Those who were removed too: money may still be reserved for them."""
        return list(db.session.scalars(select(cls).where(cls.visit_id == visit.id)))

    @classmethod
    def add(cls, visit: Visit, *, by: Person, **facts: Any) -> "Traveller":
        lock(visit)
        traveller = cls(visit=visit)
        traveller._set(**facts)
        db.session.add(traveller)
        traveller._changed("traveller.added", by)
        return traveller

    def change(self, version: int, *, by: Person, **facts: Any) -> "Traveller":
        self.hold_still()
        if version != self.version:
            raise Stale(self)
        self._set(**facts)
        self._changed("traveller.changed", by)
        return self

    def remove(self, *, by: Person) -> "Traveller":
        """Frees what is reserved; who has costs that were approved stays on the visit."""
        self.hold_still()
        if self.removed_at is None:
            if self.approved:
                raise Refused(_("Costs of this traveller are approved. The entry has to stay."))
            self.removed_at = now()
            self._changed("traveller.removed", by)
        return self

    def restore(self, *, by: Person) -> "Traveller":
        self.hold_still()
        if self.removed_at is not None:
            if self.person and self._travels_already(self.person):
                raise Refused(_("%(who)s is on this visit already.", who=self.person.name))
            self.removed_at = None
            self._changed("traveller.restored", by)
        return self

    def say(self, answer: str, *, by: Person) -> "Traveller":
        """Whether they come; the planned cost stays, for a ticket may be bought already."""
        self.hold_still()
        if answer not in ANSWERS:
            raise Refused(_("Please choose an answer."))
        if self.visit.state in ("held", "cancelled"):
            raise Refused(_("The travellers of a visit that is over cannot be changed."))
        if answer != self.answer:
            self.answer, self.answered_at = answer, now()
            self._record("traveller.answered", by, answer=answer)
        return self

    def plan_cost(self, cents: int, *, by: Person) -> "Traveller":
        """In EUR cents, from a journey's prices."""
        self.planned = cents
        self._changed("traveller.changed", by)
        return self

    @property
    def approved(self) -> int:
        """What the programme has approved of this traveller's costs already."""
        return approved_of(self.visit.pair_id, self.id)

    def hold_still(self) -> None:
        """The visit first: a yes that comes at the same moment reserves before or after this."""
        lock(self.visit)
        db.session.refresh(self)

    def _set(
        self,
        *,
        kind: str,
        city: MemberCity,
        person: Person | None = None,
        name: str = "",
        count: int = 1,
        payer: str = "own_city",
        planned: int = 0,
        comes_with: "Traveller | None" = None,
    ) -> None:
        if kind == "person" and person is None:
            raise Refused(_("Please choose the person who travels."), "person_id")
        if kind in ("guest", "companion") and not name:
            raise Refused(_("Please write the guest's name."), "name")
        if kind == "companion":
            city = self._accompanied(comes_with, payer).city
        if kind == "person" and person and self._travels_already(person):
            raise Refused(_("%(who)s is on this visit already.", who=person.name), "person_id")
        self.kind, self.city, self.payer, self.planned = kind, city, payer, planned
        self.comes_with = comes_with if kind == "companion" else None
        self.person = person if kind == "person" else None
        self.name = name if kind != "person" else ""
        self.count = count if kind == "count" else 1
        self.take_seat()

    def _accompanied(self, other: "Traveller | None", payer: str) -> "Traveller":
        """Who it is that somebody comes along with; the programme pays for nobody's company."""
        if other is None or other is self or other.visit_id != self.visit.id or other.with_id:
            raise Refused(_("Please choose whom they come with."), "with_id")
        if payer == "programme":
            raise Refused(_("The programme does not pay for who comes along."), "payer")
        return other

    def _travels_already(self, person: Person) -> bool:
        with db.session.no_autoflush:
            return any(
                other.person_id == person.id and other.id != self.id
                for other in Traveller.on(self.visit)
            )

    def take_seat(self) -> None:
        self.seat = self.seat_then()

    def seat_then(self) -> Seat | None:
        """The seat that the person sits on when the visit begins: its cap pays."""
        if self.person is None or self.payer != "programme":
            return None
        day: date = self.visit.from_on or now().date()
        with db.session.no_autoflush:
            return Seat.of(self.city.id, self.person.id, day)

    def _changed(self, name: str, by: Person) -> None:
        """On an agreed visit the reservation follows at once; it is refused where it cannot."""
        if self.visit.state in ("held", "cancelled"):
            raise Refused(_("The travellers of a visit that is over cannot be changed."))
        if self.visit.online:
            raise Refused(_("Nobody travels to an online meeting."))
        db.session.flush()
        if self.visit.state == "agreed":
            reserve_for(self, by=by)
        self._record(name, by)

    def _record(self, name: str, by: Person, **more: Any) -> None:
        record(
            name,
            self,
            by=by,
            audience=f"pair-{self.visit.pair_id}",
            pair_id=self.visit.pair_id,
            visit=self.visit.title,
            visit_id=self.visit.id,
            who=self.shown_name,
            count=self.count,
            **more,
        )
