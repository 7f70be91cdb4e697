"""How often somebody may say something: so many a second, with a little more at once."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

KEPT = 5000  # who was heard last; the others begin anew
AT_ONCE = 2.0  # seconds' worth


class Pace:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, who: Hashable, a_second: float) -> bool:
        now, most = self.clock(), a_second * AT_ONCE
        with self._lock:
            left, at = self._left.pop(who, (most, now))
            left = min(most, left + (now - at) * a_second)
            allowed = left >= 1
            self._left[who] = (left - allowed, now)
            while len(self._left) > KEPT:
                self._left.popitem(last=False)
        return allowed
