"""Two nodes, and what they need goes away while people write: a node is killed, Valkey is restarted
or cut off, PostgreSQL is stopped and started. Nobody starts Tandem again; the pages carry on, and
nothing is lost or doubled.

TANDEM_NODE_FAULTS says how often each of it happens."""

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from tests.faults.nodes import PAIR, Nodes
from tests.faults.people import Person, Stream
from tests.faults.servers import count, inside
from tests.faults.test_kill import until_more
from tests.faults.test_nodes import NOTHING, TAB
from tests.faults.truth import WORD, wrongs
from tests.faults.world import World
from tests.live.server import wait_for

TIMES = count("TANDEM_NODE_FAULTS", 1)
SENTENCE = "Please try again in a moment."
Trouble = Callable[[Nodes, World], None]


def kill_a_node(nodes: Nodes, world: World) -> None:
    """Its people go on at the other one; then it comes back."""
    node = random.choice(nodes.both)
    node.kill()
    for _kept_on in range(3):
        until_more(world, world.ask("progress")["acked"], 30)
    node.start()


def restart_valkey(nodes: Nodes, _world: World) -> None:
    nodes.valkey.halt()
    nodes.valkey.start()


def cut_valkey_off(nodes: Nodes, world: World) -> None:
    """Without it, what is written is stored all the same."""
    nodes.valkey.halt()
    for _kept_on in range(3):
        until_more(world, world.ask("progress")["acked"], 30)
    nodes.valkey.start()


def restart_postgres(nodes: Nodes, world: World) -> None:
    """While it is away nothing can be stored, and people go on typing."""
    nodes.postgres.halt()
    before = world.ask("progress")["typed"]
    wait_for(lambda: world.ask("progress")["typed"] > before + 20)
    nodes.postgres.start()


@pytest.mark.parametrize("trouble", [kill_a_node, restart_valkey, cut_valkey_off, restart_postgres])
def test_the_pages_carry_on_and_every_word_is_there_once(
    nodes: Nodes, world: World, trouble: Trouble
) -> None:
    document_id = nodes.here.text("Words: ")
    people = [nodes.member("anna", pages=2), nodes.member("diego"), nodes.member("lena")]
    world.ask("open", document=document_id, seed=21, browsers=people, pace=150, only="ends")
    for _time in range(TIMES):
        until_more(world, world.ask("progress")["acked"], 30)
        trouble(nodes, world)
        until_more(world, world.ask("progress")["acked"], 30)
    told = world.ask("stop")
    world.ask("close")
    assert wrongs(nodes.here, world, document_id, told) == []
    assert wrongs(nodes.there, world, document_id, told) == []
    counted(told)
    live_again(nodes)


def counted(told: dict) -> None:
    """Each word that was typed is in each copy, once."""
    for copy in told["copies"]:
        words = WORD.findall(copy["words"])
        assert len(words) == len(set(words)) == told["typed"]


def live_again(nodes: Nodes) -> None:
    """What changes at one node is told at the other, at once, as before."""
    with open_stream(nodes) as stream:
        anna = Person.of("anna", nodes.here)

        def told() -> bool:
            title = f"Live {secrets.token_hex(4)}"
            assert anna.send(f"{PAIR}/notes", title=title, once=title)[0] == 303
            number = anna.where.rpartition("/")[2]
            try:
                return bool(stream.until(f"note-{number}", 1))
            except TimeoutError:
                return False

        wait_for(told)


@contextmanager
def open_stream(nodes: Nodes) -> Iterator[Stream]:
    with inside(nodes.here.app):
        pair_id = db.session.scalar(select(Pair.id).where(Pair.slug == "cologne-soria"))
    stream = Stream(nodes.there, "diego", f"pair-{pair_id}-staff")
    try:
        yield stream
    finally:
        stream.close()


def test_while_the_database_is_away_people_read_a_sentence_and_keep_their_words(
    nodes: Nodes,
) -> None:
    document_id = nodes.here.text("A text")
    anna = Person.of("anna", nodes.here, nodes.url)
    post = f"/documents/{document_id}/updates?tab={TAB}&batch=1&schema_version=1"
    form = {"title": "Words of Anna's", "once": secrets.token_hex(8)}
    nodes.postgres.halt()
    try:
        for path in (PAIR, "/", "/profile", f"/documents/{document_id}"):
            assert is_told(anna.get(path))
        assert is_told(anna.get(PAIR, **{"HX-Request": "true", "HX-Request-Type": "partial"}))
        assert is_told(anna.tell(post, NOTHING))
        answer = anna.send(f"{PAIR}/notes", **form)
        assert is_told(answer)
        assert "Words of Anna&#39;s" in answer[1] and f'value="{form["once"]}"' in answer[1]
        assert anna.get("/healthz")[0] == 503
    finally:
        nodes.postgres.start()
    for _node in range(4):
        assert anna.get(PAIR)[0] == 200
        assert anna.send(f"{PAIR}/notes", **form)[0] == 303
    assert anna.tell(post, NOTHING)[0] == 200
    with inside(nodes.here.app):
        same = select(func.count()).select_from(Note).where(Note.title == form["title"])
        assert db.session.scalar(same) == 1


def is_told(answer: tuple[int, str]) -> bool:
    return answer[0] == 503 and SENTENCE in answer[1]
