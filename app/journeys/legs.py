"""A leg: from a place to a place, each with its zone, the times on the clock of the place."""

from datetime import UTC, datetime
from typing import Any, TypedDict

from flask_babel import gettext as _
from sqlalchemy import DateTime, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import at
from app.errors import Refused
from app.extensions import db


class LegFacts(TypedDict, total=False):
    """What a leg is made of; coordinates are unknown where the distance was typed in."""

    mode: str
    from_name: str
    from_country: str
    from_zone: str
    from_lat: float | None
    from_lon: float | None
    to_name: str
    to_country: str
    to_zone: str
    to_lat: float | None
    to_lon: float | None
    departs: datetime | None
    arrives: datetime | None
    km: int | None


class Leg(db.Model):
    __tablename__ = "journey_leg"

    id: Mapped[int] = mapped_column(primary_key=True)
    journey_id: Mapped[int] = mapped_column(ForeignKey("journey.id"), index=True)
    position: Mapped[int]
    mode: Mapped[str] = mapped_column(String(10))
    from_name: Mapped[str] = mapped_column(String(120))
    from_country: Mapped[str] = mapped_column(String(2), default="")
    from_zone: Mapped[str] = mapped_column(String(60))
    from_lat: Mapped[float | None]
    from_lon: Mapped[float | None]
    to_name: Mapped[str] = mapped_column(String(120))
    to_country: Mapped[str] = mapped_column(String(2), default="")
    to_zone: Mapped[str] = mapped_column(String(60))
    to_lat: Mapped[float | None]
    to_lon: Mapped[float | None]
    departs: Mapped[datetime | None] = mapped_column(DateTime)  # as the clock there shows it
    arrives: Mapped[datetime | None] = mapped_column(DateTime)
    km: Mapped[int | None]

    @property
    def from_place(self) -> str:
        """As people type it: Cologne, DE."""
        return f"{self.from_name}, {self.from_country}"

    @property
    def to_place(self) -> str:
        return f"{self.to_name}, {self.to_country}"

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """Both places in degrees north and east."""
        if None in (self.from_lat, self.from_lon, self.to_lat, self.to_lon):
            return None
        return (self.from_lat, self.from_lon), (self.to_lat, self.to_lon)  # type: ignore[return-value]


def instant(local: datetime | None, zone: str) -> datetime | None:
    """Of a local time; a wall clock alone says nothing about what comes first."""
    return at(local.date(), local.time(), zone) if local else None


def refuse_backwards(legs: list[LegFacts]) -> None:
    """A leg that arrives at an earlier hour than it left is right across zones; one that really
    arrives before it left is not."""
    for n, leg in enumerate(legs):
        left = instant(leg.get("departs"), leg["from_zone"])
        arrived = instant(leg.get("arrives"), leg["to_zone"])
        if left and arrived and arrived <= left:
            raise Refused(
                _("It arrives before it left, on the clocks of both places."), f"legs-{n}"
            )


def out_of_order(legs: list[Any]) -> bool:
    """Whether a leg leaves before the one before it has arrived: pointed out, not refused."""
    latest = datetime.min.replace(tzinfo=UTC)
    for leg in legs:
        left = instant(leg.departs, leg.from_zone)
        if left and left < latest:
            return True
        latest = instant(leg.arrives, leg.to_zone) or left or latest
    return False
