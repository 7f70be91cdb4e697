"""Who belongs to a pair, in which role and for which city. How they are invited: inviting.py."""

from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.errors import Refused, Stale
from app.events import record
from app.extensions import db
from app.pairs.models import MemberCity, Pair

ROLES = ("officer", "contributor", "expert", "observer")
CITY_ROLES = ("officer", "contributor")  # these belong to a city


class Membership(db.Model):
    """A person in a pair: one role, and a city for officers and contributors."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(String(12))
    member_city_id: Mapped[int | None] = mapped_column(ForeignKey("member_city.id"))
    since: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    version: Mapped[int] = mapped_column(default=1)

    pair: Mapped[Pair] = relationship()
    person: Mapped[Person] = relationship()
    city: Mapped[MemberCity | None] = relationship()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        Index(
            "uq_membership_person",
            "pair_id",
            "person_id",
            unique=True,
            sqlite_where=removed_at.is_(None),
            postgresql_where=removed_at.is_(None),
        ),
    )

    @classmethod
    def start(
        cls, pair: Pair, person: Person, role: str, city: MemberCity | None, *, by: Person | None
    ) -> "Membership":
        """The person's membership; somebody who is a member already keeps what they are."""
        found = cls.of(pair.id, person.id)
        if found:
            return found
        membership = cls(pair=pair, person=person, role=role, city=city_for(role, city))
        db.session.add(membership)
        membership._record("membership.started", by)
        return membership

    @classmethod
    def of(cls, pair_id: int, person_id: int) -> "Membership | None":
        return db.session.scalar(OF, {"pair": pair_id, "person": person_id})

    @classmethod
    def people(cls, pair_id: int, roles: tuple[str, ...]) -> list[Person]:
        """Those who are members in one of these roles, by name."""
        query = select(Person).join(cls, cls.person_id == Person.id)
        query = query.where(cls.pair_id == pair_id, cls.removed_at.is_(None), cls.role.in_(roles))
        return list(db.session.scalars(query.order_by(Person.name)))

    @classmethod
    def officers(cls, pair_id: int, cities: Iterable[int]) -> list[Person]:
        """Officers of these member cities (by id), by name."""
        query = select(Person).join(cls, cls.person_id == Person.id)
        query = query.where(cls.pair_id == pair_id, cls.removed_at.is_(None))
        query = query.where(cls.role == "officer", cls.member_city_id.in_(set(cities)))
        return list(db.session.scalars(query.order_by(Person.name, Person.id)))

    @classmethod
    def removed_one(cls, pair_id: int, membership_id: int) -> "Membership | None":
        return db.session.scalar(
            select(cls).where(
                cls.id == membership_id, cls.pair_id == pair_id, cls.removed_at.is_not(None)
            )
        )

    def change(
        self, version: int, role: str, city: MemberCity | None, *, by: Person
    ) -> "Membership":
        self._still_there()
        if version != self.version:
            raise Stale(self)
        city = city_for(role, city)
        if self.role == "officer" and (role != "officer" or city != self.city):
            self._keep_an_officer()
        self.role, self.city = role, city
        self._record("membership.changed", by)
        return self

    def remove(self, *, by: Person) -> "Membership":
        self._still_there()
        if self.role == "officer":
            self._keep_an_officer()
        self.removed_at = now()
        self._record("membership.removed", by)
        return self

    def restore(self, *, by: Person) -> "Membership":
        """Takes a removal back; the city that it was for is still the right one."""
        if self.removed_at is None or self.of(self.pair_id, self.person_id):
            raise Refused(_("This person is a member of this pair already."))
        self.removed_at = None
        self._record("membership.restored", by)
        return self

    def _still_there(self) -> None:
        if self.removed_at:
            raise Refused(_("This person is no longer a member."))

    def _keep_an_officer(self) -> None:
        """Under a lock on the city, so that two officers cannot leave at the same moment."""
        db.session.refresh(self.city, with_for_update=True)
        others = db.session.scalar(
            select(func.count()).where(
                Membership.member_city_id == self.member_city_id,
                Membership.role == "officer",
                Membership.removed_at.is_(None),
                Membership.id != self.id,
            )
        )
        if not others:
            raise Refused(_("A city keeps at least one officer. Please invite another one first."))

    def _record(self, name: str, by: Person | None) -> None:
        record(
            name,
            self,
            by=by,
            audience=f"pair-{self.pair.id}",
            pair_id=self.pair.id,
            person=self.person.name,
            person_id=self.person.id,
            role=self.role,
            city=self.city.name if self.city else "",
        )


OF = select(Membership).where(
    Membership.pair_id == bindparam("pair"),
    Membership.person_id == bindparam("person"),
    Membership.removed_at.is_(None),
)  # put together once: it is asked on every page


def city_for(role: str, city: MemberCity | None) -> MemberCity | None:
    if role not in CITY_ROLES:
        return None
    if city is None:
        raise Refused(_("Officers and contributors belong to a city. Please choose it."), "city")
    return city
