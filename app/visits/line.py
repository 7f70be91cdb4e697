"""The pair's line of months: its visits and the cohort's milestones by day, with today among them.
In words, so that it can be read without being seen."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from babel import Locale
from flask_babel import gettext as _

from app.clock import day, days, english, today
from app.pairs.models import Pair
from app.visits import words
from app.visits.facts import Facts


def marks(
    pair: Pair, visits: Sequence[Facts], url_of: Callable[[Facts], str]
) -> list[dict[str, Any]]:
    """For the macro timeline. Cancelled visits and ideas without days are not on it."""
    on, reader = today("UTC"), english(None)  # found once: there may be a hundred marks
    states = {code: str(word) for code, word in words.STATE.items()}
    found = []
    for visit in visits:
        first = visit.begins_on
        if first and visit.state != "cancelled":
            mark = _mark(first, visit.ends_on or first, visit.title, on, reader)
            found.append(mark | {"url": url_of(visit), "note": states[visit.state]})
    found += [_mark(one.on, one.on, one.name, on, reader) for one in pair.cohort.milestones]
    found.append(_mark(on, on, _("Today"), on, reader) | {"state": "now"})
    found.sort(key=lambda mark: mark["on"])
    month_and_day = _("Month %(n)d · %(when)s")
    for mark in found:
        month = pair.cohort.month_of(mark["on"])
        if 1 <= month <= pair.cohort.months:
            mark["when"] = month_and_day % {"n": month, "when": mark["when"]}
    return found


def _mark(first: date, last: date, label: str, on: date, reader: Locale) -> dict[str, Any]:
    state = "past" if last < on else "next" if first > on else "now"
    when = day(first, reader) if first == last else days(first, last, reader)
    return {"on": first, "when": when, "label": label, "state": state}
