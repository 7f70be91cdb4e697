"""A world of pages in node, a server for them that can die, and a text in one process or in two."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.desk import desk
from tests.faults.servers import Mortal
from tests.faults.world import World

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
