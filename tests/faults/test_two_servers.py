"""Two server processes on one database: the same people on both write one text. With a Valkey
between them each hears the other at once, without one they are correct all the same."""

import threading
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest
from pycrdt import Doc

from tests.browser.warm import Warm
from tests.faults.clients import Editor
from tests.faults.servers import Mortal
from tests.faults.test_histories import BAD, START, TROUBLE, proved
from tests.faults.truth import encoded
from tests.faults.world import World
from tests.services.postgres import Postgres

Two = tuple[Mortal, Mortal]


@pytest.fixture(params=["sqlite", "postgresql and valkey"])
def two(request: pytest.FixtureRequest, empty_sqlite: Path, warm: Warm) -> Iterator[Two]:
    url, more = "", {}
    if request.param != "sqlite":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create(request.getfixturevalue("empty_postgres"))
        more = {"REDIS_URL": request.getfixturevalue("valkey_url")}
    here = Mortal(empty_sqlite, url, warm=warm, **more)
    there = Mortal(empty_sqlite, url, beside=here, warm=warm, **more)
    yield here, there
    there.stop()
    here.stop()


def test_one_text_on_both(two: Two, world: World) -> None:
    """Two servers take long to start: all that is asked of them is asked of the same two."""
    browsers_on_both(two, world)
    pycrdt_on_both(two, world)
    a_gap_is_refused_though_the_other_wrote_in_between(two)


def browsers_on_both(two: Two, world: World) -> None:
    here, there = two
    document_id = here.text(START)
    people = [site.member(name) for site in two for name in ("anna", "diego")]
    told = world.history(
        document=document_id, seed=11, browsers=people, steps=50, faults=BAD, trouble=TROUBLE
    )
    proved(here, world, document_id, told)
    proved(there, world, document_id, told)


def pycrdt_on_both(two: Two, world: World) -> None:
    document_id = two[0].text(START)
    people = [two[0].member("anna"), two[1].member("anna")]
    editors = [
        Editor(site, name, document_id, seed)
        for seed, (site, name) in enumerate((s, n) for s in two for n in ("diego", "lena"))
    ]
    world.ask("open", document=document_id, seed=12, browsers=people, steps=30, faults=BAD)
    threads = [threading.Thread(target=editor.work, args=(12,)) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = world.ask("finish")
    for editor in editors:
        editor.read()
        told["copies"].append(editor.report())
        told["mine"] += [encoded(update) for update in editor.mine]
        told["acks"] += editor.acks
    world.ask("close")
    proved(two[0], world, document_id, told)


def a_gap_is_refused_though_the_other_wrote_in_between(two: Two) -> None:
    """What one process has in mind is not all: the other's lines come first, then the check."""
    here, there = two
    document_id = here.text("Begun")
    one, other = (Editor(site, "anna", document_id, n) for n, site in enumerate(two))
    for editor in (one, other):
        editor.read()
    one.paragraph(0, "first")
    one.send(one.doc.get_update(tail_of(one)))
    before = one.doc.get_state()
    one.paragraph(0, "never sent")
    missed = one.doc.get_update(before)
    between = one.doc.get_state()
    one.paragraph(0, "builds on it")
    late = one.doc.get_update(between)
    other.paragraph(0, "of the other process")
    other.send(other.doc.get_update(tail_of(other)))
    for site in two:
        assert refused(site, document_id, late) == (409, "gap")
    # The other process takes what was missing: then the first takes what builds on it.
    sender = Editor(there, "anna", document_id, 9)
    sender.send(missed)
    one.send(late)
    assert one.gaps == sender.gaps == 0
    for editor in (one, other):
        editor.read()
    assert one.report()["words"] == other.report()["words"]
    assert one.seq == other.seq == 5


def tail_of(editor: Editor) -> bytes:
    """The state without what this editor itself has written: its own, new part is what is left."""
    doc: Doc[object] = Doc()
    _status, told = editor.visitor.ask(f"{editor.path}?after=-1")
    for update in told["updates"]:
        doc.apply_update(b64decode(update["update"]))
    return doc.get_state()


def refused(site: Mortal, document_id: int, payload: bytes) -> tuple[int, str]:
    stranger = Editor(site, "anna", document_id, 0)
    path = f"{stranger.path}?tab={stranger.tab}&batch=1&schema_version=1"
    status, told = stranger.visitor.ask(path, payload, "application/x-update")
    return status, told.get("error", "")
