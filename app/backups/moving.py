"""Moving to another database, in one command: nobody writes meanwhile, and afterwards the old
database takes nothing more, so that a server that was forgotten cannot write where nobody reads."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, inspect, text

from app.backups import dump, load, neutral
from app.config import database_url
from app.database import MOVED, alone
from app.extensions import db

VERBS = ("INSERT", "UPDATE", "DELETE")


def move(url: str) -> dict[str, Any]:
    """Brings all rows to the database at `url`, which must be empty; files stay where they are."""
    from app import create_app

    there = database_url(url, current_app.config["TANDEM_DATA"])
    other = dict(current_app.config) | {"SQLALCHEMY_DATABASE_URI": there, "WORKER": "none"}
    with tempfile.TemporaryDirectory(prefix="tandem-move-") as name, _held() as connection:
        place = Path(name) / "rows.zip"
        dump.write_rows(place, connection)
        with create_app(other).app_context():
            manifest = load.load(place)
            db.session.remove()
            db.engine.dispose()
        close(connection)
    return manifest


def close(connection: Connection) -> None:
    """From now on each write is refused by the database itself."""
    lite = connection.dialect.name == "sqlite"
    if not lite:
        connection.execute(
            text(
                "CREATE FUNCTION tandem_moved() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{MOVED}'; END $$"
            )
        )
    for table in _tables(connection):
        if lite:
            for verb in VERBS:
                refuse = f"BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
                about = f"moved_{table}_{verb.lower()} BEFORE {verb} ON {table}"
                connection.execute(text(f"CREATE TRIGGER {about} {refuse}"))
        else:
            about = f"moved BEFORE {' OR '.join(VERBS)} ON {table} FOR EACH STATEMENT"
            connection.execute(text(f"CREATE TRIGGER {about} EXECUTE FUNCTION tandem_moved()"))


def open_again() -> None:
    """Takes that back: the move is not to count, and people write here again."""
    with _held() as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(text("DROP FUNCTION IF EXISTS tandem_moved() CASCADE"))
            return
        for table in _tables(connection):
            for verb in VERBS:
                name = f"moved_{table}_{verb.lower()}"
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


@contextmanager
def _held() -> Iterator[Connection]:
    """A transaction in which nobody else writes; they wait, and then go on or are refused."""
    with alone(), db.engine.begin() as connection:
        if connection.dialect.name != "sqlite":
            tables = ", ".join(_tables(connection))
            connection.execute(text(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE"))
        yield connection


def _tables(connection: Connection) -> list[str]:
    there = set(inspect(connection).get_table_names())
    return [shape.name for shape in neutral.shapes() if shape.name in there]
