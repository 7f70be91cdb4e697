"""Asks again, for streams already open, whether they may still hear what they hear."""

import logging
import os
import queue
import threading
import time

from app.live.hub import Hub
from app.live.listeners import Listener

log = logging.getLogger(__name__)


class Rights:
    """One thread of its own: the question goes to the database, and the hub never waits."""

    def __init__(self, hub: Hub, every: float = 60.0) -> None:
        self._hub = hub
        self._every = every
        self._told: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._pid = 0
        self._starting = threading.Lock()

    def start(self) -> None:
        with self._starting:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="live-rights", daemon=True).start()

    def recheck(self, person_id: int) -> None:
        if self._pid == os.getpid():  # else nobody listens in this process
            self._told.put(person_id)

    def _run(self) -> None:
        next_round = time.monotonic() + self._every
        while True:
            try:
                person_id = self._told.get(timeout=max(0.0, next_round - time.monotonic()))
                self._ask(self._hub.listeners(person_id))
            except queue.Empty:
                next_round = time.monotonic() + self._every
                self._ask(self._hub.listeners())

    def _ask(self, listeners: list[Listener]) -> None:
        for listener in listeners:
            try:
                self._hub.keep(listener, listener.ask(frozenset(listener.topics)))
            except Exception:
                # The database is away, so nobody can read anything either: ask next time.
                log.exception("live rights")
