"""A world of pages in node, a server for them that can die, and a text in one process or in two;
and a table of what was tried, at the end of `make faults`."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import clock
from tests.browser.warm import Warm
from tests.faults.desk import desk
from tests.faults.nodes import Nodes, start
from tests.faults.servers import Mortal
from tests.faults.world import World
from tests.services.postgres import Postgres
from tests.services.s3 import S3
from tests.services.smtp import MailServer
from tests.services.valkey import Valkey

__all__ = ["desk"]


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    world = World()
    yield world
    world.end()


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    warm = Warm()
    yield warm
    warm.stop()


@pytest.fixture(scope="session")
def site(empty_sqlite: Path) -> Iterator[Mortal]:
    site = Mortal(empty_sqlite)
    yield site
    site.stop()


@pytest.fixture(scope="session")
def two_nodes(
    postgres: Postgres, empty_postgres: str, empty_sqlite: Path, valkey: Valkey, s3: S3
) -> Iterator[Nodes]:
    smtp = MailServer()
    url = postgres.create(empty_postgres)
    nodes = start(empty_sqlite, url, postgres, valkey, s3, smtp)
    yield nodes
    nodes.stop()
    smtp.stop()


@pytest.fixture
def nodes(two_nodes: Nodes, monkeypatch: pytest.MonkeyPatch) -> Nodes:
    """It is the same hour for them and for what a test does in their database."""
    monkeypatch.setattr(clock, "source", two_nodes.here.clock)
    return two_nodes


@pytest.fixture
def mortal(
    request: pytest.FixtureRequest,
    empty_sqlite: Path,
    warm: Warm,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Mortal]:
    """A server of this test's own, on the database that it says, to be killed and started."""
    url = ""
    if database == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create(request.getfixturevalue("empty_postgres"))
    site = Mortal(empty_sqlite, url, warm=warm)
    monkeypatch.setattr(clock, "source", site.clock)
    yield site
    site.stop()


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[..., None]:
    """tried(kills=7): what this test did, for the table at the end."""

    def note(**counts: float) -> None:
        request.node.user_properties.append(("tried", counts))

    return note


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Sums by test, over all its parameters."""
    sums: dict[str, dict[str, float]] = {}
    for report in [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]:
        name = report.nodeid.partition("::")[2].partition("[")[0]
        for key, counts in report.user_properties if report.when == "call" else []:
            for what, number in counts.items() if key == "tried" else []:
                so_far = sums.setdefault(name, {})
                so_far[what] = so_far.get(what, 0) + number
    if sums:
        terminalreporter.section("what was tried")
    for name, counts in sorted(sums.items()):
        words = ", ".join(f"{n:,g} {what.replace('_', ' ')}" for what, n in counts.items())
        terminalreporter.line(f"{name.removeprefix('test_').replace('_', ' ')}: {words}")
