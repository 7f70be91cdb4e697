"""The pair's line of months: its visits and the cohort's milestones by day, with today among them.
In words, so that it can be read without being seen."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.clock import day, days, today
from app.pairs.models import Pair
from app.visits import words
from app.visits.facts import Facts


def marks(
    pair: Pair, visits: Sequence[Facts], url_of: Callable[[Facts], str]
) -> list[dict[str, Any]]:
    """For the macro timeline. Cancelled visits and ideas without days are not on it."""
    on = today("UTC")
    states = {code: str(word) for code, word in words.STATE.items()}
    found = [
        _of_visit(visit, on, states) | {"url": url_of(visit)}
        for visit in visits
        if visit.begins_on and visit.state != "cancelled"
    ]
    found += [_mark(one.on, one.on, one.name, on) for one in pair.cohort.milestones]
    found.append(_mark(on, on, _("Today"), on) | {"state": "now"})
    found.sort(key=lambda mark: mark["on"])
    for mark in found:
        month = pair.cohort.month_of(mark["on"])
        if 1 <= month <= pair.cohort.months:
            mark["when"] = _("Month %(n)d · %(when)s", n=month, when=mark["when"])
    return found


def _of_visit(visit: Facts, on: date, states: dict[str, str]) -> dict[str, Any]:
    first = visit.begins_on or on
    made = _mark(first, visit.ends_on or first, visit.title, on)
    return made | {"note": states[visit.state]}


def _mark(first: date, last: date, label: str, on: date) -> dict[str, Any]:
    state = "past" if last < on else "next" if first > on else "now"
    when = day(first) if first == last else days(first, last)
    return {"on": first, "when": when, "label": label, "state": state}
