"""What is true of a visit by what is known of it: its state, its cities, its days. Of the thing
itself (models.py) and of a row in a list (listing.py)."""

from datetime import date, time, timedelta
from typing import Any

from app.clock import local
from app.pairs.models import MemberCity


class Facts:
    """Derived from stops, from the cities that take part, and from the yeses to its terms."""

    id: Any
    title: Any
    online: Any
    pair: Any
    stops: Any
    guests: Any
    agreements: Any
    terms: Any
    meets_at: Any
    proposed_at: Any
    held_at: Any
    cancelled_at: Any

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
    def cities_in_words(self) -> str:
        return ", ".join([city.name for city in self.concerned])

    @property
    def route(self) -> str:
        """Where it goes, in order: Cologne → Soria."""
        return " → ".join(dict.fromkeys(stop.city.name for stop in self.stops))

    @property
    def waits_for(self) -> list[MemberCity]:
        yes = {a.member_city_id for a in self.agreements if a.terms == self.terms}
        return [city for city in self.concerned if city.id not in yes]

    @property
    def asked_again(self) -> list[MemberCity]:
        """Cities that said yes to earlier days, stops or cities and must look once more."""
        before = {a.member_city_id for a in self.agreements if a.terms != self.terms}
        return [city for city in self.waits_for if city.id in before]

    @property
    def yeses(self) -> list[Any]:
        return [a for a in self.agreements if a.terms == self.terms]

    @property
    def from_on(self) -> date | None:
        return min((stop.from_on for stop in self.stops), default=None)

    @property
    def to_on(self) -> date | None:
        return max((stop.to_on for stop in self.stops), default=None)

    @property
    def begins_on(self) -> date | None:
        """The first day, of a stay or of a meeting, on the host's calendar."""
        return local(self.meets_at, self.zone).date() if self.meets_at else self.from_on

    @property
    def local_time(self) -> time | None:
        """When a meeting begins, on the host's clock."""
        return local(self.meets_at, self.zone).time() if self.meets_at else None

    @property
    def ends_on(self) -> date | None:
        return self.to_on or self.begins_on

    @property
    def days(self) -> list[date]:
        first, last = self.begins_on, self.ends_on
        if first is None or last is None:
            return []
        return [first + timedelta(n) for n in range((last - first).days + 1)]

    @property
    def zone(self) -> str:
        """The host's clock; for an online meeting that of the pair's first city."""
        return self.stops[0].city.zone if self.stops else self.pair.cities[0].zone

    def stop_on(self, day: date) -> Any:
        return next((stop for stop in self.stops if stop.from_on <= day <= stop.to_on), None)

    def zone_on(self, day: date) -> str:
        """The clock of a day: of its stop, else of the stop that people come from or go to."""
        stop = self.stop_on(day)
        if stop is None:
            stop = next((one for one in reversed(self.stops) if one.to_on < day), None)
        return stop.city.zone if stop else self.zone
