"""kill -9 of the server while people type: what it has acknowledged is on its disk, once, and the
pages carry on by themselves as soon as it is back.

TANDEM_KILLS says how often on SQLite; on PostgreSQL it is a quarter of that."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.documents import check
from app.documents.models import DocumentUpdate
from app.extensions import db
from tests.cast import DATABASES
from tests.faults.servers import Mortal, count, inside
from tests.faults.truth import kept, wrongs
from tests.faults.world import World
from tests.services.postgres import Postgres

KILLS = count("TANDEM_KILLS", 4)


@pytest.fixture
def mortal(request: pytest.FixtureRequest, empty_sqlite: Path, database: str) -> Iterator[Mortal]:
    url = ""
    if database == "postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        url = postgres.create(request.getfixturevalue("empty_postgres"))
    site = Mortal(empty_sqlite, url)
    yield site
    site.stop()


def log_of(site: Mortal, document_id: int) -> dict[Any, int]:
    asked = select(DocumentUpdate).where(DocumentUpdate.document_id == document_id)
    with inside(site.app):
        assert check.verify(document_id) == []
        rows = db.session.scalars(asked).all()
        found = {(row.person_id, row.tab, row.batch): row.seq for row in rows}
        assert len(found) == len(rows)  # each once
        return found


def until_more(world: World, before: int, seconds: float) -> float:
    """How long it took until the server had taken something again."""
    began = time.monotonic()
    while world.ask("progress")["acked"] <= before:
        assert time.monotonic() - began < seconds, "the pages did not carry on"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_a_killed_server_has_all_that_it_acknowledged(
    mortal: Mortal, world: World, database: str
) -> None:
    dice = random.Random(database)
    document_id = mortal.text("One text, many *hands*: é 😀 字")
    people = [mortal.member("anna", pages=2), mortal.member("diego"), mortal.member("lena")]
    world.ask("open", document=document_id, seed=7, browsers=people, pace=400, faults={"late": 0.2})
    for _kill in range(KILLS if database == "sqlite" else max(2, KILLS // 4)):
        until_more(world, world.ask("progress")["acked"], 30)
        time.sleep(dice.random() / 3)
        acks = world.ask("progress")["acks"]
        mortal.kill()
        log = log_of(mortal, document_id)
        assert [ack for ack in acks if not kept(log, ack)] == []
        mortal.start()
        until_more(world, len(acks), 15)
    told = world.ask("stop")
    world.ask("close")
    assert wrongs(mortal, world, document_id, told) == []
    assert len(told["acks"]) > KILLS
