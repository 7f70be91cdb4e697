"""Amounts as people type them, as they are shown, and as euros."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.exc import StatementError

from app import money


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("1.234,56", "EUR", 123456),
        ("1,234.56", "EUR", 123456),
        ("1 234,56", "EUR", 123456),
        ("1\u00a0234,56", "EUR", 123456),
        ("1\u202f234,56", "EUR", 123456),
        ("1'234.56", "CHF", 123456),
        ("1\u2019234.56", "CHF", 123456),
        ("1234.5", "EUR", 123450),
        ("1234,5", "EUR", 123450),
        (" 12 345,00 ", "EUR", 1234500),
        ("9.345.678", "HUF", 934567800),
        ("1 234", "EUR", 123400),
        ("0,05", "EUR", 5),
        ("0", "EUR", 0),
        ("10 000 000", "EUR", 1_000_000_000),
        ("12,345", "JPY", 12345),
        ("12.345", "JPY", 12345),
        ("12,345", "TND", 12345),
        ("1 012,345", "TND", 1012345),
        ("1234,50", "ALL", 123450),
        ("1234,50", "RSD", 123450),
        ("25 000 000", "IDR", 2_500_000_000),
    ],
)
def test_an_amount_is_read_in_every_way_of_writing_it(text, currency, minor):
    assert money.parse(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "words"),
    [
        ("12,345", "EUR", "12 345,00 or 12,35"),
        ("1.234", "EUR", "1 234,00 or 1,23"),
        ("", "EUR", "write an amount"),
        ("\u00a0", "EUR", "write an amount"),
        ("-5", "EUR", "less than zero"),
        ("\u22125", "EUR", "less than zero"),
        ("5-", "EUR", "less than zero"),
        ("1234.567", "EUR", "2 decimals"),
        ("0,345", "EUR", "2 decimals"),
        ("1.234,567", "EUR", "2 decimals"),
        ("12,5", "JPY", "no decimals"),
        ("1,2345", "TND", "3 decimals"),
        ("twelve", "EUR", "figures only"),
        ("12 EUR", "EUR", "figures only"),
        ("1e5", "EUR", "figures only"),
        ("\u0661\u0662", "EUR", "figures only"),
        ("1" * 41, "EUR", "figures only"),
        ("1.23.45", "EUR", "cannot read"),
        ("12 34", "EUR", "cannot read"),
        ("1,234.567,89", "EUR", "cannot read"),
        ("12,", "EUR", "cannot read"),
        (",50", "EUR", "cannot read"),
        (".", "EUR", "cannot read"),
        ("10 000 000,01", "EUR", "the most is"),
        ("5", "XYZ", "do not know the currency"),
        ("5", "DEM", "do not know the currency"),
    ],
)
def test_what_is_ambiguous_or_absurd_gets_a_sentence(text, currency, words):
    with pytest.raises(money.Unreadable) as no:
        money.parse(text, currency)
    assert words in no.value.sentence


@given(st.text(max_size=20))
def test_whatever_is_typed_is_an_amount_or_a_sentence(text):
    try:
        assert 0 <= money.parse(text, "EUR") <= 1_000_000_000
    except money.Unreadable as no:
        assert no.sentence


@given(
    st.integers(0, 1_000_000_000),
    st.sampled_from(["EUR", "JPY", "TND", "HUF"]),
    st.sampled_from(["en", "de", "es", "fr", "pl"]),
)
def test_what_stands_in_a_field_is_read_back_as_it_was(minor, currency, language):
    minor = min(minor, money.MOST * 10 ** money.digits(currency))
    assert money.parse(money.plain(minor, currency, language), currency) == minor


def test_each_currency_has_its_own_decimals():
    assert [money.digits(code) for code in ("EUR", "JPY", "TND", "ALL", "IQD")] == [2, 0, 3, 2, 3]
    assert {"EUR", "CZK", "BGN", "HRK", "UAH"} <= money.CURRENCIES
    assert not {"DEM", "XAU", "XXX"} & money.CURRENCIES


@pytest.mark.parametrize(
    ("minor", "currency", "language", "shown"),
    [
        (3148050, "EUR", "en", "€31,480.50"),
        (3148050, "EUR", "de", "31.480,50\u00a0€"),
        (1234, "JPY", "de", "1.234\u00a0¥"),
        (1234567, "TND", "en", "TND\u00a01,234.567"),
        (123450, "RSD", "en", "RSD\u00a01,234.50"),
        (-500, "EUR", "en", "-€5.00"),
    ],
)
def test_an_amount_is_shown_as_the_reader_writes_it(minor, currency, language, shown):
    assert money.show(minor, currency, language) == shown


@pytest.mark.parametrize(
    ("minor", "currency", "rate", "cents"),
    [
        (10000, "EUR", "1", 10000),
        (100, "USD", "1.0921", 92),
        (1, "USD", "2", 1),  # half a cent goes up
        (10000, "JPY", "160.55", 6229),
        (1000, "TND", "3.3", 30),
        (0, "USD", "1.1", 0),
    ],
)
def test_euros_are_rounded_half_up_at_the_cent(minor, currency, rate, cents):
    assert money.convert(minor, currency, Decimal(rate)) == cents


def test_no_rate_of_nothing_converts():
    with pytest.raises(ValueError):
        money.convert(100, "USD", Decimal(0))


def test_a_decimal_is_kept_to_its_last_zero():
    table = Table("t", MetaData(), Column("id", Integer), Column("rate", money.DecimalText))
    engine = create_engine("sqlite://")
    table.create(engine)
    values = [Decimal("1.0920"), Decimal("0.1"), Decimal("12345678901234567890.123456789"), None]
    with engine.begin() as connection:
        connection.execute(table.insert(), [{"id": n, "rate": v} for n, v in enumerate(values)])
        assert [str(v) for v in connection.scalars(select(table.c.rate))] == [
            str(v) for v in values
        ]
        assert isinstance(table.c.rate.type.impl, String)
        for wrong in (1.5, Decimal("NaN")):
            with pytest.raises(StatementError):
                connection.execute(table.insert(), {"id": 9, "rate": wrong})
    engine.dispose()
