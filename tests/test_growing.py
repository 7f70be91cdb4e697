"""The crowds that growth is measured on: whole, each pair apart from the others, always alike."""

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.search import keeping
from app.search.models import SearchRow
from tests.bench import calling, towns, writings
from tests.bench.asking import PAGES
from tests.bench.serving import app_on, signed_in
from tests.bench.years import Much
from tests.scans import scans

LITTLE = Much(visits=2, items=2, claims=6, notes=3, threads=4, sections=3, keys=2, long=3)
PAIRS = 12  # two cohorts


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    writings.make(folder, LITTLE, calling.SEED)
    return folder


@pytest.fixture(scope="module")
def crowd(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crowd")
    towns.spread(model, folder, PAIRS)
    return folder


@pytest.fixture
def app(crowd: Path) -> Any:
    """Only read from: all tests here share it."""
    app = app_on(crowd)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_its_ledgers_texts_files_and_keys_are_whole(app: Flask, crowd: Path) -> None:
    with app.app_context():
        said = app.test_cli_runner().invoke(args=["verify"])
    assert said.exit_code == 0 and said.output.startswith("Everything is whole."), said.output
    with sqlite3.connect(crowd / "tandem.db") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        heads = connection.execute("SELECT count(DISTINCT head) FROM budget").fetchone()
    assert heads == (PAIRS + 1,)  # each chain is its own; the stranger's is one more


def test_an_officer_opens_their_own_pair_and_no_other(app: Flask) -> None:
    two = signed_in(calling.who("anna", 2), app)
    mine, other = f"/pairs/{calling.slug(2, PAIRS)}", f"/pairs/{calling.slug(1, PAIRS)}"
    assert two.get("/").headers["Location"] == mine
    for path in PAGES.values():
        assert two.get(mine + path).status_code == 200
        assert two.get(other + path).status_code == 404


def test_each_page_of_a_pair_links_its_own_things_only(app: Flask) -> None:
    """What one reads by a link of one's own page is there: no number leads to another pair."""
    two = signed_in(calling.who("anna", 2), app)
    mine = f"/pairs/{calling.slug(2, PAIRS)}"
    links = {link for path in PAGES.values() for link in _links(two, mine + path)}
    things = {link for link in links if re.search(r"/(visits|claims|notes|threads)/\d+$", link)}
    assert len(things) > 8
    for link in things:
        assert link.startswith(mine), link
        assert two.get(link).status_code in (200, 303), link


def test_search_finds_what_is_of_ones_own_pair(app: Flask, crowd: Path) -> None:
    two = signed_in(calling.who("anna", 2), app)
    with sqlite3.connect(crowd / "tandem.db") as connection:
        own, others = (
            [name for (name,) in connection.execute(CITIES, (calling.slug(k, PAIRS),))]
            for k in (2, 1)
        )
    for city in own:
        assert b'class="result"' in two.get(f"/search?q={city}").data, city
    for city in others:
        assert b'class="result"' not in two.get(f"/search?q={city}").data, city
    common = two.get("/search?q=ma").data.decode()
    assert 'class="result"' in common
    assert set(re.findall(r'href="/pairs/([\w-]+)/', common)) == {calling.slug(2, PAIRS)}


@pytest.mark.parametrize("who", ["anna", "lena", "marek", "maria"])
def test_no_page_of_a_pair_reads_what_all_pairs_have(app: Flask, who: str) -> None:
    name = who if who == "maria" else calling.who(who, 2)
    client, mine = signed_in(name, app), f"/pairs/{calling.slug(2, PAIRS)}"
    urls = _one_of_each(client, [mine + path for path in [*PAGES.values(), *MORE]])
    urls |= {f"{url}/{part}" for url in urls if VISIT.search(url) for part in PARTS}
    own = set() if who == "maria" else {"/", "/news", "/reviews", "/mails"}
    with app.app_context():
        engine = db.engine
    asked, read = 0, set()
    for url in sorted(urls | own):
        with scans(engine) as found:
            asked += client.get(url).status_code == 200
        read |= {(table, url) for table, _statement in found if table not in FEW}
    assert asked > 25
    assert not read


def test_search_keeps_the_rows_that_the_app_would_write(app: Flask) -> None:
    with app.app_context():
        before = _kept()
        db.session.rollback()
        keeping.rebuild()
        assert len(before) > 100 * PAIRS / 2
        assert _kept() == before


def test_the_same_seed_makes_the_same_rows_and_another_others(
    model: Path, crowd: Path, tmp_path: Path
) -> None:
    again, other = tmp_path / "again", tmp_path / "other"
    twice = tmp_path / "model"
    for folder in (again, other, twice):
        folder.mkdir()
    writings.make(twice, LITTLE, calling.SEED)
    towns.spread(twice, again, 2)
    towns.spread(model, other, 2)
    assert _rows(again) == _rows(other)
    assert calling.slug(1, 2) != calling.slug(1, 2, seed=1)


FEW = {"appointment", "cohort", "programme"}  # they do not grow with the pairs, or by ten only
MORE = ("/people", "/takeaways", "/budget", "/budget/movements", "/search?q=ma", "/rounds")
KIND = re.compile(r"(?<!claims/)\b\d+")
VISIT, PARTS = re.compile(r"/visits/\d+$"), ("journeys", "attendance", "today")
CITIES = (
    "SELECT city.name FROM city JOIN member_city ON member_city.city_id = city.id "
    "JOIN pair ON pair.id = member_city.pair_id WHERE pair.slug = ?"
)


def _links(client: FlaskClient, url: str) -> list[str]:
    return re.findall(r'href="(/pairs/[^"#?]+)', client.get(url).data.decode())


def _one_of_each(client: FlaskClient, pages: list[str]) -> set[str]:
    """These pages, and one of each kind that they link; all claims: what one is asked differs."""
    linked = [link for page in pages for link in _links(client, page) if link.startswith(pages[0])]
    return set(pages) | set({KIND.sub("N", link): link for link in linked}.values())


def _kept() -> dict[tuple[str, int], dict[str, Any]]:
    """`seq` is left out: a mark that no word came with is read again with the next words."""
    found = db.session.execute(select(SearchRow.__table__)).mappings()
    return {(r["kind"], r["thing_id"]): {k: v for k, v in r.items() if k != "seq"} for r in found}


def _rows(folder: Path) -> dict[str, list[Any]]:
    with sqlite3.connect(folder / "tandem.db") as connection:
        tables = [table.name for table in db.metadata.sorted_tables]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}  # noqa: S608
