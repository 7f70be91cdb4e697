"""The pair's line of months: its visits and the cohort's milestones by day, with today among them.
In words, so that it can be read without being seen."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.clock import day, days, today
from app.pairs.models import Pair
from app.visits import words
from app.visits.models import Visit


def marks(pair: Pair, visits: list[Visit]) -> list[dict[str, Any]]:
    """For the macro timeline. Cancelled visits and ideas without days are not on it."""
    on = today("UTC")
    found = [
        _of_visit(visit, on) for visit in visits if visit.begins_on and visit.state != "cancelled"
    ]
    found += [_mark(one.on, one.on, one.name, on) for one in pair.cohort.milestones]
    found.append(_mark(on, on, _("Today"), on) | {"state": "now"})
    found.sort(key=lambda mark: mark["on"])
    for mark in found:
        month = pair.cohort.month_of(mark["on"])
        if 1 <= month <= pair.cohort.months:
            mark["when"] = _("Month %(n)d · %(when)s", n=month, when=mark["when"])
    return found


def _of_visit(visit: Visit, on: date) -> dict[str, Any]:
    first = visit.begins_on or on
    made = _mark(first, visit.ends_on or first, visit.title, on)
    return made | {"visit": visit, "note": words.STATE[visit.state]}


def _mark(first: date, last: date, label: str, on: date) -> dict[str, Any]:
    state = "past" if last < on else "next" if first > on else "now"
    when = day(first) if first == last else days(first, last)
    return {"on": first, "when": when, "label": label, "state": state}
