"""Money: minor units and a currency, never floats. Reads what people type, writes it, converts it.

Knows libraries only. Who may see or spend it is decided elsewhere.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import Dialect, String
from sqlalchemy.types import TypeDecorator

# Babel knows how many decimals people use; ISO 4217 says how many there are. Where the two differ
# we keep what ISO says: invoices from these countries do carry them.
ISO_DIGITS = {"IQD": 3} | dict.fromkeys(
    ("AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SOS", "SYP", "YER"), 2
)
# One euro is a thousand of these or more, so that ten million of them is an ordinary hotel bill.
WEAK = {"COP", "GNF", "IDR", "IQD", "IRR", "KHR", "KRW", "LAK", "LBP", "MGA"}
WEAK |= {"MMK", "MNT", "PYG", "RWF", "SYP", "TZS", "UGX", "UZS", "VND"}
MOST = 10_000_000
GONE_SINCE = 2022  # currencies that ended before this year stand on no document we will ever get

SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
GROUP_MARKS = str.maketrans({"'": " ", "\u2019": " "})  # Swiss grouping reads like a space
PLAIN = re.compile(r"[0-9., ]+")
GROUPED = re.compile(r"[0-9]{1,3}(?:([., ])[0-9]{3})(?:\1[0-9]{3})*")


class Unreadable(ValueError):
    """What was typed is not an amount; `sentence` says what to write instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class DecimalText(TypeDecorator[Decimal]):
    """A Decimal kept as the text it was written as: exact on every database, never a float."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if not isinstance(value, Decimal) or not value.is_finite():
            raise ValueError(f"{value!r} is not a finite Decimal")
        return format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def _current_currencies() -> frozenset[str]:
    found = {"EUR"}
    for currencies in get_global("territory_currencies").values():
        for code, _start, end, tender in currencies:
            if tender and (end is None or end[0] >= GONE_SINCE):
                found.add(code)
    return frozenset(found)


CURRENCIES = _current_currencies()


def digits(currency: str) -> int:
    """How many decimals a currency has by ISO 4217."""
    fractions = get_global("currency_fractions")
    return int(ISO_DIGITS.get(currency, fractions.get(currency, fractions["DEFAULT"])[0]))


def parse(text: str, currency: str) -> int:
    """The minor units of a typed amount, in whichever way of writing it; else Unreadable."""
    if currency not in CURRENCIES:
        raise Unreadable(_("We do not know the currency “%(code)s”.", code=currency[:10]))
    typed = SPACES.sub(" ", text).translate(GROUP_MARKS).strip()
    if not typed:
        raise Unreadable(_("Please write an amount."))
    if typed[0] in "-\u2212\u2013(" or typed[-1] in "-\u2212":
        raise Unreadable(_("An amount cannot be less than zero."))
    if len(typed) > 40 or not PLAIN.fullmatch(typed):
        raise Unreadable(
            _("Please write the amount in figures only, like %(this)s.", this=_example(currency))
        )
    whole, fraction = _parts(typed, currency)
    return _within(whole, fraction, currency)


def show(minor: int, currency: str, locale: Locale | str | None = None) -> str:
    """An amount as the reader's language writes it, with all decimals of the currency."""
    reader = _locale(locale)
    decimals = digits(currency)
    pattern = reader.currency_formats["standard"].pattern
    places = "0." + "0" * decimals if decimals else "0"
    if get_currency_symbol(currency, reader)[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\u00a0#")  # TND 5.000, yet €5.00
    return format_currency(
        Decimal(minor).scaleb(-decimals),
        currency,
        format=pattern.replace("0.00", places),
        locale=reader,
        currency_digits=False,
    )


def plain(minor: int, currency: str, locale: Locale | str | None = None) -> str:
    """An amount as it stands in a field: decimals of the reader's language, no groups, no sign."""
    decimals = digits(currency)
    pattern = "0." + "0" * decimals if decimals else "0"
    return format_decimal(Decimal(minor).scaleb(-decimals), format=pattern, locale=_locale(locale))


def convert(minor: int, currency: str, rate: Decimal) -> int:
    """EUR cents of an amount; `rate` = units of the currency for one euro. Half up at the cent."""
    if rate <= 0:
        raise ValueError(f"a rate of {rate} converts nothing")
    cents = Decimal(minor).scaleb(2 - digits(currency)) / rate
    return int(cents.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _parts(typed: str, currency: str) -> tuple[str, str]:
    """Whole units and decimals, as digits."""
    mark = _decimal_mark(typed, currency)
    whole, _mark, fraction = typed.rpartition(mark) if mark else (typed, "", "")
    if not (whole.isdigit() or GROUPED.fullmatch(whole)) or (mark and not fraction.isdigit()):
        raise Unreadable(
            _("We cannot read this amount. Please write it like %(this)s.", this=_example(currency))
        )
    return re.sub(r"[., ]", "", whole), fraction


def _decimal_mark(typed: str, currency: str) -> str:
    """The sign before the decimals, or "" where there are none; refuses where it may be either."""
    marks = [sign for sign in typed if sign in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2 or " " in typed:
        return marks[-1]
    if len(marks) > 1:
        return ""
    whole, _sign, after = typed.partition(marks[0])
    if len(after) != 3 or len(whole) > 3 or whole.startswith("0"):
        return marks[0]
    decimals = digits(currency)
    if decimals == 0:
        return ""  # yen have no decimals, so this can only be a group
    if decimals >= 3:
        return marks[0]  # dinars are always written with three
    raise Unreadable(_ambiguous(whole + after, currency))


def _ambiguous(figures: str, currency: str) -> str:
    large = format_decimal(int(figures), format="#,##0", locale="en").replace(",", " ") + ",00"
    rounded = (Decimal(figures) / 1000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    small = str(rounded).replace(".", ",")
    sentence = _("This can be read in two ways. Please write %(large)s or %(small)s.")
    return str(sentence % {"large": large, "small": small})


def _within(whole: str, fraction: str, currency: str) -> int:
    decimals = digits(currency)
    if len(fraction) > decimals:
        if decimals == 0:
            raise Unreadable(_("%(code)s has no decimals.", code=currency))
        raise Unreadable(_("%(code)s has %(n)s decimals, not more.", code=currency, n=decimals))
    minor = int(whole + fraction.ljust(decimals, "0"))
    most = MOST * (1000 if currency in WEAK else 1)
    if minor > most * 10**decimals:
        raise Unreadable(
            _(
                "This is more than we can take: the most is %(most)s.",
                most=show(most * 10**decimals, currency),
            )
        )
    return minor


def _example(currency: str) -> str:
    return ("1 234," + "56789"[: digits(currency)]).rstrip(",")


def _locale(locale: Locale | str | None) -> Locale:
    """The reader's, where plain English is the English of Europe."""
    found = Locale.parse(locale or get_locale() or "en")
    return Locale.parse("en_GB") if str(found) == "en" else found
