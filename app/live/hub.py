"""Who listens to what in this process. Knows bytes and topics, and nothing of the workspace.

One thread owns every listener and its socket; all others only leave it a task, so a request never
waits for a slow client and nothing here needs a lock.
"""

import contextlib
import logging
import os
import selectors
import socket
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable

from app.live import marks, wire
from app.live.listeners import Listener, SocketListener
from app.live.marks import KEPT, Said

log = logging.getLogger(__name__)
TICK = 1.0  # seconds between two looks at whose time is over
RECENT = 2000  # messages kept, at most


class Hub:
    def __init__(self, beat: float = 15.0) -> None:
        self.beat = beat
        self.whole_since = time.monotonic()  # from here on no message was missed
        self.on_start: Callable[[], None] = lambda: None
        self.on_tick: Callable[[], None] = lambda: None  # often, once a second at least
        self._recent: deque[tuple[int, Said, str, bytes]] = deque(maxlen=RECENT)
        self._marks = marks.Marks()
        self._saying = threading.Lock()
        self._pid = 0
        self._starting = threading.Lock()

    # ---- for any thread

    def join(self, listener: Listener, ago: float = 0.0, after: str = "") -> None:
        """Adds a listener and says hello; it also gets what its topics said after the message with
        that id, or in `ago` seconds."""
        begun = self._start()
        self._leave_task(lambda: self._add(listener, ago, after))
        if begun:
            self.on_start()  # after it, so that the first one too is told of what nobody heard

    def publish(
        self, topic: str, data: bytes, *, keep: bool = True, said: Said | None = None
    ) -> Said:
        """`said`: where another hub said it first."""
        with self._saying:  # the order of ids is the order of sending
            at = time.monotonic_ns()
            said = said or (self._marks.name, at)
            self._marks.hear(said, at)
            told = wire.numbered(self._marks.mark(at), data) if keep else data
            if keep:
                self._recent.append((at, said, topic, told))
            self._leave_task(lambda: self._push(self._topics.get(topic, ()), told))
        return said

    def greeting(self, topics: set[str], ago: float, after: str = "") -> tuple[bytes, bool]:
        """The hello, with what was said on these topics meanwhile; and whether that is news:
        something was said, or may have been."""
        with self._saying:
            now, recent = time.monotonic_ns(), list(self._recent)
            mark = self._marks.mark(now)
        seen = marks.read(after)
        known = next(iter(seen), "") == self._marks.name
        begin = seen[self._marks.name] if known else now - int(ago * 1e9)
        whole = now - begin <= KEPT * 1e9 and begin >= self.whole_since * 1e9
        # Where much is said, the oldest go before their time.
        whole &= len(recent) < RECENT or recent[0][0] <= begin
        if seen and not known:  # it comes from another hub, whose clock is not ours
            begin = now - int(KEPT * 1e9)
            recent = [one for one in recent if marks.is_new(one[1], seen)]
        missed = [data for at, _said, topic, data in recent if at > begin and topic in topics]
        hello = wire.numbered(mark, wire.hello(whole))
        return hello + b"".join(missed), bool(missed) or not whole

    def tell_all(self, data: bytes) -> None:
        self._leave_task(lambda: self._push(self._all, data))

    def leave(self, listener: Listener) -> None:
        self._leave_task(lambda: self._remove(listener))

    def drop(self, person_id: int) -> None:
        """Ends every stream of this person: they come back only with a session that holds."""
        for listener in self.listeners(person_id):
            self.leave(listener)

    def keep(self, listener: Listener, topics: set[str] | None) -> None:
        """Leaves a listener only these topics; None or nothing left ends it."""
        self._leave_task(lambda: self._narrow(listener, topics))

    def listeners(self, person_id: int | None = None) -> list[Listener]:
        everyone = list(self._all) if self._running() else []  # one C call: whole under the GIL
        return [one for one in everyone if person_id is None or one.person_id == person_id]

    def count(self, person_id: int) -> int:
        return self._persons[person_id] if self._running() else 0

    # ---- the thread

    def _running(self) -> bool:
        return self._pid == os.getpid()  # a forked worker has our memory and not our thread

    def _start(self) -> bool:
        """Whether it was not running before."""
        with self._starting:
            if self._running():
                return False
            self._all: set[Listener] = set()
            self._topics: dict[str, set[Listener]] = defaultdict(set)
            self._persons: Counter[int] = Counter()
            self._dirty: set[Listener] = set()  # who has something to be sent
            self._tasks: deque[Callable[[], None]] = deque()
            self._rings = False
            self._bell, self._ear = socket.socketpair()
            self._bell.setblocking(False)
            self._ear.setblocking(False)
            self._selector = selectors.DefaultSelector()
            self._selector.register(self._ear, selectors.EVENT_READ)
            self._pid = os.getpid()
            threading.Thread(target=self._run, name="live-hub", daemon=True).start()
        return True

    def _leave_task(self, task: Callable[[], None]) -> None:
        if not self._running():
            return  # nobody listens yet
        self._tasks.append(task)
        if not self._rings:
            self._rings = True
            with contextlib.suppress(BlockingIOError):
                self._bell.send(b"!")

    def _run(self) -> None:
        next_beat, next_tick = time.monotonic() + self.beat, time.monotonic()
        while True:
            try:
                self._wait(min(1.0, max(0.0, next_beat - time.monotonic())))
                for _task in range(len(self._tasks)):  # what comes meanwhile has its turn next
                    self._tasks.popleft()()
                self._flush()
                if time.monotonic() >= next_tick:
                    next_tick = time.monotonic() + TICK
                    self._end_expired()
                    self.on_tick()
                if time.monotonic() >= next_beat:
                    next_beat = time.monotonic() + self.beat
                    self._push([one for one in self._all if not one.polls], wire.BEAT)
                    self._flush()
            except Exception:
                log.exception("live hub")

    def _wait(self, seconds: float) -> None:
        for key, mask in self._selector.select(self._patience(seconds)):
            if key.fileobj is self._ear:
                self._ear.recv(4096)
                self._rings = False  # before the tasks are done: one that comes later rings again
            elif not self._serve(key.data, mask):
                self._remove(key.data)

    def _patience(self, seconds: float) -> float | None:
        if self._tasks:
            return 0
        return seconds if self._all else None

    def _serve(self, listener: SocketListener, mask: int) -> bool:
        if mask & selectors.EVENT_READ and listener.hung_up():
            return False
        if mask & selectors.EVENT_WRITE:
            self._dirty.add(listener)
        return True

    def _flush(self) -> None:
        """One send for each who was told something, however much it was."""
        dirty, self._dirty = self._dirty, set()
        for listener in dirty & self._all:
            gone = not listener.flush()
            if gone or (listener.polls and listener.served and not listener.waiting):
                self._remove(listener)
            elif listener.waiting or listener.is_full:
                self._watch(listener)

    def _watch(self, listener: Listener) -> None:
        """Asks to be told when a client that is full takes more."""
        was, listener.is_full = listener.is_full, bool(listener.waiting)
        if was == listener.is_full or not isinstance(listener, SocketListener):
            return
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if listener.is_full else 0)
        self._selector.modify(listener.sock, events, listener)

    def _add(self, listener: Listener, ago: float, after: str) -> None:
        self._all.add(listener)
        self._persons[listener.person_id] += 1
        for topic in listener.topics:
            self._topics[topic].add(listener)
        head = b""
        if isinstance(listener, SocketListener):
            self._selector.register(listener.sock, selectors.EVENT_READ, listener)
            head = wire.HEAD
        greeting, news = self.greeting(listener.topics, ago, after)
        self._push([listener], head + greeting)
        listener.served = news

    def _push(self, listeners: Iterable[Listener], data: bytes) -> None:
        for listener in list(listeners):
            listener.served = True
            if not listener.push(data):
                self._remove(listener)
            elif not listener.is_full:
                self._dirty.add(listener)

    def _narrow(self, listener: Listener, topics: set[str] | None) -> None:
        if listener not in self._all:
            return
        if not topics:
            self._remove(listener)
            return
        lost = listener.topics - topics
        for topic in lost:
            listener.topics.discard(topic)
            self._forget(topic, listener)
        if lost:
            self._push([listener], wire.AGAIN)  # its page shows what it may no longer see

    def _end_expired(self) -> None:
        now = time.monotonic()
        for listener in [one for one in self._all if one.ends <= now]:
            self._remove(listener)

    def _remove(self, listener: Listener) -> None:
        if listener not in self._all:
            return
        self._all.discard(listener)
        self._persons[listener.person_id] -= 1
        for topic in listener.topics:
            self._forget(topic, listener)
        if isinstance(listener, SocketListener):
            self._selector.unregister(listener.sock)
        listener.close()

    def _forget(self, topic: str, listener: Listener) -> None:
        self._topics[topic].discard(listener)
        if not self._topics[topic]:
            del self._topics[topic]
