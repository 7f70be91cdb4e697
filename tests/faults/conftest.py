"""A world of pages in node, and a server for them that can die."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.servers import Mortal
from tests.faults.world import World


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    world = World()
    yield world
    world.end()


@pytest.fixture(scope="module")
def site(empty_sqlite: Path) -> Iterator[Mortal]:
    site = Mortal(empty_sqlite)
    yield site
    site.stop()
