"""A world of pages in node, a server for them that can die, and a text in one process or in two."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import clock
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
