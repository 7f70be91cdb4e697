"""Who listens: a client's socket, or the queue of a thread that writes. Only the hub pushes."""

import contextlib
import queue
import socket
import time
from collections.abc import Callable

CAP = 256 * 1024  # bytes that may wait for a slow client before it is dropped
QUEUE = 256  # messages that may wait for a slow thread

# Asks anew which of these topics may be heard; None: this session has ended.
Ask = Callable[[frozenset[str]], set[str] | None]


class Listener:
    """One open stream of a person, with what it hears and until when (monotonic seconds)."""

    def __init__(self, person_id: int, topics: set[str], ask: Ask, ends: float) -> None:
        self.person_id = person_id
        self.topics = topics
        self.ask = ask
        self.ends = ends
        self.since = time.monotonic()
        self.polls = False  # a long poll: ends once it is served
        self.served = False  # something that was worth to wait for is sent, or waits
        self.is_full = False  # the client takes no more: the hub is told when it does
        self.waiting: bytes | bytearray = b""

    def push(self, data: bytes) -> bool:
        """Keeps this for flush(). False: the client is gone or too slow."""
        raise NotImplementedError

    def flush(self) -> bool:
        """Sends what waits, as far as the client takes it. False: it is gone."""
        return True

    def close(self) -> None:
        raise NotImplementedError


class SocketListener(Listener):
    """A client's own socket. What it does not take at once waits here, up to CAP."""

    def __init__(
        self, sock: socket.socket, person_id: int, topics: set[str], ask: Ask, ends: float
    ) -> None:
        super().__init__(person_id, topics, ask, ends)
        self.sock = sock
        sock.setblocking(False)
        with contextlib.suppress(OSError):  # a test may hand in a socket that is not TCP
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if hasattr(socket, "TCP_USER_TIMEOUT"):
                # A laptop that was shut says no goodbye: its socket would stay for 15 minutes.
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 40_000)

    def push(self, data: bytes) -> bool:
        if not self.waiting:
            self.waiting = data  # the one that all listeners have: nothing is copied
            return True
        if isinstance(self.waiting, bytes):
            self.waiting = bytearray(self.waiting)
        self.waiting += data
        return len(self.waiting) <= CAP or (self.flush() and len(self.waiting) <= CAP)

    def flush(self) -> bool:
        try:
            sent = self.sock.send(self.waiting)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.waiting = self.waiting[sent:] if sent < len(self.waiting) else b""
        return True

    def hung_up(self) -> bool:
        """Whether the client closed; anything it says after its request is not for us."""
        try:
            return self.sock.recv(4096) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


class QueueListener(Listener):
    """A thread of the server that writes what it finds in its queue; None ends it."""

    def __init__(self, person_id: int, topics: set[str], ask: Ask, ends: float) -> None:
        super().__init__(person_id, topics, ask, ends)
        self.queue: queue.Queue[bytes | None] = queue.Queue(QUEUE)

    def push(self, data: bytes) -> bool:
        try:
            self.queue.put_nowait(data)
        except queue.Full:
            return False
        return True

    def close(self) -> None:
        with contextlib.suppress(queue.Full, queue.Empty):
            if self.queue.full():
                self.queue.get_nowait()  # it is dropped for being slow: room for its end
            self.queue.put_nowait(None)
