"""A crowd of pairs that have worked for two years each: one is made through the rules of the app
(years.py), the others are its rows again, under numbers, names and keys of their own. Ten pairs
are a cohort. All rows of a table lie as they would if the pairs had worked side by side."""

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Table

from app import create_app
from app.budgets.chain import hash_of
from app.extensions import db
from tests.bench import calling, writings
from tests.bench.calling import A_COHORT, CITIES, COMMON, SEED, SLUG, Row
from tests.bench.pair import SECRET
from tests.bench.renumbering import Maker, Names, Renumbering, target_of
from tests.bench.years import Much
from tests.cast import POT, settings

BY_COHORT = ("cohort", "milestone", "outline_heading")
FAST = ("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000")


def fill(folder: Path, sizes: list[int], much: Much | None = None, seed: int = SEED) -> None:
    """A folder for each number of pairs, named by it, with database and files."""
    with tempfile.TemporaryDirectory(prefix="tandem-model-") as name:
        writings.make(Path(name), much or Much(), seed)
        for pairs in sizes:
            (folder / str(pairs)).mkdir()
            spread(Path(name), folder / str(pairs), pairs, seed)


def spread(model: Path, folder: Path, pairs: int, seed: int = SEED) -> None:
    """So many pairs that are as the model."""
    copytree(model / "files", folder / "files")
    (folder / "secret").write_text(SECRET)
    app = create_app(settings(folder, SECRET_KEY=SECRET))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    Crowd(_read(model / "tandem.db"), pairs, seed).into(folder / "tandem.db")


class Crowd:
    def __init__(self, rows: dict[str, list[Row]], pairs: int, seed: int) -> None:
        self.rows, self.pairs = rows, pairs
        self.cohorts = -(-pairs // A_COHORT)
        self.theirs = _theirs(rows)
        keys = [row["key"] for row in rows["passage"]]
        self.make = Renumbering(self.number, Names(calling.words(rows, pairs, seed), keys))

    def number(self, table: str, number: int, k: int) -> int:
        """Side by side: the first rows of all pairs, then the second ones."""
        if number in self.theirs.get(table, ()):
            return number * self.pairs + k
        return number * self.pairs + (k // A_COHORT if table in BY_COHORT else 0)

    def into(self, database: Path) -> None:
        connection = sqlite3.connect(database, isolation_level=None)
        for pragma in FAST:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for table in db.metadata.sorted_tables:
            rows = self._chained(table) if table.name == "ledger_entry" else self._all(table)
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            places = ", ".join("?" * len(table.columns))
            into = f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})'  # noqa: S608
            connection.executemany(into, rows)
        connection.executemany("UPDATE budget SET head = ? WHERE id = ?", self.heads)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()

    def _all(self, table: Table) -> Iterator[list[Any]]:
        names = [column.name for column in table.columns]
        for row in self.rows[table.name]:
            base = [row[name] for name in names]
            made = [(names.index(name), make) for name, make in self._cells(table, row)]
            for k in self._copies(table, row):
                copy = base.copy()
                for n, make in made:
                    copy[n] = make(k)
                yield copy

    def _copies(self, table: Table, row: Row) -> Iterable[int]:
        if table.name in BY_COHORT:
            return range(0, self.pairs, A_COHORT)
        return range(self.pairs if _has(self.theirs, table, row) else 1)

    def _cells(self, table: Table, row: Row) -> Iterator[tuple[str, Maker]]:
        yield from self.make.row(table, row)
        if table.name == "cohort":
            yield "number", lambda k: k // A_COHORT + 1
            yield "pot", lambda _k: A_COHORT * POT

    def _chained(self, table: Table) -> Iterator[list[Any]]:
        """The ledger: each budget's entries follow one another, so each has hashes of its own."""
        names = [column.name for column in table.columns]
        last: dict[int, str] = {}
        for values in self._all(table):
            facts = dict(zip(names, values, strict=True))
            facts["previous"] = last.get(facts["budget_id"], "")
            at = datetime.fromisoformat(facts["at"]).replace(tzinfo=UTC)
            facts["hash"] = hash_of(SimpleNamespace(**(facts | {"at": at})))  # type: ignore[arg-type]
            last[facts["budget_id"]] = facts["hash"]
            yield list(facts.values())
        self.heads = [(head, number) for number, head in last.items()]


def _read(database: Path) -> dict[str, list[Row]]:
    connection = sqlite3.connect(database)
    connection.row_factory = sqlite3.Row
    rows = {}
    for table in db.metadata.sorted_tables:
        order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        found = connection.execute(f'SELECT * FROM "{table.name}" ORDER BY {order}')  # noqa: S608
        rows[table.name] = [dict(row) for row in found]
    connection.close()
    return rows


def _theirs(rows: dict[str, list[Row]]) -> dict[str, set[int]]:
    """By table, the rows that each pair has of its own: the pair, its cities and its people, and
    all that hangs on one of them."""
    found: dict[str, set[int]] = {
        "person": {r["id"] for r in rows["person"] if r["mail"].partition("@")[0] not in COMMON},
        "city": {r["id"] for r in rows["city"] if r["name"] in CITIES},
        "pair": {r["id"] for r in rows["pair"] if r["slug"] == SLUG},
        "job": {r["id"] for r in rows["job"]},
    }
    for table in db.metadata.sorted_tables:
        if table.name not in (*found, *BY_COHORT):
            found[table.name] = {
                r["id"] for r in rows[table.name] if "id" in r and _has(found, table, r)
            }
    return found


def _has(theirs: dict[str, set[int]], table: Table, row: Row) -> bool:
    """Whether a row is one of a pair's own, as itself or by a foreign key."""
    if table.name in theirs and "id" in row and row["id"] in theirs[table.name]:
        return True
    keys = [column for column in table.columns if column.foreign_keys]
    return any(row[column.name] in theirs.get(target_of(table, column, row), ()) for column in keys)
