"""The demo's own clock: its story happened before the first run. Used by `flask seed` only, a
process of its own; a serving process never turns the clock."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from heapq import heapify, heappop, heappush
from typing import TypeVar

from app import clock
from app.accounts.models import Person
from app.events import act

T = TypeVar("T")
Telling = Generator[datetime, None, T]  # yields when it wants to go on


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """What is done inside is done at this instant; every look at the clock is a second later."""
    machine, step = clock.source, iter(range(10**9))
    clock.source = lambda: instant + timedelta(seconds=next(step))
    try:
        yield
    finally:
        clock.source = machine


class Days:
    """Days before and after the first run, and rules that are done on them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self._reached: datetime | None = None  # what two chapters do at one instant is in a row

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def workday(self, offset: int, weekday: int = 1) -> date:
        """The day of that week that is a Tuesday (1), or another weekday."""
        near = self.day(offset)
        return near + timedelta(days=weekday - near.weekday())

    def instant(self, offset: int, at: time) -> datetime:
        return clock.at(self.day(offset), at, "Europe/Brussels")

    def until(self, offset: int, at: time = time(0, 30)) -> Telling[None]:
        """The chapter goes on on that day."""
        yield self.instant(offset, at)

    def do(
        self, offset: int, rule: Callable[[], T], by: Person, *, at: time = time(10, 12)
    ) -> Telling[T]:
        """Runs a rule as if it were that day, once all that was earlier has been done."""
        instant = self.instant(offset, at)
        yield instant
        with standing_at(max(instant, self._reached or instant)):
            done = act(rule, by=by)
            self._reached = clock.now()
        return done


def tell(chapters: Iterable[Telling[None]]) -> None:
    """Goes through all chapters at once, in the order of time, so ledger and activity are."""
    told = [(next(chapter), n, chapter) for n, chapter in enumerate(chapters)]
    heapify(told)
    while told:
        _instant, n, chapter = heappop(told)
        following = next(chapter, None)
        if following is not None:
            heappush(told, (following, n, chapter))
