"""Waiting for the next line of a text: a request waits without a database transaction, few at a
time, and is woken by this process's writer or looks again every second for the others'."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from app.documents.writer import Appended, on_written

LONGEST = 20.0
LOOK_AGAIN = 1.0
AT_ONCE = 4  # of the server's 16 threads

T = TypeVar("T")
_places = threading.BoundedSemaphore(AT_ONCE)
_bell = threading.Condition()


@on_written
def _ring(_lines: list[Appended]) -> None:
    with _bell:
        _bell.notify_all()


class Full(Exception):
    """As many wait as may: ask again a little later."""


def until(look: Callable[[], T | None], seconds: float) -> T | None:
    """What `look` finds, at once or within the time; None when the time is over."""
    found = look()
    if found is not None or seconds <= 0:
        return found
    if not _places.acquire(blocking=False):
        raise Full
    try:
        ends = time.monotonic() + min(seconds, LONGEST)
        while found is None and (left := ends - time.monotonic()) > 0:
            with _bell:
                _bell.wait(min(left, LOOK_AGAIN))
            found = look()
        return found
    finally:
        _places.release()
