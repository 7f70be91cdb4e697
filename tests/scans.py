"""Which tables SQLite would read from end to end for what a request asks. Without statistics it
plans by the indexes that there are, so a small database says what a large one would do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.extensions import db


@contextmanager
def scans(engine: Engine) -> Iterator[set[tuple[str, str]]]:
    """Of the statements that are sent while it is open: (table, the statement), filled at its end.
    Full-text search is no scan, though SQLite calls it so."""
    sent: dict[str, Any] = {}
    found: set[tuple[str, str]] = set()

    def note(_connection: Any, _cursor: Any, statement: str, given: Any, *_more: Any) -> None:
        if statement.startswith("SELECT"):
            sent[statement] = given

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        for statement, given in sent.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            names = {_table(alias, statement) for alias in _scanned(plan)}
            found |= {(name, statement) for name in names & db.metadata.tables.keys()}


def _scanned(plan: Any) -> Iterator[str]:
    for *_numbers, step in plan:
        match = re.match(r"SCAN (\w+)", step)
        if match and "VIRTUAL TABLE" not in step:
            yield match[1]


def _table(alias: str, statement: str) -> str:
    named = re.search(rf'"?(\w+)"? AS "?{alias}"?\b', statement)
    return named[1] if named else alias
