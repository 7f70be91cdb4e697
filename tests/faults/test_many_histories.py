"""Very many histories of several people at one text, editors in node and of pycrdt mixed: after
each of them all copies are equal, nothing is lost, and the log makes the same text again.

The network, the stream and the browser's own queue are in test_histories.py, which is slower."""

import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from app.documents import check, render, store, tree
from app.documents.models import DocumentUpdate
from app.extensions import db
from tests.cast import DATABASES
from tests.documents.writing import new_document
from tests.faults.desk import Desk
from tests.faults.hand import Hand
from tests.faults.many import History, Many, Pen, encoded, tab
from tests.faults.sizes import size
from tests.faults.truth import absent, bare, same
from tests.faults.world import World

TOGETHER = 60  # side by side
HALF = size("many_histories") // len(DATABASES)
parts = [(n, min(n + TOGETHER, HALF)) for n in range(0, HALF, TOGETHER)]


@pytest.fixture(scope="session")
def editors() -> Iterator[World]:
    world = World("many.mjs")
    yield world
    world.end()


@pytest.mark.parametrize(("low", "high"), parts)
@pytest.mark.parametrize("database", DATABASES, indirect=True)
@pytest.mark.parametrize("processes", [2])
def test_all_copies_are_equal(
    desk: Desk,
    editors: World,
    pair: Any,
    cast: Any,
    tried: Callable[..., None],
    low: int,
    high: int,
) -> None:
    histories = [begun(seed, new_document(pair, cast["anna"]), desk) for seed in range(low, high)]
    many = Many(desk, editors, histories)
    many.run()
    ends = ended(many)
    with desk.process(0):
        wrong = [f"{one.seed}: {each}" for one in histories for each in wrongs(many, one, ends)]
    assert wrong == []
    met = {name: sum(one.met[name] for one in histories) for name in histories[0].met}
    lines = sum(len(pen.acks) for _one, pen in many.all())
    tried(histories=len(histories), updates=lines, **met)
    assert all(met.values()) or len(histories) < TOGETHER // 3


def begun(seed: int, document_id: int, desk: Desk) -> History:
    dice = random.Random(seed)
    names = [*desk.people][:4]
    pens = [
        Pen(f"{seed}.{n}", desk.people[name], Hand(seed * 4 + n) if n % 2 else None)
        for n, name in enumerate(names)
    ]
    return History(seed, document_id, pens, dice)


def ended(many: Many) -> dict[str, Any]:
    asked = [pen.who for _one, pen in many.all() if not pen.hand]
    told = many.world.orders([{"do": "close", "who": who} for who in asked])
    return dict(zip(asked, told, strict=True))


def wrongs(many: Many, one: History, ends: dict[str, Any]) -> list[str]:
    doc, seq = store.load(one.document_id)
    asked = select(DocumentUpdate).where(DocumentUpdate.document_id == one.document_id)
    rows = db.session.scalars(asked.order_by(DocumentUpdate.seq)).all()
    log = {(row.person_id, row.tab, row.batch): row.seq for row in rows}
    wrong = check.verify(one.document_id)
    if not len(rows) == len(log) == seq:
        wrong.append(f"{len(rows)} lines, {len(log)} keys, number {seq}")
    states, top, words = [encoded(doc.get_update())], tree.read(doc), bare(text(doc))
    for pen in one.pens:
        wrong += absent(doc, pen.mine)
        lost = [n for n, at in pen.acks.items() if log.get((pen.person_id, tab(pen), n), at) != at]
        wrong += [f"acknowledged {n} of {pen.who} is another line" for n in lost]
        states.append(encoded(pen.hand.doc.get_update()) if pen.hand else ends[pen.who]["state"])
        if not pen.hand and bare(ends[pen.who]["words"]) != words:
            wrong.append(f"{pen.who} shows other words")
        if pen.hand and not same(tree.read(pen.hand.doc), top):
            wrong.append(f"{pen.who} has another text")
    (told,) = many.world.orders(
        [{"do": "judge", "states": states, "log": [encoded(row.payload) for row in rows]}]
    )
    return wrong + ([f"the copies differ: {told}"] if told["differ"] or told["pending"] else [])


def text(doc: Any) -> str:
    return render.plain_text(tree.read(doc))
