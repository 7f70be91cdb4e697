"""Photographs and files that hang on a note, seen by who may read it."""

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.database import lock
from app.extensions import db
from app.files.models import File
from app.notes.models import Note

if TYPE_CHECKING:
    from app.files.store import Taken


def of_note(note: Note) -> list[File]:
    query = select(File).where(File.kind == "note", File.thing_id == note.id)
    query = query.where(File.removed_at.is_(None))
    query = query.options(selectinload(File.previews), joinedload(File.added_by))
    return list(db.session.scalars(query.order_by(File.id)))


def add(note: Note, taken: "list[Taken]", *, by: Person) -> Note:
    for one in taken:
        file = File.add(one, note, pair_id=note.pair_id, by=by)
        note.record("note.file_added", by, file=file.name)
    return note


def remove(note: Note, file: File, *, by: Person) -> Note:
    lock(note)
    if file.removed_at is None:
        file.remove(by=by)
        note.record("note.file_removed", by, file=file.name)
    return note


def restore(note: Note, file: File, *, by: Person) -> Note:
    lock(note)
    if file.removed_at is not None:
        file.restore()
        note.record("note.file_restored", by, file=file.name)
    return note
