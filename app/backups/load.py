"""A dump into an empty place, on either database, also one that an older Tandem made: the schema is
brought to the dump's revision, filled in one transaction, and then brought up to date."""

import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy import Connection, func, inspect, select, text

from app.backups import neutral
from app.backups.dump import FORMAT, MANIFEST, Damaged, told
from app.extensions import db
from app.files.blobs import CHUNK, blobs, hash_of

AT_ONCE = 500  # rows in one statement
BY_MIGRATIONS = {"job"}  # what a fresh schema has rows in


class NotEmpty(Exception):
    """Said to who runs the house: a restore writes over nothing."""


def check(place: Path) -> dict[str, Any]:
    """The manifest of a dump of which every byte is as it was written; else Damaged."""
    try:
        with zipfile.ZipFile(place) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            if manifest["format"] != FORMAT:
                raise Damaged("This backup was made by a newer Tandem.")
            for name, sha256 in _members(manifest, archive):
                with archive.open(name) as member:
                    if hash_of(member) != sha256:
                        raise Damaged(f"{name} in this backup is damaged.")
            return manifest
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, OSError) as wrong:
        raise Damaged(f"{place} is not a whole backup: {wrong}") from wrong


def load(place: Path) -> dict[str, Any]:
    """All that is in a dump into this app's empty database and its store; gives the manifest.

    If anything goes wrong no row is there, and the same command can be run again.
    """
    manifest = check(place)
    _prepare(manifest["revision"])
    shapes = [_shape(table) for table in manifest["tables"].values()]
    with zipfile.ZipFile(place) as archive:
        for name, sha256 in _members(manifest, archive):
            if name.startswith("files/"):
                _put_file(archive, name, sha256)
        with db.engine.begin() as connection:
            _refuse_rows(connection, shapes)
            with _references_later(connection):
                for shape in shapes:
                    _fill(connection, shape, archive)
            _number_on(connection, shapes)
            _compare(connection, shapes, manifest)
    upgrade()
    return manifest


def _members(manifest: dict[str, Any], archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """What is in it, and the hash that it must have. A dump to move by has no files in it."""
    for name, table in manifest["tables"].items():
        yield f"rows/{name}.jsonl", table["sha256"]
    if any(name.startswith("files/") for name in archive.namelist()):
        for sha256 in manifest["files"]:
            yield f"files/{sha256}", sha256


def _shape(table: dict[str, Any]) -> neutral.Shape:
    return neutral.Shape(table["name"], table["columns"], tuple(table["key"]))


def _prepare(revision: str) -> None:
    """An empty database gets the schema that the dump was made with."""
    scripts = ScriptDirectory(current_app.extensions["migrate"].directory)
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise Damaged(f"This backup is of revision {revision}: a newer Tandem has made it.")
    with db.engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        asked = text("SELECT version_num FROM alembic_version")
        found = connection.scalar(asked) if known else None
    if found is None:
        upgrade(revision=revision)
    elif found != revision:
        raise NotEmpty(
            f"The database is prepared for revision {found}, the backup is of {revision}: "
            "give a database without tables."
        )


def _refuse_rows(connection: Connection, shapes: list[neutral.Shape]) -> None:
    for shape in shapes:
        if shape.name in BY_MIGRATIONS:
            connection.execute(shape.table.delete())
        elif connection.scalar(select(func.count()).select_from(shape.table)):
            raise NotEmpty(f"The database is not empty: there are rows in {shape.name}.")


@contextmanager
def _references_later(connection: Connection) -> Iterator[None]:
    """A row may refer to one that comes after it; at the end each must refer to something."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield
        return
    asked = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f'"
    keys = connection.execute(text(asked)).all()
    for table, name in keys:
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE"))
    connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, name in keys:
        connection.execute(text(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE"))


def _fill(connection: Connection, shape: neutral.Shape, archive: zipfile.ZipFile) -> None:
    insert = shape.table.insert()
    with archive.open(f"rows/{shape.name}.jsonl") as member:
        while some := [neutral.read(line, shape) for line in islice(member, AT_ONCE)]:
            connection.execute(insert, some)


def _number_on(connection: Connection, shapes: list[neutral.Shape]) -> None:
    """PostgreSQL counts on after the highest number; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for shape in shapes:
        for name in shape.key:
            asked = text("SELECT pg_get_serial_sequence(:t, :c)").bindparams(t=shape.name, c=name)
            if sequence := connection.scalar(asked):
                most = connection.scalar(select(func.max(shape.table.c[name])))
                if most:
                    connection.execute(select(func.setval(sequence, most)))


def _compare(connection: Connection, shapes: list[neutral.Shape], manifest: dict[str, Any]) -> None:
    """What is there now says the same as what was there then."""
    for shape in shapes:
        found = told(connection, shape, len)
        table = manifest["tables"][shape.name]
        if found != (table["rows"], table["sha256"]):
            raise Damaged(f"The rows of {shape.name} are not what the backup says.")


def _put_file(archive: zipfile.ZipFile, name: str, sha256: str) -> None:
    with tempfile.NamedTemporaryFile(prefix="tandem-restore-") as copy:
        with archive.open(name) as member:
            shutil.copyfileobj(member, copy, CHUNK)
        copy.flush()
        blobs().put(Path(copy.name))
