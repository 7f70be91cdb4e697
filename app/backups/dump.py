"""The dump: one ZIP with the rows of every table, the bytes of every file that a row names, and a
manifest with their hashes. All rows are from one snapshot, taken while people go on writing."""

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from app.backups import neutral
from app.clock import now
from app.extensions import db
from app.files.blobs import CHUNK, blobs
from app.files.sweep import naming

FORMAT = 1
MANIFEST = "manifest.json"
TRIES = 3


class Damaged(Exception):
    """Said to who runs the house: what is missing, or not what it should be."""


@contextmanager
def snapshot() -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long it reads; nobody waits."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            options: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}
            connection = connection.execution_options(**options, postgresql_readonly=True)
        yield connection


def write(place: Path) -> dict[str, Any]:
    """Writes the dump, whole or not at all; gives its manifest.

    A file that a row of the snapshot names may be swept meanwhile, a day after its row went: then
    the snapshot is too old, and a new one is taken.
    """
    part = place.with_name(f".{place.name}.part")
    try:
        for again in range(TRIES):
            try:
                manifest = _written(part)
                break
            except FileNotFoundError as gone:
                if again == TRIES - 1:
                    raise Damaged(f"A file is missing ({gone}): see `flask verify`.") from gone
        with part.open("rb") as done:
            os.fsync(done.fileno())
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def write_rows(place: Path, connection: Connection) -> None:
    """A dump without files, of what a connection sees."""
    with _archive(place) as archive:
        manifest = _put_rows(archive, connection)
        archive.writestr(MANIFEST, json.dumps(manifest))


def _written(part: Path) -> dict[str, Any]:
    with _archive(part) as archive:
        with snapshot() as connection:
            manifest = _put_rows(archive, connection)
        for sha256 in manifest["files"]:
            _put_file(archive, sha256)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return manifest


def _archive(place: Path) -> zipfile.ZipFile:
    place.unlink(missing_ok=True)
    place.touch(mode=0o600)  # it holds all that people have written
    return zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=6)


def _put_rows(archive: zipfile.ZipFile, connection: Connection) -> dict[str, Any]:
    """Puts all rows into the archive; the manifest that tells of them."""
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    tables = {}
    for shape in neutral.shapes():
        with archive.open(f"rows/{shape.name}.jsonl", "w", force_zip64=True) as member:
            count, sha256 = told(connection, shape, member.write)
        tables[shape.name] = asdict(shape) | {"rows": count, "sha256": sha256}
    files = sorted(named(connection))
    hashes = {name: table["sha256"] for name, table in tables.items()}
    return {
        "format": FORMAT,
        "made_at": now().isoformat(),
        "revision": revision,
        "sha256": neutral.fingerprint(hashes, set(files)),
        "tables": tables,
        "files": files,
    }


def told(connection: Connection, shape: neutral.Shape, tell: Any) -> tuple[int, str]:
    """Tells each line of a table; how many there were, and their SHA-256."""
    count, found = 0, hashlib.sha256()
    for count, line in enumerate(neutral.lines(connection, shape), 1):  # noqa: B007
        found.update(line)
        tell(line)
    return count, found.hexdigest()


def named(connection: Connection) -> set[str]:
    """The files that rows name."""
    return set(connection.scalars(naming())) - {None}


def fingerprint() -> str:
    """Of what is there now: equal wherever rows and files are equal, on either database."""
    with snapshot() as connection:
        tables = {s.name: told(connection, s, len)[1] for s in neutral.shapes()}
        return neutral.fingerprint(tables, named(connection))


def _put_file(archive: zipfile.ZipFile, sha256: str) -> None:
    """As it is: pictures and PDFs do not get smaller."""
    member = zipfile.ZipInfo(f"files/{sha256}", now().timetuple()[:6])
    with blobs().open(sha256) as source, archive.open(member, "w", force_zip64=True) as copy:
        shutil.copyfileobj(source, copy, CHUNK)
