"""Closes what a test of the stream has opened."""

from collections.abc import Iterator

import pytest

from tests.live.server import OPEN


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
