"""A server program as a child process: a free port, a guard that ends it with us, a wait for it.

What the programs are and how one talks to them is said in their own modules.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# The shell holds our end of a pipe. When we close it, or die of whatever, the server stops.
GUARD = '"$@" >"$LOG" 2>&1 & read -r _; kill -INT $!; wait $!'
PATIENCE = 30.0
# A process of Python begins two seconds sooner where what others compiled is kept.
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "tandem-compiled"),
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """A running server with a folder of its own, which goes when it stops."""

    def __init__(self, name: str, user: int | None = None) -> None:
        self.name = name
        self.user = user
        self.port = free_port()
        self.home = Path(tempfile.mkdtemp(prefix=f"tandem-{name}-"))
        if user is not None:
            os.chown(self.home, user, -1)

    def start(
        self, command: Sequence[str | Path], answers: Callable[[], bool], **environment: str
    ) -> None:
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, self.name, *command],
            stdin=subprocess.PIPE,
            cwd=self.home,
            env=os.environ | environment | {"LOG": str(self.home / "log")},
            user=self.user,
            # Ctrl-C in the terminal is for the tests; the server stops when they have ended.
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE
        while not answers():
            if time.monotonic() > deadline:
                said = (self.home / "log").read_text()
                self.stop()
                raise RuntimeError(f"{self.name} does not answer: {said}")
            time.sleep(0.02)

    def halt(self) -> None:
        """Ends it, and keeps its folder and port: it may be started again."""
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(PATIENCE)

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.home)
