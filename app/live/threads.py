"""The stream where no socket can be taken: a thread of the server each, and only a few of them."""

import queue
import threading
from collections.abc import Iterator

from app.live.hub import Hub
from app.live.listeners import QueueListener

PLACES = 4  # threads that streams may hold; the others are for pages
_free = threading.BoundedSemaphore(PLACES)


class Seat:
    """An iterable body that gives its thread back when the server closes it, begun or not."""

    def __init__(self, hub: Hub, listener: QueueListener) -> None:
        self._hub = hub
        self._listener = listener
        self._left = threading.Lock()

    def __iter__(self) -> Iterator[bytes]:
        while True:
            try:
                data = self._listener.queue.get(timeout=self._hub.beat * 3)
            except queue.Empty:  # the hub is gone: the client shall come again
                return
            if data is None:
                return
            yield data

    def close(self) -> None:
        if self._left.acquire(blocking=False):
            self._hub.leave(self._listener)
            _free.release()


def seat(hub: Hub, listener: QueueListener) -> Seat | None:
    """A place for this listener, or None if all are taken."""
    return Seat(hub, listener) if _free.acquire(blocking=False) else None
