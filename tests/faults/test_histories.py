"""Several people write one text through the product's own browser code over a bad connection: what
each of them typed is in it, once, and all copies are equal."""

from typing import Any

import pytest

from tests.faults.servers import Mortal, count
from tests.faults.truth import doubled, wrongs
from tests.faults.world import World

HISTORIES = count("TANDEM_HISTORIES", 6)
BAD = {
    "lost": 0.1,
    "deaf": 0.1,
    "twice": 0.15,
    "late": 0.3,
    "hangs": 0.01,
    "unheard": 0.15,
    "heardTwice": 0.15,
    "heardLate": 0.3,
}
START = "# Bicycles\n\nThey need a *winter* service: é 😀 字.\n\n- one\n- two\n\n> Ωμέγα"


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_nothing_is_lost_doubled_or_different(site: Mortal, world: World, seed: int) -> None:
    document_id = site.text(START if seed % 2 else "")
    told = world.history(
        document=document_id,
        seed=seed,
        browsers=[site.member("anna", pages=2), site.member("diego"), site.member("lena")],
        steps=40,
        faults=BAD,
        trouble={"cut": 0.03, "away": 0.02, "crash": 0.01},
    )
    wrong = wrongs(site, world, document_id, told)
    assert not wrong, "\n".join([*wrong, str(told["met"])])
