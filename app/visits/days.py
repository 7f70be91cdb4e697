"""The agenda as it is read: by day, on the host's clock, with the reader's own beside it; a block
with what is in it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_babel import ngettext

from app import clock
from app.visits.agenda import AgendaItem
from app.visits.models import Visit


@dataclass
class Slot:
    """An item where it stands: its time in words, and its neighbours. `inner`: what is in a
    block."""

    item: AgendaItem
    time: str
    own_time: str | None
    is_first: bool = True
    is_last: bool = True
    warning: str = ""
    inner: list["Slot"] = field(default_factory=list)


@dataclass
class Day:
    date: date
    zone: str
    place: str
    outside: bool
    slots: list[Slot] = field(default_factory=list)


def by_day(visit: Visit, reader_zone: str) -> list[Day]:
    """Each day of the visit, and those before or after it that have something on them. No zone of
    a reader: only the host's clock is shown."""
    items: dict[date, list[AgendaItem]] = {day: [] for day in visit.days}
    for item in AgendaItem.of(visit):
        items.setdefault(item.day, []).append(item)
    return [_day(visit, day, items[day], reader_zone) for day in sorted(items)]


def _day(visit: Visit, day: date, items: list[AgendaItem], reader_zone: str) -> Day:
    zone = visit.zone_on(day)
    places = [stop.city.name for stop in visit.stops if stop.from_on <= day <= stop.to_on]
    shown = Day(day, zone, " → ".join(places), day not in visit.days)
    for item in items:
        host, own = _clocks(item, zone, reader_zone or zone)
        block = next((slot for slot in shown.slots if slot.item.holds(item)), None)
        (block.inner if block else shown.slots).append(Slot(item, host, own))
    _neighbours(shown.slots)
    return shown


def _neighbours(slots: list[Slot]) -> None:
    for n, slot in enumerate(slots):
        after = slots[n + 1].item if n + 1 < len(slots) else None
        slot.is_first, slot.is_last = n == 0, after is None
        slot.warning = _over_run(slot.item, after)
        _neighbours(slot.inner)


def _clocks(item: AgendaItem, zone: str, reader_zone: str) -> tuple[str, str | None]:
    """09:30–10:30, and the same on the reader's clock where it shows something else."""
    host, own = clock.both_clocks(item.day, item.starts, zone, reader_zone)
    ends = clock.local(
        clock.at(item.day, item.starts, zone) + timedelta(minutes=item.minutes), zone
    )
    until, own_until = clock.both_clocks(ends.date(), ends.time(), zone, reader_zone)
    return f"{host}–{until}", f"{own}–{own_until}" if own and own_until else own


def _over_run(item: AgendaItem, after: AgendaItem | None) -> str:
    minutes = item.end_minute - after.start_minute if after else 0
    if after is None or minutes <= 0:
        return ""
    return str(
        ngettext(
            "Goes on for %(num)d minute after “%(next)s” begins.",
            "Goes on for %(num)d minutes after “%(next)s” begins.",
            minutes,
            next=after.title,
        )
    )
