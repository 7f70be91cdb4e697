"""Instants, local times with their odd hours, and dates as they are written."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, func, select, text
from sqlalchemy.exc import StatementError

from app import clock


@pytest.fixture
def table():
    table = Table("t", MetaData(), Column("id", Integer), Column("at", clock.UTCDateTime))
    engine = create_engine("sqlite://")
    table.create(engine)
    with engine.begin() as connection:
        yield table, connection
    engine.dispose()


def test_an_instant_comes_back_as_it_went_in_utc(table):
    table, connection = table
    plus_two = timezone(timedelta(hours=2))
    instant = datetime(2026, 4, 14, 1, 30, 0, 123456, plus_two)
    connection.execute(table.insert(), {"id": 1, "at": instant})
    found = connection.scalar(select(table.c.at))
    assert found == instant
    assert found.tzinfo is UTC and found.microsecond == 123456 and found.hour == 23


def test_stored_instants_sort_as_text(table):
    table, connection = table
    times = [datetime(2026, 4, 14, 9, 0, 0, us, UTC) for us in (5, 0, 999999)]
    connection.execute(table.insert(), [{"id": n, "at": at} for n, at in enumerate(times)])
    written = list(connection.scalars(text("SELECT at FROM t")))
    assert len({len(value) for value in written}) == 1
    assert sorted(written) == [written[n] for n in (1, 0, 2)]
    assert connection.scalar(select(func.max(table.c.at))) == times[2]
    assert connection.scalar(select(func.count()).where(table.c.at > times[1])) == 2


def test_an_instant_without_zone_is_refused(table):
    table, connection = table
    with pytest.raises(StatementError, match="has no zone"):
        connection.execute(table.insert(), {"id": 1, "at": datetime(2026, 4, 14)})
    with pytest.raises(ValueError):
        clock.local(datetime(2026, 4, 14), "Europe/Berlin")


def test_today_is_the_date_of_the_zone(monkeypatch):
    monkeypatch.setattr(clock, "source", lambda: datetime(2026, 4, 14, 22, 30, tzinfo=UTC))
    assert clock.today("Europe/Madrid") == date(2026, 4, 15)
    assert clock.today("Atlantic/Azores") == date(2026, 4, 14)


def test_now_is_aware_and_moves():
    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_an_hour_that_clocks_skip_moves_on():
    spring = date(2026, 3, 29)
    assert clock.at(spring, time(2, 30), "Europe/Berlin") == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )
    assert not clock.exists(spring, time(2, 30), "Europe/Berlin")
    assert clock.both_clocks(spring, time(2, 30), "Europe/Berlin", "Europe/Berlin") == (
        "03:30",
        None,
    )


def test_an_hour_that_comes_twice_is_the_first():
    autumn = date(2026, 10, 25)
    assert clock.at(autumn, time(2, 30), "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    assert clock.exists(autumn, time(2, 30), "Europe/Berlin")


@pytest.mark.parametrize(
    ("stop", "reader", "both"),
    [
        ("Europe/Berlin", "Europe/Madrid", ("09:30", None)),
        ("Europe/Lisbon", "Europe/Helsinki", ("09:30", "11:30")),
        ("Europe/Berlin", "Pacific/Auckland", ("09:30", "19:30")),
        ("Europe/Berlin", "Pacific/Kiritimati", ("09:30", "21:30")),
        ("Europe/Berlin", "Pacific/Pago_Pago", ("09:30", "Mon 20:30")),
    ],
)
def test_the_readers_clock_stands_beside_where_it_differs(stop, reader, both):
    assert clock.both_clocks(date(2026, 4, 14), time(9, 30), stop, reader) == both


def test_one_line_shows_both_clocks():
    when = date(2026, 4, 14), time(9, 30), "Europe/Lisbon"
    assert clock.clock_at(*when) == "09:30"
    assert clock.clock_at(*when, "Europe/Berlin") == "09:30 (10:30 for you)"


@pytest.mark.parametrize(
    ("first", "last", "language", "written"),
    [
        ((2026, 4, 14), (2026, 4, 17), "en", "14–17 April 2026"),
        ((2026, 4, 14), (2026, 4, 14), "en", "14 April 2026"),
        ((2026, 4, 29), (2026, 5, 2), "en", "29 April – 2 May 2026"),
        ((2026, 12, 29), (2027, 1, 2), "en", "29 December 2026 – 2 January 2027"),
        ((2026, 4, 14), (2026, 4, 17), "de", "14.–17. April 2026"),
        ((2026, 4, 29), (2026, 5, 2), "de", "29. April – 2. Mai 2026"),
        ((2026, 4, 14), (2026, 4, 17), "es", "14–17 de abril de 2026"),
    ],
)
def test_dates_are_as_short_as_the_language_allows(first, last, language, written):
    shown = clock.days(date(*first), date(*last), language)
    assert shown.replace("\u2009", " ") == written


def test_a_moment_is_on_the_clock_of_its_zone():
    instant = datetime(2026, 4, 14, 7, 30, tzinfo=UTC)
    assert clock.moment(instant, "Europe/Berlin", "en") == "14 Apr 2026, 09:30"
    assert clock.moment(instant, "Europe/Berlin", "de") == "14.04.2026, 09:30"


def test_zones_are_places():
    assert {"Europe/Berlin", "Atlantic/Canary", "UTC"} <= set(clock.zones())
    assert not {"CET", "Etc/GMT-3", "US/Pacific", "posixrules"} & set(clock.zones())
    assert clock.is_zone("Europe/Kyiv") and not clock.is_zone("Europe/Atlantis")


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ((2026, 1, 15), (2026, 1, 31), 0),
        ((2026, 1, 15), (2026, 2, 14), 0),
        ((2026, 1, 15), (2026, 2, 15), 1),
        ((2026, 1, 31), (2026, 2, 28), 1),
        ((2026, 1, 1), (2027, 7, 1), 18),
        ((2026, 2, 15), (2026, 1, 15), -1),
        ((2026, 2, 15), (2026, 1, 16), 0),
    ],
)
def test_months_are_whole(first, last, months):
    assert clock.months_between(date(*first), date(*last)) == months


def test_a_short_month_ends_earlier():
    assert clock.add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert clock.add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
