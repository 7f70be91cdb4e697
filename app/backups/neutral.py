"""Rows as any database can take them: every table of ours as lines of JSON, in one order and one
spelling everywhere, so that equal contents have equal hashes. What is in a table is not known here.
"""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, Table, cast, collate, select
from sqlalchemy import types as sa

from app.clock import UTCDateTime
from app.extensions import db

AT_ONCE = 1000  # rows that are in memory
KINDS: dict[str, type[sa.TypeEngine[Any]]] = {  # in this order: the first that fits
    "instant": UTCDateTime,
    "local": sa.DateTime,
    "date": sa.Date,
    "time": sa.Time,
    "bytes": sa.LargeBinary,
    "json": sa.JSON,
    "boolean": sa.Boolean,
    "integer": sa.Integer,
    "number": sa.Float,
    "text": sa.String,
}
SPELT: dict[str, Callable[[Any], Any]] = {
    "instant": lambda value: value.isoformat(timespec="microseconds"),
    "local": lambda value: value.isoformat(timespec="microseconds"),
    "date": lambda value: value.isoformat(),
    "time": lambda value: value.isoformat(timespec="microseconds"),
    "bytes": lambda value: b64encode(value).decode(),
    # SQLite keeps this sign, as in words that a comment quotes from a text; PostgreSQL cannot.
    "text": lambda value: value.replace("\0", ""),
}
READ: dict[str, Callable[[Any], Any]] = {
    "instant": datetime.fromisoformat,
    "local": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "bytes": b64decode,
    # JSON's own null is a value, and another one than no value.
    "json": lambda value: JSON.NULL if (found := json.loads(value)) is None else found,
}


@dataclass(frozen=True)
class Shape:
    """A table as a dump describes it: columns by name, each with its kind, and its primary key. It
    is enough to read and write the rows, of an older version of Tandem too."""

    name: str
    columns: dict[str, str]
    key: tuple[str, ...]

    @property
    def table(self) -> Table:
        made: dict[str, Any] = {
            "json": JSON(none_as_null=True),
            "integer": sa.BigInteger(),
            "text": sa.Text(),
        }
        columns = [Column(name, made.get(kind, KINDS[kind])) for name, kind in self.all]
        return Table(self.name, MetaData(), *columns)

    @property
    def all(self) -> list[tuple[str, str]]:
        return list(self.columns.items())


def shapes() -> list[Shape]:
    """Every table of this version, by name."""
    return [
        Shape(
            table.name,
            {column.name: _kind(column.type) for column in sorted(table.columns, key=str)},
            tuple(column.name for column in table.primary_key),
        )
        for table in sorted(db.metadata.tables.values(), key=str)
    ]


def _kind(found: sa.TypeEngine[Any]) -> str:
    if isinstance(found, sa.TypeDecorator) and not isinstance(found, UTCDateTime):
        found = found.impl_instance
    return next(kind for kind, known in KINDS.items() if isinstance(found, known))


def lines(connection: Connection, shape: Shape) -> Iterator[bytes]:
    """The rows in the order of their key, each a line."""
    table = shape.table
    asked = select(
        *(cast(table.c[n], sa.Text) if k == "json" else table.c[n] for n, k in shape.all)
    )
    order = (_ordered(connection, table.c[name], shape.columns[name]) for name in shape.key)
    spelt = [SPELT.get(kind, _as_is) for kind in shape.columns.values()]
    few = {"yield_per": AT_ONCE}  # of this statement only: a Connection keeps its options
    rows = connection.execute(asked.order_by(*order), execution_options=few)
    for row in rows:
        values = [None if v is None else say(v) for say, v in zip(spelt, row, strict=True)]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read(line: bytes, shape: Shape) -> dict[str, Any]:
    values = zip(shape.all, json.loads(line), strict=True)
    return {n: None if v is None else READ.get(kind, _as_is)(v) for (n, kind), v in values}


def fingerprint(tables: dict[str, str], files: set[str]) -> str:
    """One SHA-256 over all: of the hashes of the tables' lines, and the names of the files."""
    said = json.dumps({"tables": tables, "files": sorted(files)}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _ordered(connection: Connection, column: Column[Any], kind: str) -> Any:
    """By bytes, whatever order of letters a PostgreSQL was set up with."""
    plain = kind != "text" or connection.dialect.name == "sqlite"
    return column if plain else collate(column, "C")


def _as_is(value: Any) -> Any:
    return value
