"""Between people and Tandem stands a proxy that holds every answer until it is whole, or one that
cuts every connection after some seconds: what people type arrives all the same, once."""

from collections.abc import Iterator

import pytest

from tests.faults.nodes import Nodes
from tests.faults.servers import Mortal, count
from tests.faults.test_histories import proved
from tests.faults.world import World
from tests.live.server import wait_for
from tests.services.holding_proxy import HoldingProxy
from tests.services.line import Line

STEPS = count("TANDEM_PROXY_STEPS", 40)
TEXTS = count("TANDEM_PROXY_TEXTS", 1)
SECONDS = count("TANDEM_PROXY_SECONDS", 1)  # 30 in the field; these pages live ten times as fast


@pytest.fixture
def holding(site: Mortal) -> Iterator[HoldingProxy]:
    proxy = HoldingProxy(site.port)
    yield proxy
    proxy.stop()


@pytest.fixture
def cutting(site: Mortal) -> Iterator[Line]:
    line = Line(site.port, lasts=SECONDS)
    yield line
    line.stop()


def write_through(url: str, site: Mortal, world: World) -> None:
    """What each types is on the others' screens while nobody asks for it, and is all there is."""
    document_id = site.text("Words: ")
    people = [site.member(name, url=url) for name in ("anna", "diego", "lena")]
    typing = {"seed": 31, "steps": STEPS, "pace": 120, "only": "ends"}
    world.ask("open", document=document_id, browsers=people, **typing)
    wait_for(lambda: world.ask("progress")["typed"] == 3 * STEPS, seconds=20 + STEPS)
    wait_for(lambda: all_seen(world))
    told = world.ask("finish")
    world.ask("close")
    proved(site, world, document_id, told)


def all_seen(world: World) -> bool:
    seen = world.ask("seen")
    return seen["left"] == 0 and len(set(seen["seqs"])) == 1


def test_behind_a_proxy_that_holds_streams(
    site: Mortal, world: World, holding: HoldingProxy
) -> None:
    write_through(holding.url, site, world)
    polls = [path for path in holding.asked if path.startswith("/live") and "wait=" in path]
    assert len(polls) > 3


def test_behind_a_proxy_that_cuts_every_connection(
    site: Mortal, world: World, cutting: Line
) -> None:
    write_through(cutting.url, site, world)
    assert cutting.cuts > 6


def test_behind_one_that_holds_streams_and_two_nodes(nodes: Nodes, world: World) -> None:
    """Each poll may go to another node than the one before, and misses nothing between them."""
    proxy = HoldingProxy(nodes.proxy.port)
    try:
        for _text in range(TEXTS):
            write_through(proxy.url, nodes.here, world)
    finally:
        proxy.stop()
