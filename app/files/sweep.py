"""Housekeeping of blobs: what nobody refers to goes after a day, what is referred to is checked."""

import contextlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import CompoundSelect, select, union

from app.clock import now
from app.extensions import db
from app.files.blobs import blobs
from app.files.models import File, Preview
from app.jobs import job

KEPT = timedelta(hours=24)
_columns: list[Any] = [File.sha256, Preview.sha256]


@job("files.sweep")
def sweep() -> int:
    """Removes blobs that are older than a day and that no row names; gives their number.

    The age is asked again just before: an upload of the same bytes makes its blob young first.
    """
    store, before = blobs(), now() - KEPT
    old = {sha256 for sha256, written in store.all() if written < before}
    named = referred() if old else set()
    db.session.rollback()  # the listing of a store is slow: no transaction is held open
    gone = 0
    for sha256 in sorted(old - named):
        with contextlib.suppress(FileNotFoundError):
            if store.age(sha256) < before:
                store.remove(sha256)
                gone += 1
    return gone


def verify() -> Iterator[str]:
    """A sentence for each blob that a row names and that is missing or not what its name says."""
    store = blobs()
    for sha256 in sorted(referred()):
        if not store.is_whole(sha256):
            yield f"The file {sha256} is missing or damaged."


def refers(column: Any) -> None:
    """Marks a column of another feature that names blobs, too."""
    if column not in _columns:
        _columns.append(column)


def referred() -> set[str]:
    """Every blob that a row names, of files in the bin too."""
    return set(db.session.scalars(naming())) - {None}


def naming() -> CompoundSelect[Any]:
    """Asks for the names of blobs; None is among them where a row names none."""
    return union(*(select(column) for column in _columns))
