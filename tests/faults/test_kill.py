"""kill -9 of the server while 20 people type and 20 lines are decided: what it has acknowledged is
on its disk, once, and all carry on by themselves as soon as it is back."""

import random
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select

from app.documents import check
from app.documents.models import DocumentUpdate
from app.extensions import db
from tests.cast import DATABASES
from tests.faults.deciding import Deciding
from tests.faults.servers import Mortal, inside
from tests.faults.sizes import size
from tests.faults.truth import kept, wrongs
from tests.faults.world import World
from tests.until import until

ROUND = 25  # kills of one server, on one text and one budget
KILLS = size("kills") // len(DATABASES)
rounds = [min(ROUND, KILLS - n) for n in range(0, KILLS, ROUND)]


def log_of(site: Mortal, document_id: int) -> dict[Any, int]:
    asked = select(DocumentUpdate).where(DocumentUpdate.document_id == document_id)
    with inside(site.app):
        assert check.verify(document_id) == []
        rows = db.session.scalars(asked).all()
        found = {(row.person_id, row.tab, row.batch): row.seq for row in rows}
        assert len(found) == len(rows)  # each once
        return found


def until_more(world: World, before: int, seconds: float) -> None:
    """Until the server has taken something again."""
    deadline = time.monotonic() + seconds
    while world.ask("count")["acked"] <= before:
        assert time.monotonic() < deadline, "the pages did not carry on"
        time.sleep(0.02)


@pytest.mark.parametrize("kills", rounds)
@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_a_killed_server_has_all_that_it_acknowledged(
    mortal: Mortal, world: World, tried: Callable[..., None], kills: int
) -> None:
    dice = random.Random(mortal.port)
    document_id, deciding = mortal.text("Many *hands*: é 😀 字"), Deciding(mortal, 20 * kills, 7)
    people = [mortal.member(name, pages=n) for name, n in (("anna", 7), ("diego", 7), ("lena", 6))]
    world.ask("open", document=document_id, seed=7, browsers=people, pace=1500)
    back, repeated = [], 0
    for kill in range(kills):
        until_more(world, world.ask("count")["acked"], 30)
        answered = dice.randrange(20) + len(deciding.sure)
        threads = deciding.begin()
        if kill % 2:  # right after a decision, or after a keystroke, was acknowledged
            until(lambda least=answered: len(deciding.sure) >= least)
        else:
            until_more(world, world.ask("count")["acked"], 30)
        time.sleep(dice.random() / 20)  # or somewhere within the next ones
        mortal.kill()
        acks = world.ask("progress")["acks"]
        for thread in threads:
            thread.join()
        log = log_of(mortal, document_id)
        assert [ack for ack in acks if not kept(log, ack)] == []
        assert deciding.wrongs() == []
        began = time.monotonic()
        mortal.start()
        back.append(time.monotonic() - began)
        repeated += deciding.repeat()
        assert deciding.wrongs() == [] and deciding.unsure == {}
    told = world.ask("stop")
    world.ask("close")
    assert wrongs(mortal, world, document_id, told) == []
    assert len(told["acks"]) > kills and len(deciding.sure) == 20 * kills
    tried(kills=kills, updates=len(told["acks"]), decisions=len(deciding.sure), repeated=repeated)
    print(f"back after {median(back):.2f} s, {max(back):.2f} s at most")
