"""Carries messages to the other processes through Valkey or Redis, and says when some were missed.

Never blocks or fails who posts: while the server is away messages are dropped, this process still
hears its own, and on its return every page is told to read again.
"""

import contextlib
import json
import logging
import os
import queue
import random
import secrets
import threading
from collections.abc import Callable
from time import sleep
from typing import Any

from app.later import later

redis = later("redis")
log = logging.getLogger(__name__)
CHANNEL = "tandem:live"
WAITING = 10_000
QUIET = 10.0  # seconds without a word, then it is asked for one, and once more each second
UNANSWERED = 2  # so often asked in vain: the line is dead, though nobody said so
Message = dict[str, Any]
KEPT = ("drop", "recheck", "rights")  # who lost a right
AGAIN: Message = {"kind": "again"}  # something was not said: read again


class Relay:
    def __init__(
        self,
        url: str,
        *,
        heard: Callable[[Message], None],
        gap: Callable[[], None],
        quiet: float = QUIET,
    ) -> None:
        self._url = url
        self._quiet = quiet
        self._heard = heard
        self._gap = gap
        self._token = secrets.token_hex(8)
        self._out: queue.Queue[Message] = queue.Queue(WAITING)
        self._started: set[tuple[int, str]] = set()
        self._starting = threading.Lock()

    def post(self, message: Message) -> None:
        self._start("post", self._send_all)
        try:
            self._out.put_nowait(message)
        except queue.Full:
            log.warning("live relay: too much is waiting, a message is dropped")

    def listen(self) -> None:
        self._start("listen", self._listen)

    def _start(self, name: str, run: Callable[[], None]) -> None:
        with self._starting:
            if (os.getpid(), name) not in self._started:
                self._started.add((os.getpid(), name))
                threading.Thread(target=run, name=f"live-{name}", daemon=True).start()

    def _me(self) -> str:
        return f"{os.getpid()}-{self._token}"  # workers forked from one parent share the token

    def _server(self) -> Any:
        return redis.Redis.from_url(
            self._url,
            socket_connect_timeout=2,
            socket_timeout=2,
            socket_keepalive=True,
            health_check_interval=self._quiet,
            retry=None,
        )

    def _send_all(self) -> None:
        server, missed, failures = self._server(), False, 0
        while True:
            message = self._out.get()
            try:
                if missed and message != AGAIN:
                    server.publish(CHANNEL, json.dumps({"from": self._me(), **AGAIN}))
                server.publish(CHANNEL, json.dumps({"from": self._me(), **message}))
                missed, failures = False, 0
            except (redis.RedisError, OSError) as error:
                missed, failures = True, failures + 1
                self._away(error, failures)
                self._forget_events(message)

    def _forget_events(self, failed: Message) -> None:
        """Nudges are worth nothing later, `again` says it for all; who lost a right is kept."""
        waiting = [failed]
        with contextlib.suppress(queue.Empty):
            while True:
                waiting.append(self._out.get_nowait())
        kept = [message for message in waiting if message["kind"] in KEPT]
        for message in [*kept, AGAIN]:
            with contextlib.suppress(queue.Full):
                self._out.put_nowait(message)

    def _listen(self) -> None:
        failures = 0
        while True:
            try:
                with self._server().pubsub(ignore_subscribe_messages=False) as ear:
                    ear.subscribe(CHANNEL)
                    while ear.health_check_response_counter <= UNANSWERED:
                        failures = self._one(ear.get_message(timeout=1.0), failures)
                    raise redis.ConnectionError("no answer")
            except (redis.RedisError, OSError) as error:
                failures += 1
                self._away(error, failures)

    def _one(self, got: dict[str, Any] | None, failures: int) -> int:
        if got is None:
            return failures
        if got["type"] == "subscribe":
            self._gap()  # what was said before we listened is not known
            return 0
        if got["type"] == "message":
            try:
                message = json.loads(got["data"])
                if message.pop("from") != self._me():
                    self._heard(message)
            except Exception:
                log.exception("live relay: a message nobody understands")
        return failures

    @staticmethod
    def _away(error: Exception, failures: int) -> None:
        if failures == 1:
            log.warning("live relay: %s is away, trying again", type(error).__name__)
        # No more than 3 seconds, also after hours: 2**1024 is no float, and would end the thread.
        sleep(random.uniform(0.5, 1.0) * min(0.2 * 2 ** min(failures, 9), 3.0))  # noqa: S311
