"""A pair that has worked for long is still light: its pages bring what they need and no more."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.bench import pair, weight
from tests.bench.pages import PAIR
from tests.bench.serving import Site, tandem

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("weight")
    pair.make(folder)
    with tandem(folder) as site:
        yield site


@pytest.fixture(scope="module")
def views(browser: Browser, worked: Site) -> tuple[weight.View, weight.View]:
    """The pair's first page in a fresh browser, cold and warm."""
    return weight.weigh(browser, worked, PAIR)


def test_the_first_page_is_light(views: tuple[weight.View, weight.View], worked: Site) -> None:
    cold, _warm = views
    assert cold.bytes("Document") <= 15 * 1024
    assert cold.bytes("Script") <= 25_000
    assert cold.bytes() <= 80_000
    assert len(cold.sent) <= 7
    assert cold.elsewhere(worked) == []


def test_the_second_view_asks_for_the_page_and_the_stream_alone(
    views: tuple[weight.View, weight.View],
) -> None:
    _cold, warm = views
    assert warm.bytes() <= 15_000
    assert sorted(asked.kind for asked in warm.sent) == ["Document", "Fetch"]


def test_what_is_built_comes_compressed_and_is_kept_for_ever(
    views: tuple[weight.View, weight.View],
) -> None:
    cold, _warm = views
    built = [asked for asked in cold.asked.values() if asked.kind in ("Stylesheet", "Script")]
    assert len(built) == 2
    for asked in built:
        assert asked.headers["content-encoding"] == "br"
        assert "max-age=31" in asked.headers["cache-control"]
        assert "immutable" in asked.headers["cache-control"]
    page = next(asked for asked in cold.asked.values() if asked.kind == "Document")
    assert page.headers["content-encoding"] == "br"
    assert page.headers["cache-control"] == "private, no-store"
