"""What the hosts of the story do: for the visit that was held, and for the one to come."""

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

from app.accounts.models import Person
from app.demo import papers
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.journey import HELD, RETURN
from app.hosting import template
from app.hosting.models import Duty
from app.pairs.models import Pair
from app.visits.models import Visit
from app.visits.papers import VisitFile


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    duties = [_of(days, pair, HELD, "ibai", -68, 3), _of(days, pair, RETURN, "anna", -8, 1)]
    return [*duties, _files(days, pair)]


def _files(days: Days, pair: Pair) -> Telling[None]:
    """One for all, and one that is Cologne's own."""
    yield from days.until(-7)
    visit, anna = _named(pair, RETURN), person("anna")
    rows = [("Shared bicycles", "Dom/Hbf"), ("Tram", "Lines 5, 16, 18")]
    for name, city, at in (("map.pdf", None, 5), ("host-budget.pdf", visit.stops[0].city, 9)):
        taken = papers.pdf(name, name.partition(".")[0].replace("-", " ").title(), rows)
        add = partial(VisitFile.add, visit, taken, by=anna, city=city)
        yield from days.do(-7, add, anna, at=time(15, at))


def _named(pair: Pair, title: str) -> Visit:
    return next(one for one in Visit.of(pair.id) if one.title == title)


def _of(days: Days, pair: Pair, title: str, short: str, offset: int, done: int) -> Telling[None]:
    yield from days.until(offset)
    visit = _named(pair, title)
    host, who = visit.stops[0].city, person(short)
    keys = ["room", "sites", "lunch", "fetch"]
    yield from days.do(
        offset, lambda: template.take(visit, host, keys, by=who), who, at=time(11, 12)
    )
    for n, duty in enumerate(Duty.of(visit)):
        facts: dict[str, Any] = {"title": duty.title, "city": host, "days_before": duty.days_before}
        owner = who if n % 2 == 0 else None
        yield from days.do(offset, _giving(duty, owner, facts), who, at=time(11, 20 + n))
        if n < done:
            yield from days.do(offset + 3 + n, _finishing(duty, short), who, at=time(13, 5))


def _giving(duty: Duty, owner: Person | None, facts: dict[str, Any]) -> Callable[[], Duty]:
    return lambda: duty.change(duty.version, by=person("anna"), owner=owner, **facts)


def _finishing(duty: Duty, short: str) -> Callable[[], Duty]:
    return lambda: duty.finish(by=person(short))
