"""The demo's own clock: its story happened before the first run. Used by `flask seed` only, which is
a process of its own; a serving process never turns the clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from app import clock
from app.accounts.models import Person
from app.events import act

T = TypeVar("T")


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

    def day(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    def workday(self, offset: int, weekday: int = 1) -> date:
        """The day of that week that is a Tuesday (1), or another weekday."""
        near = self.day(offset)
        return near + timedelta(days=weekday - near.weekday())

    def do(
        self, offset: int, rule: Callable[[], T], by: Person, *, at: time = time(10, 12)
    ) -> T:
        """Runs a rule as if it were that day. What happens today happened early this morning."""
        early = time(0, 5) if offset == 0 else at
        with standing_at(clock.at(self.day(offset), early, "Europe/Brussels")):
            return act(rule, by=by)
