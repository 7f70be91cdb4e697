"""Waiting for a state, and saying so if it does not come."""

import time
from collections.abc import Callable


def until(state: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not state():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)
