"""How templates write words, days, moments and amounts in the reader's language. What is written
often is found once: a list of 100 rows has some 300 words, and flask-babel seeks each anew."""

from collections.abc import Callable
from datetime import date, time
from functools import lru_cache
from typing import Any

from babel.dates import format_time
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_translations
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from app import clock, money
from app.extensions import language_now

_said: dict[tuple[str, str, bool], str] = {}


def init_app(app: Flask) -> None:
    env = app.jinja_env
    env.filters |= {
        "money": amount,
        "day": day,
        "days": remembered(clock.days),
        "moment": moment,
        "stay": remembered(stay),
        "clock": remembered(clock_time),
        "figure": remembered(figure),
    }
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda words: get_translations().gettext(words),
        lambda one, many, n: get_translations().ngettext(one, many, n),
        newstyle=True,
    )
    env.globals["gettext"] = env.globals["_"] = spoken


@pass_context
def spoken(context: Context, words: str, /, **about: Any) -> str:
    """Jinja's own newstyle gettext, which seeks, marks and fills in the words anew each time."""
    key = (language_now(), words, context.eval_ctx.autoescape)
    said = _said.get(key)
    if said is None:
        found = get_translations().gettext(words)
        said = _said[key] = Markup(found) if key[2] else found  # noqa: S704 - a catalogue's
    return said % about


def remembered(show: Callable[..., str]) -> Callable[..., str]:
    """The same days and amounts come again and again: each is put into words once a language."""
    kept = lru_cache(maxsize=4096)(lambda language, *values: show(*values, locale=language))
    return lambda *values: kept(language_now() or "en", *values)


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
amount = remembered(money.show)
day = remembered(clock.day)
