"""Time: instants in UTC, dates of stay, local times with their zone, and how all are written.

Knows libraries only. A local time that a clock skips or shows twice is settled in at().
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, parse_pattern
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

Zone = str | tzinfo
EUROPEAN = Locale.parse("en_GB")

AREAS = re.compile(
    r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/"
)


def _machine() -> datetime:
    return datetime.now(UTC)


source: Callable[[], datetime] = _machine  # what tests replace, and nothing else


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC on both sides, to the microsecond; text that sorts on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(
                f"{value} has no zone: store clock.now(), or clock.at() of a local time"
            )
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    return source()


def today(zone: Zone) -> date:
    """The date that people in this zone read on their calendar now."""
    return local(now(), zone).date()


def local(instant: datetime, zone: Zone) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no zone")
    return instant.astimezone(_tz(zone))


def at(day: date, clock_time: time, zone: Zone) -> datetime:
    """The UTC instant of a local date and time.

    A time that is skipped when clocks go forward moves on by what was skipped (02:30 is then
    03:30); a time that comes twice when they go back is the first of the two.
    """
    wall = datetime.combine(day, clock_time.replace(tzinfo=None, fold=0), tzinfo=_tz(zone))
    return wall.astimezone(UTC)


def exists(day: date, clock_time: time, zone: Zone) -> bool:
    """Whether clocks in this zone ever show this time on this day."""
    shown = local(at(day, clock_time, zone), zone)
    return shown.replace(tzinfo=None, fold=0) == datetime.combine(day, clock_time, tzinfo=None)


@cache
def zones() -> tuple[str, ...]:
    """IANA names that are places, and UTC: no abbreviations, no Etc/GMT-3."""
    places = (name for name in available_timezones() if AREAS.match(name))
    return (*sorted(places), "UTC")


def is_zone(name: str) -> bool:
    return name in zones()


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another; the end of a short month completes one."""
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and add_months(first, months) > last:
        return months - 1
    if months < 0 and add_months(first, months) < last:
        return months + 1
    return months


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a month that is too short."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(
        year=year, month=month0 + 1, day=min(day.day, monthrange(year, month0 + 1)[1])
    )


def day(value: date, locale: Locale | str | None = None) -> str:
    """14 April 2026"""
    return _day(value, english(locale))


def days(first: date, last: date, locale: Locale | str | None = None) -> str:
    """14–17 April 2026, as short as the reader's language allows."""
    if first == last:
        return day(first, locale)
    return _days(first, last, english(locale))


# The same days come again and again, and Babel puts each together anew.
@lru_cache(4096)
def _day(value: date, reader: Locale) -> str:
    return format_date(value, "long", locale=reader)


@lru_cache(4096)
def _days(first: date, last: date, reader: Locale) -> str:
    field = "y" if first.year != last.year else "M" if first.month != last.month else "d"
    start, end = _interval(reader)[field]
    return parse_pattern(start).apply(first, reader) + parse_pattern(end).apply(last, reader)


def moment(instant: datetime, zone: Zone, locale: Locale | str | None = None) -> str:
    """14 Apr 2026, 09:30: an instant on the clock of a zone."""
    reader = english(locale)
    seen = local(instant, zone).replace(tzinfo=None)
    both = str(reader.datetime_formats["medium"]).replace("'", "")  # "{1}, {0}"
    clock_time = format_time(seen, "short", locale=reader)
    return both.format(clock_time, format_date(seen, "medium", locale=reader))


def clock_at(
    day: date,
    clock_time: time,
    stop_zone: Zone,
    reader_zone: Zone | None = None,
    locale: Locale | str | None = None,
) -> str:
    """10:00, or 10:00 (11:00 for you) where the reader's own clock shows something else."""
    host, own = both_clocks(day, clock_time, stop_zone, reader_zone or stop_zone, locale)
    return _("%(host)s (%(own)s for you)", host=host, own=own) if own else host


def both_clocks(
    day: date,
    clock_time: time,
    stop_zone: Zone,
    reader_zone: Zone,
    locale: Locale | str | None = None,
) -> tuple[str, str | None]:
    """A time on the host's clock, and on the reader's own where it differs (with its day then)."""
    reader = english(locale)
    instant = at(day, clock_time, stop_zone)
    host, own = local(instant, stop_zone), local(instant, reader_zone)
    shown = format_time(host.timetz().replace(tzinfo=None), "short", locale=reader)
    if host.utcoffset() == own.utcoffset():
        return shown, None
    beside = format_time(own.timetz().replace(tzinfo=None), "short", locale=reader)
    if own.date() == host.date():
        return shown, beside
    weekday = format_datetime(own.replace(tzinfo=None), "EEE", locale=reader)
    return shown, f"{weekday} {beside}"


def _tz(zone: Zone) -> tzinfo:
    return ZoneInfo(zone) if isinstance(zone, str) else zone


def english(locale: Locale | str | None) -> Locale:
    """The reader's, where plain English is the English of Europe: day before month, 24 hours."""
    found = locale or get_locale() or "en"
    found = found if isinstance(found, Locale) else Locale.parse(found)
    return EUROPEAN if found.language == "en" and not found.territory else found


def _interval(locale: Locale) -> dict[str, list[str]]:
    """The language's pattern for two dates, with the month's name in full."""
    formats = locale.interval_formats
    if "yMMMMd" in formats:
        return dict(formats["yMMMMd"])
    short = formats["yMMMd"]
    return {field: [part.replace("MMM", "MMMM") for part in both] for field, both in short.items()}
