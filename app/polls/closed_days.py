"""When nobody works: public holidays of a city's country, and the city's own closed days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import events
from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.later import later
from app.pairs.models import MemberCity, Pair
from app.visits.terms import wrong_days

holidays = later("holidays")
NAMES = {"en": ("en_US", "en_GB", "en"), "de": ("de", "en_US"), "es": ("es", "en_US")}
SATURDAY = 5


class ClosedDay(db.Model):
    """From a day to a day, both included: a local feast, the council's summer break."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    name: Mapped[str] = mapped_column(String(120))
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    city: Mapped[MemberCity] = relationship()

    @property
    def pair(self) -> Pair:
        return self.city.pair

    @classmethod
    def of(cls, cities: Iterable[MemberCity]) -> "list[ClosedDay]":
        ids = [city.id for city in cities]
        query = select(cls).where(cls.member_city_id.in_(ids), cls.removed_at.is_(None))
        return list(db.session.scalars(query.order_by(cls.from_on, cls.id)))

    @classmethod
    def add(
        cls, city: MemberCity, *, by: Person, name: str, from_on: date, to_on: date
    ) -> "ClosedDay":
        if sentence := wrong_days(from_on, to_on):
            raise Refused(sentence, "to_on")
        found = cls(city=city, name=name, from_on=from_on, to_on=to_on)
        db.session.add(found)
        found._record("closed_day.added", by)
        return found

    def remove(self, *, by: Person) -> "ClosedDay":
        if lock(self).removed_at is None:
            self.removed_at = now()
            self._record("closed_day.removed", by)
        return self

    def restore(self, *, by: Person) -> "ClosedDay":
        if lock(self).removed_at is not None:
            self.removed_at = None
            self._record("closed_day.restored", by)
        return self

    def _record(self, name: str, by: Person) -> None:
        db.session.flush()
        events.record(
            name,
            self,
            by=by,
            audience=f"pair-{self.city.pair_id}",
            pair_id=self.city.pair_id,
            title=self.name,
            city=self.city.name,
        )


@dataclass(frozen=True)
class Closed:
    """`cities` in the pair's order."""

    day: date
    name: str
    cities: tuple[str, ...]


def between(
    cities: list[MemberCity], first: date, last: date, own: list[ClosedDay], language: str
) -> list[Closed]:
    """What falls on these days, by day and name. `own` are the cities' closed days."""
    found: dict[tuple[date, str], list[str]] = {}
    for day in [first + timedelta(n) for n in range((last - first).days + 1)]:
        for city in cities:
            names = [one.name for one in own if _holds(one, city, day)]
            if holiday := _national(city.city.country, day.year, language).get(day):
                names.append(holiday)
            for name in dict.fromkeys(names):
                found.setdefault((day, name), []).append(city.name)
    return [Closed(day, name, tuple(there)) for (day, name), there in found.items()]


def weekend(first: date, last: date) -> str:
    """Saturday and Sunday inside a stay, in words; nothing where there are none."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return _("with a weekend in it") if any(day.weekday() >= SATURDAY for day in days) else ""


def _holds(one: ClosedDay, city: MemberCity, day: date) -> bool:
    return one.member_city_id == city.id and one.from_on <= day <= one.to_on


@lru_cache(maxsize=512)
def _national(country: str, year: int, language: str) -> dict[date, str]:
    """Of the whole country; what only a region keeps, its city enters itself."""
    known = holidays.utils.list_localized_countries().get(country, [])
    spoken = next((name for name in NAMES.get(language, ()) if name in known), None)
    try:
        return dict(holidays.country_holidays(country, years=year, language=spoken))
    except NotImplementedError:
        return {}
