"""Several people write one text through the product's own browser code over a bad connection: what
each of them typed is in it, once, and all copies are equal. Many more, and quicker, are tried in
test_many_histories.py."""

import threading
from typing import Any

import pytest

from tests.faults.clients import Editor, save_form
from tests.faults.servers import Mortal
from tests.faults.sizes import size
from tests.faults.truth import WORD, doubled, encoded, wrongs
from tests.faults.world import World

HISTORIES = size("histories")
BAD = {
    "lost": 0.1,
    "deaf": 0.1,
    "twice": 0.15,
    "late": 0.3,
    "hangs": 0.005,
    "stumbles": 0.02,
    "unheard": 0.15,
    "heardTwice": 0.15,
    "heardLate": 0.3,
}
TROUBLE = {"cut": 0.03, "away": 0.02, "crash": 0.01}
START = "# Bicycles\n\nThey need a *winter* service: é 😀 字.\n\n- one\n- two\n\n> Ωμέγα"
seeds = pytest.mark.parametrize("seed", range(HISTORIES))


def proved(site: Mortal, world: World, document_id: int, told: dict[str, Any]) -> None:
    wrong = wrongs(site, world, document_id, told)
    assert not wrong, "\n".join([*wrong, str(told["met"]), str(told["said"])])


@seeds
def test_several_people_several_tabs_and_a_bad_line(site: Mortal, world: World, seed: int) -> None:
    document_id = site.text(START if seed % 2 else "")
    people = [site.member("anna", pages=2), site.member("diego"), site.member("lena")]
    told = world.history(
        document=document_id, seed=seed, browsers=people, steps=40, faults=BAD, trouble=TROUBLE
    )
    assert told["met"]["lost"] and told["met"]["deaf"] and told["met"]["twice"]
    proved(site, world, document_id, told)


@seeds
def test_each_word_is_there_once(site: Mortal, world: World, seed: int) -> None:
    """Nobody deletes and nothing is split: each word that was typed can be counted."""
    document_id = site.text("Words: ")
    told = world.history(
        document=document_id,
        seed=1000 + seed,
        browsers=[site.member("anna", pages=2), site.member("diego", forbids=True)],
        steps=40,
        only="ends",
        faults=BAD | {"stumbles": 0.2},
        trouble={"cut": 0.03, "away": 0.02},
    )
    assert told["met"]["stumbles"]
    proved(site, world, document_id, told)
    for copy in told["copies"]:
        assert len(set(WORD.findall(copy["words"]))) == told["typed"] == 120
        assert doubled(copy["words"]) == []


@seeds
def test_what_a_browser_lost_is_sent_again_as_a_whole(
    site: Mortal, world: World, seed: int
) -> None:
    """A row that no disk has kept is a gap: 409, and the page sends all that the server lacks."""
    document_id = site.text(START)
    told = world.history(
        document=document_id,
        seed=2000 + seed,
        browsers=[site.member("anna"), site.member("diego")],
        steps=80,
        pace=10,
        faults={"late": 0.9, "deaf": 0.1, "unheard": 0.2},
        trouble={"forget": 0.2},
    )
    proved(site, world, document_id, told)
    assert told["met"]["rowsLost"] and told["met"]["resyncs"]


@seeds
def test_yjs_pycrdt_and_the_plain_form_at_one_text(site: Mortal, world: World, seed: int) -> None:
    document_id = site.text(START)
    people = [site.member("anna"), site.member("diego")]
    others = [Editor(site, name, document_id, seed) for name in ("lena", "ibai")]
    world.ask("open", document=document_id, seed=3000 + seed, browsers=people, steps=40, faults=BAD)
    saved: list[int] = []

    def fill() -> None:
        saved.extend(save_form(site, "maria", document_id, f"Saved é😀 {n}.") for n in range(3))

    threads = [threading.Thread(target=other.work, args=(15,)) for other in others]
    threads.append(threading.Thread(target=fill))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = world.ask("finish")
    for other in others:
        other.read()
        told["copies"].append(other.report())
        told["mine"] += [encoded(update) for update in other.mine]
        told["acks"] += other.acks
    world.ask("close")
    assert len(saved) == 3 and {*saved} == {200}
    proved(site, world, document_id, told)
