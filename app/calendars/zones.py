"""A VTIMEZONE for the years that a calendar is about. Written here because icalendar 7.3 puts each
change of the clocks an hour late (it names the local time after the change, not the one before:
RFC 5545, 3.6.5), which shows for a meeting in the night of the change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from app.later import later

if TYPE_CHECKING:
    from icalendar import Component, Timezone

icalendar = later("icalendar")
DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def component(name: str, first: int, last: int) -> "Timezone":
    """From the year before `first` to the end of the year after `last`."""
    zone, found = ZoneInfo(name), icalendar.Timezone()
    begin, end = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 2, 1, 1, tzinfo=UTC)
    found.add("tzid", name)
    found.add_component(_observance(begin, zone, begin))
    for instant in _changes(zone, begin, end):
        found.add_component(_observance(instant, zone, instant - timedelta(seconds=1)))
    return found


def _observance(at: datetime, zone: ZoneInfo, before: datetime) -> "Component":
    """What holds from an instant on. It begins at the local time that the old offset shows."""
    new, old = at.astimezone(zone), before.astimezone(zone)
    made = icalendar.TimezoneDaylight() if new.dst() else icalendar.TimezoneStandard()
    offset_from, offset_to = old.utcoffset(), new.utcoffset()
    made.add("dtstart", (at + (offset_from or timedelta())).replace(tzinfo=None))
    made.add("tzoffsetfrom", offset_from)
    made.add("tzoffsetto", offset_to)
    made.add("tzname", new.tzname())
    return made


def _changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """The instants at which the offset changes, to the second."""

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(zone).utcoffset()

    day = begin
    while day < end:
        if offset(day) != offset(day + DAY):
            low, high = day, day + DAY
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
                low, high = (middle, high) if offset(middle) == offset(day) else (low, middle)
            yield high
        day += DAY
