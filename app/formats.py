"""How templates write words, days, moments and amounts in the reader's language. What is written
often is found once: a list of 100 rows has some 300 words, and flask-babel seeks each anew."""

from collections.abc import Callable
from datetime import date, time
from functools import lru_cache
from typing import Any

from babel.dates import format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale, get_translations
from flask_login import current_user

from app import clock, money

_catalogues: dict[str, Any] = {}


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.filters |= {
        "money": remembered(money.show),
        "day": remembered(clock.day),
        "days": remembered(clock.days),
        "moment": moment,
        "stay": remembered(stay),
        "clock": remembered(clock_time),
        "figure": remembered(figure),
    }
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: catalogue().gettext(words),
        lambda one, many, n: catalogue().ngettext(one, many, n),
        newstyle=True,
    )
    env.globals["_"] = env.globals["gettext"]


def catalogue() -> Any:
    """The translations into the language of now (a mail's may be another than its page's)."""
    language = _language()
    if language not in _catalogues:
        _catalogues[language] = get_translations()
    return _catalogues[language]


def remembered(show: Callable[..., str]) -> Callable[..., str]:
    """The same days and amounts come again and again: each is put into words once a language."""
    kept = lru_cache(maxsize=4096)(lambda language, *values: show(*values, locale=language))
    return lambda *values: kept(_language() or "en", *values)


def stay(both: tuple[date, date], locale: str) -> str:
    """14–17 April 2026"""
    return clock.days(*both, locale)


def clock_time(value: time, locale: str) -> str:
    """09:30"""
    return format_time(value, "short", locale=clock.english(locale))


def figure(value: float, locale: str) -> str:
    """A whole number, 1,140 in English."""
    return format_decimal(round(value), locale=locale)


def moment(instant: Any) -> str:
    """An instant on the reader's clock."""
    me = current_user._get_current_object()
    return _moment(instant, getattr(me, "zone", "Europe/Brussels"))


_moment = remembered(clock.moment)


def _language() -> str:
    locale = get_locale()
    return locale.language if locale else ""
