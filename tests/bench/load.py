"""A small client that asks for one page again and again: bounded in number and time.

It speaks HTTP over plain sockets, kept alive, so that it costs much less than what it measures.
"""

import socket
import threading
import time
from dataclasses import dataclass

from tests.bench.serving import Site

MOST = 2000  # requests in one measurement


@dataclass(frozen=True)
class Measured:
    requests: int
    seconds: float
    cpu: float
    waits: tuple[float, ...] = ()  # seconds of each request, sorted

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """CPU of the server's worker for one request."""
        return 1000 * self.cpu / self.requests

    @property
    def p50(self) -> float:
        return 1000 * self.waits[len(self.waits) // 2]

    @property
    def p99(self) -> float:
        """Of a short measurement it is the longest wait, or nearly so."""
        return 1000 * self.waits[len(self.waits) * 99 // 100]


class Connection:
    """One kept connection. `encoding` is what it accepts, as a browser's br; `cookie` signs in
    somebody else than the site's own."""

    def __init__(self, site: Site, path: str, encoding: str = "br", cookie: str = "") -> None:
        self.socket = socket.create_connection(("127.0.0.1", site.port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: 127.0.0.1:{site.port}",
            f"Cookie: {cookie or site.cookie}",
            f"Accept-Encoding: {encoding}",
        )
        self.question = ("\r\n".join(lines) + "\r\n\r\n").encode()

    def ask(self) -> bytes:
        """The body of an answer that must be a 200."""
        self.socket.sendall(self.question)
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, body = data.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{self.question!r} was answered {head!r}")
        missing = _length(head) - len(body)
        parts = [body]
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        return b"".join(parts)

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        data = self.socket.recv(1 << 18)
        if not data:
            raise RuntimeError("the server closed the connection")
        return data


def measure(site: Site, path: str, connections: int, seconds: float) -> Measured:
    """So many connections, each asking for its next page as soon as it has one."""
    kept = [Connection(site, path) for _ in range(connections)]
    for connection in kept:
        connection.ask()
    done: list[list[float]] = [[] for _ in kept]
    begun, cpu = time.perf_counter(), site.cpu()

    def visit(n: int) -> None:
        while time.perf_counter() < begun + seconds and len(done[n]) < MOST // connections:
            asked = time.perf_counter()
            kept[n].ask()
            done[n].append(time.perf_counter() - asked)

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken, cpu = time.perf_counter() - begun, site.cpu() - cpu
    for connection in kept:
        connection.close()
    waits = tuple(sorted(wait for each in done for wait in each))
    return Measured(len(waits), taken, cpu, waits)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError(f"no Content-Length in {head!r}")
