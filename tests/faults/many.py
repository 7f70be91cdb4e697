"""Many short histories at once: two editors of the product in node and two of pycrdt write one text
over a line that repeats, forgets and comes late. What they send goes through the writer's own
batches, by turns in two processes' apps. Nothing here judges; see test_many_histories.py."""

import random
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.documents import store, writer
from app.documents.gaps import NOTHING
from app.documents.posts import Post
from app.documents.refusals import Gap
from tests.faults.desk import Desk, result
from tests.faults.hand import Hand
from tests.faults.world import World

TICKS = 14
Orders = list[dict[str, Any]]


@dataclass
class Pen:
    """Somebody who writes in one history: what is made and not acknowledged waits in `outbox`."""

    who: str
    person_id: int
    hand: Hand | None  # None: an editor in node
    outbox: list[tuple[int, bytes]] = field(default_factory=list)
    mine: list[bytes] = field(default_factory=list)
    acks: dict[int, int] = field(default_factory=dict)
    batch: int = 0
    seq: int = 0
    gap: bytes | None = None
    gaps: int = 0

    def add(self, *updates: bytes) -> None:
        for update in updates:
            if update != NOTHING:
                self.batch += 1
                self.mine.append(update)
                self.outbox.append((self.batch, update))


@dataclass
class History:
    seed: int
    document_id: int
    pens: list[Pen]
    dice: random.Random
    met: dict[str, int] = field(default_factory=lambda: {"gaps": 0, "repeats": 0, "forgotten": 0})


class Many:
    """A number of histories that go on side by side, tick by tick."""

    def __init__(self, desk: Desk, world: World, histories: list[History]) -> None:
        self.desk, self.world, self.histories = desk, world, histories
        opened = [
            {"do": "open", "who": pen.who, "seed": one.seed * 4 + n}
            for one in histories
            for n, pen in enumerate(one.pens)
            if pen.hand is None
        ]
        world.orders(opened)

    def run(self) -> None:
        for tick in range(TICKS):
            self.edit([(one, one.dice.choice(one.pens)) for one in self.histories])
            self.post(tick, [(one, one.dice.choice(one.pens)) for one in self.histories], 0.15)
            self.hear(tick, [(one, one.dice.choice(one.pens)) for one in self.histories])
        self.edit(self.all(), ends=True)  # shows as a gap what was forgotten
        for tick in range(40):
            self.mend()
            self.post(tick, self.all(), 0.0)
            if self.hear(tick, self.all()) and not any(pen.outbox for _one, pen in self.all()):
                return
        raise AssertionError("the histories do not come to rest")

    def all(self) -> list[tuple[History, Pen]]:
        return [(one, pen) for one in self.histories for pen in one.pens]

    # -- the three things that happen --------------------------------------------------------------

    def edit(self, turns: list[tuple[History, Pen]], ends: bool = False) -> None:
        for _one, pen in turns:
            if pen.hand:
                before = pen.hand.doc.get_state()
                (pen.hand.type if ends else pen.hand.act)()
                pen.add(pen.hand.doc.get_update(before))
        asked = [pen for _one, pen in turns if not pen.hand]
        told = self.world.orders([{"do": "act", "who": pen.who, "ends": ends} for pen in asked])
        for pen, made in zip(asked, told, strict=True):
            pen.add(*map(b64decode, made))
        for one, pen in [] if ends else turns:
            self.forget(one, pen)

    def forget(self, one: History, pen: Pen) -> None:
        """A row that no disk has kept; not what only deletes, for nothing later would show it."""
        if pen.outbox and pen.outbox[-1][1][0] and one.dice.random() < 0.1:
            pen.outbox.pop()
            one.met["forgotten"] += 1

    def post(self, tick: int, turns: list[tuple[History, Pen]], deaf: float) -> None:
        """The first rows of these, in one batch of the writer; some do not hear the answer."""
        sent = [(one, pen) for one, pen in turns if pen.outbox]
        posts = []
        for one, pen in sent:
            number, payload = pen.outbox[0]
            posts.append(Post(one.document_id, pen.person_id, tab(pen), number, payload=payload))
        with self.desk.process(tick) as app:
            writer.writer_of(app)._write_all(posts)
        for (one, pen), post in zip(sent, posts, strict=True):
            self.answered(one, pen, post, one.dice.random() < deaf)

    def answered(self, one: History, pen: Pen, post: Post, deaf: bool) -> None:
        told = result(post.answer)
        if isinstance(told, Gap):
            pen.gap = told.state
            one.met["gaps"] += 1
            return
        assert isinstance(told, int), told
        if post.batch in pen.acks:
            one.met["repeats"] += 1
        assert pen.acks.setdefault(post.batch, told) == told  # a repeat has its number
        if not deaf:
            pen.outbox.pop(0)

    def mend(self) -> None:
        """Who was told of a gap sends all that the server lacks, instead of what waits."""
        gone = [pen for _one, pen in self.all() if pen.gap is not None]
        asked = [pen for pen in gone if not pen.hand]
        orders = [{"do": "lacking", "who": p.who, "state": encoded(p.gap or b"")} for p in asked]
        told = dict(zip([pen.who for pen in asked], self.world.orders(orders), strict=True))
        for pen in gone:
            state = pen.gap or b""
            whole = pen.hand.doc.get_update(state) if pen.hand else b64decode(told[pen.who])
            pen.outbox, pen.gap, pen.batch = [(pen.batch + 1, whole)], None, pen.batch + 1

    def hear(self, tick: int, turns: list[tuple[History, Pen]]) -> bool:
        """What these lack of the log, at times in disorder or twice; whether it was nothing."""
        orders: Orders = []
        asked: list[Pen] = []
        with self.desk.process(tick + 1):
            for one, pen in turns:
                since = store.since(one.document_id, pen.seq)
                lines = [payload for *_who, payload in since.lines]
                lines = list(jumbled(one.dice, lines, disorder=0.0 if pen.hand else 0.3))
                pen.seq = since.seq
                if pen.hand:
                    for line in lines:
                        pen.hand.doc.apply_update(line)
                elif lines:
                    asked.append(pen)
                    orders.append({"do": "hear", "who": pen.who, "lines": [*map(encoded, lines)]})
        for pen, made in zip(asked, self.world.orders(orders), strict=True):
            pen.add(*map(b64decode, made))
        return not orders


def jumbled(dice: random.Random, lines: list[bytes], disorder: float) -> Iterator[bytes]:
    """Some twice; and for Yjs in disorder. pycrdt 0.14 may keep a part of such lines aside for
    good: the product gives it none (see app/documents/gaps.py)."""
    order = dice.sample(lines, len(lines)) if dice.random() < disorder else lines
    for line in order:
        yield from [line] * (1 + (dice.random() < 0.1))


def tab(pen: Pen) -> str:
    return f"{pen.who}-".ljust(32, "0")


def encoded(data: bytes) -> str:
    return b64encode(data).decode()
