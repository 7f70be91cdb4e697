"""The tests' own site in a process of its own, and a client that reads a stream from a socket."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from typing import Any

from tests.services.chromium import PROJECT
from tests.services.process import free_port

OPEN: list[socket.socket] = []
GUNICORN = "-k gthread --workers 1 --threads 8 --worker-connections 500 --no-control-socket"


class Server:
    def __init__(self, kind: str = "gunicorn", **env: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        site = "tests.live.site:make()"
        commands = {
            "gunicorn": [
                *GUNICORN.split(),
                "--graceful-timeout",
                "2",
                "-b",
                f"127.0.0.1:{self.port}",
            ],
            "flask": ["--app", site, "run", "--port", str(self.port)],
        }
        command = [sys.executable, "-m", kind, *commands[kind]]
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in stop()
        self.process = subprocess.Popen(
            command + ([site] if kind == "gunicorn" else []),
            cwd=PROJECT,
            env=os.environ | env,
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )
        wait_for(self.answers)

    def answers(self) -> bool:
        if self.process.poll() is not None:
            self.log.seek(0)
            raise RuntimeError(f"the site did not start: {self.log.read().decode()[-3000:]}")
        try:
            return self.get("/ok") == b"ok"
        except OSError:
            return False

    def said(self) -> str:
        return os.pread(self.log.fileno(), 1_000_000, 0).decode()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:  # noqa: S310
            return bytes(answer.read())

    def post(self, path: str, **form: Any) -> None:
        data = urllib.parse.urlencode(form).encode()
        urllib.request.urlopen(self.url + path, data, timeout=5).close()  # noqa: S310

    def nudge(self, region: str, topic: str = "pair-1", **more: str) -> None:
        self.post("/say/nudge", topic=topic, region=region, **more)

    def stop(self) -> float:
        """Seconds it took to stop."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        return time.monotonic() - begin


class Client:
    """One connection; with `reuse` it asks for a page first and keeps the connection."""

    def __init__(
        self, port: int, topics: str = "pair-1", person: int | None = 1, *, reuse: bool = False
    ) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), timeout=5)
        OPEN.append(self.sock)
        self.text = ""
        if reuse:
            self.ask("/ok", person)
            self.until("\r\n\r\nok")
            self.text = ""
        self.ask(f"/live?topics={topics}", person)

    def ask(self, path: str, person: int | None) -> None:
        who = f"X-Person: {person}\r\n" if person else ""
        self.sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{who}\r\n".encode())

    def until(self, words: str, seconds: float = 20.0) -> str:
        """Reads until these words have come; an early end or silence fails."""
        deadline = time.monotonic() + seconds
        while words not in self.text:
            self.sock.settimeout(max(0.01, deadline - time.monotonic()))
            data = self.sock.recv(65536)
            assert data, f"the stream ended before {words!r}: {self.text!r}"
            self.text += data.decode()
        return self.text

    def ended(self, seconds: float = 5.0) -> bool:
        deadline = time.monotonic() + seconds
        try:
            while True:
                self.sock.settimeout(max(0.01, deadline - time.monotonic()))
                data = self.sock.recv(65536)
                if not data:
                    return True
                self.text += data.decode()
        except TimeoutError:
            return False
        except ConnectionError:
            return True

    def nudges(self) -> list[dict[str, str]]:
        blocks = self.text.split("event: nudge\ndata: ")[1:]
        return [json.loads(block.split("\n", 1)[0]) for block in blocks]

    def close(self) -> None:
        self.sock.close()


def wait_for(true: Any, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
