"""Cities, pairs and the cities in them, seats. Who is a member stands in memberships.py."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime, today
from app.extensions import db
from app.pairs.programmes import Cohort

SIDES = ("twin", "pilot", "partner")


class City(db.Model):
    """A city of the world; `country` is ISO 3166 alpha-2, `zone` its IANA time zone."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str] = mapped_column(String(60))

    __table_args__ = (UniqueConstraint("name", "country"),)

    def __str__(self) -> str:
        return self.name


class Pair(db.Model):
    """The shared workspace of two or more cities."""

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(160))
    activity_name: Mapped[str] = mapped_column(String(200), default="")
    claims_only_from: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    cohort: Mapped[Cohort] = relationship()
    cities: Mapped[list["MemberCity"]] = relationship(
        back_populates="pair", order_by="MemberCity.position"
    )

    @property
    def state(self) -> str:
        """open · claims_only · closed · withdrawn."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.closed_at:
            return "closed"
        only_claims = self.claims_only_from and self.claims_only_from <= today("UTC")
        return "claims_only" if only_claims else "open"

    @property
    def cities_in_words(self) -> str:
        """The cities, where the pair's own name does not say them all."""
        names = [city.name for city in self.cities]
        if all(name in self.name for name in names):
            return ""
        return ", ".join(names[:3]) + (f" +{len(names) - 3}" if len(names) > 3 else "")

    def city(self, member_city_id: int | None) -> "MemberCity | None":
        return next((city for city in self.cities if city.id == member_city_id), None)

    @property
    def twins(self) -> list["MemberCity"]:
        return [city for city in self.cities if city.side == "twin"]


class MemberCity(db.Model):
    """A city in a pair, on its side. Its id names the topics city-<id>-money and city-<id>-host."""

    id: Mapped[int] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id"))
    side: Mapped[str] = mapped_column(String(10))
    code: Mapped[str] = mapped_column(String(6))  # stands in claim numbers: C1-SOR-004
    position: Mapped[int]

    pair: Mapped[Pair] = relationship(back_populates="cities")
    # Not an inner join: behind an outer one, SQLite would go through all cities for it.
    city: Mapped[City] = relationship(lazy="joined")
    seats: Mapped[list["Seat"]] = relationship(order_by="Seat.number")

    __table_args__ = (UniqueConstraint("pair_id", "city_id"),)

    @property
    def name(self) -> str:
        return self.city.name

    @property
    def zone(self) -> str:
        return self.city.zone


class Seat(db.Model):
    """A place that the programme pays travel for. The cap belongs to it, not to who sits on it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), index=True)
    number: Mapped[int]

    sittings: Mapped[list["Sitting"]] = relationship(order_by="Sitting.since")

    __table_args__ = (UniqueConstraint("member_city_id", "number"),)

    @classmethod
    def of(cls, member_city_id: int, person_id: int, on: date) -> "Seat | None":
        """The seat that a person sits on for a city on a day."""
        return db.session.scalar(
            select(cls)
            .join(Sitting)
            .where(cls.member_city_id == member_city_id, Sitting.person_id == person_id)
            .where(Sitting.since <= on, (Sitting.until.is_(None)) | (Sitting.until >= on))
        )


class Sitting(db.Model):
    """Who sits on a seat, and since when; a successor takes the seat over with what is used."""

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]

    person: Mapped[Person] = relationship()
