"""A process that has imported the product once and forks a server for each test: a test waits for
its server, not for Python to read it all again. Run as a program; one line of JSON a server."""

import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.services.process import COMPILED

PROJECT = Path(__file__).parents[2]


class Forked:
    """A server by its process id, with what subprocess.Popen has of it."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.handle = os.pidfd_open(pid)

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self.handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        return 0 if select.select([self.handle], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        if not select.select([self.handle], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("gunicorn", timeout or 0)
        return 0


class Warm:
    """The parent of all servers of a test run."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.browser.warm"],
            cwd=PROJECT,
            env=os.environ | COMPILED,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def serve(self, argv: list[str], environment: dict[str, str], log: Path) -> Forked:
        assert self.process.stdin and self.process.stdout
        order = {"argv": argv, "environment": environment, "log": str(log)}
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        return Forked(int(self.process.stdout.readline()))

    def stop(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


def main() -> None:
    _import_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    while line := sys.stdin.readline():
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(order)
        print(pid, flush=True)


def _import_all() -> None:
    """The app's own modules are read when it is made; nothing of it is kept."""
    import tempfile

    import gunicorn.app.wsgiapp
    import gunicorn.workers.gthread  # noqa: F401

    from app import create_app
    from tests.cast import settings

    with tempfile.TemporaryDirectory() as folder:
        create_app(settings(Path(folder)))


def _become(order: dict[str, Any]) -> None:
    """gunicorn, as `python -m gunicorn` would be."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    sys.argv = ["gunicorn", *order["argv"]]
    from gunicorn.app.wsgiapp import run

    try:
        run()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
