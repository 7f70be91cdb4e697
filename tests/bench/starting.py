"""How long a fresh process takes until its first page, beside the import of Flask and SQLAlchemy's
ORM alone. Both have their bytecode, as on a server that was started before."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.bench.figures import Figure
from tests.services.chromium import PROJECT

ALONE = "import flask, sqlalchemy.orm"
OURS = "from wsgi import app\nassert app.test_client().get('/sign-in').status_code == 200"
BEYOND = 0.8  # seconds


def figures(folder: Path, rounds: int) -> list[Figure]:
    with with_bytecode() as kept:
        env = os.environ | kept | {"TANDEM_DATA": str(folder), "TANDEM_DEMO": "1"}
        seconds(ALONE, env), seconds(OURS, env)
        runs = [(seconds(OURS, env), seconds(ALONE, env)) for _round in range(rounds)]
    ours, alone = (median(side) for side in zip(*runs, strict=True))
    beyond = median(one - other for one, other in runs)
    return [
        Figure("start to the first page", round(ours, 2), "s", beside=round(alone, 2)),
        Figure("start, beyond Flask and SQLAlchemy", round(beyond, 2), "s", most=BEYOND),
    ]


@contextmanager
def with_bytecode() -> Iterator[dict[str, str]]:
    """Settings for processes that keep what they compile, wherever `make bench` itself may not."""
    with tempfile.TemporaryDirectory(prefix="tandem-bytecode-") as name:
        yield {"PYTHONPYCACHEPREFIX": name, "PYTHONDONTWRITEBYTECODE": ""}


def seconds(code: str, env: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=env, check=True)
    return time.perf_counter() - began
