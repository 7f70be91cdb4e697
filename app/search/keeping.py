"""Keeps the rows of search in step with what they are about: a job for each change, written with
it; texts within a second after they were written, and again when a spell of work is over."""

import threading
from collections.abc import Iterable

from flask import Flask, current_app
from sqlalchemy import select

from app import jobs
from app.comments.models import Thread
from app.database import writing
from app.documents import spells
from app.documents.passages import Passage
from app.documents.writer import Appended, on_written
from app.events import Happened, within
from app.extensions import db
from app.files.models import File
from app.notes.models import Note
from app.plans.models import Section
from app.search import files as _files  # noqa: F401 - sources of their own
from app.search import texts as _texts_too  # noqa: F401
from app.search.folding import fold
from app.search.index import place_of
from app.search.models import SearchRow
from app.search.sources import SOURCES, Found, load
from app.takeaways.models import Takeaway
from app.visits.agenda import AgendaItem
from app.visits.papers import VisitFile

KIND, ALL = "search.keep", "search.rebuild"
EVERY = 0.7  # seconds that a text which is being written may be behind
AT_ONCE = 200  # rows of a rebuild that are written together
FILES_ONLY = ("visit_file", "journey", "approval")  # things of which the files' names are found
SECTIONS_OF = {"plan": Section.plan_id, "edition": Section.edition_id}  # start with empty ones
Ids = dict[str, set[int]]


@within("*")
def remember(happened: Happened) -> None:
    """In the transaction of the change itself."""
    kind = "visit" if happened.kind == "agenda_publication" else happened.kind
    if kind in SOURCES or kind in FILES_ONLY or kind in SECTIONS_OF:
        jobs.add(KIND, of=kind, thing_id=happened.id)


@jobs.job(KIND)
def keep(of: str, thing_id: int) -> None:
    """The thing, and what is heard of as the thing is."""
    _read_ahead(_with_it(of, thing_id))
    with writing():
        for each, ids in _with_it(of, thing_id).items():
            put(each, ids)


def _read_ahead(wanted: Ids) -> None:
    """Texts are read and kept (documents/reading.py) before others have to wait for the lock."""
    for kind, ids in wanted.items():
        load(kind, ids, words=True)


def _with_it(kind: str, thing_id: int) -> Ids:
    if kind == "visit":
        items = select(AgendaItem.id).where(AgendaItem.visit_id == thing_id)
        papers = select(VisitFile.id).where(VisitFile.visit_id == thing_id)
        return {
            "visit": {thing_id},
            "agenda_item": set(db.session.scalars(items)),
            "file": _files_of("visit_file", papers),
        }
    if kind == "note":
        taken = select(Takeaway.id).where(Takeaway.note_id == thing_id)
        return {
            "note": {thing_id},
            "takeaway": set(db.session.scalars(taken)),
            "thread": _threads(db.session.get_one(Note, thing_id).document_id),
            "file": _files_of("note", [thing_id]),
        }
    if kind == "section":
        threads = _threads(db.session.get_one(Section, thing_id).document_id)
        return {"section": {thing_id}, "thread": threads}
    if kind == "claim":
        return {"claim": {thing_id}, "file": _files_of("claim", [thing_id])}
    if kind in FILES_ONLY:
        return {"file": _files_of(kind, [thing_id])}
    if kind in SECTIONS_OF:
        sections = select(Section.id).where(SECTIONS_OF[kind] == thing_id)
        return {"section": set(db.session.scalars(sections))}
    return {kind: {thing_id}}


def _threads(document_id: int) -> set[int]:
    query = select(Thread.id).outerjoin(Thread.passage)
    about = (Thread.document_id == document_id) | (Passage.document_id == document_id)
    return set(db.session.scalars(query.where(about)))


def _files_of(kind: str, things: object) -> set[int]:
    query = select(File.id).where(File.kind == kind, File.thing_id.in_(things))  # type: ignore[arg-type]
    return set(db.session.scalars(query))


def put(kind: str, ids: set[int]) -> None:
    """In the caller's transaction: rows as the things are now; none of what is gone."""
    known = {
        row.thing_id: row
        for row in db.session.scalars(
            select(SearchRow).where(SearchRow.kind == kind, SearchRow.thing_id.in_(ids))
        )
    }
    found = {each.thing_id: each for each in load(kind, ids, words=True)}
    for number in known.keys() - found.keys():
        db.session.delete(known[number])
    for number, each in found.items():
        row = known.get(number) or SearchRow(kind=kind, thing_id=number)
        _write(row, each)
        db.session.add(row)
    db.session.flush()


def _write(row: SearchRow, found: Found) -> None:
    row.pair_id, row.audience, row.at = found.pair_id, found.audience, found.at
    row.page, row.visit_id, row.seq = found.page, found.visit_id, found.seq
    row.cities = "".join(f",{number}" for number in found.cities) + ("," if found.cities else "")
    row.title, row.text = found.title, found.text
    row.head, row.place = fold(found.title), place_of(found.pair_id)
    row.folded = " ".join(filter(None, (row.head, fold(found.text))))


@jobs.job(ALL)
def rebuild() -> None:
    """Everything anew, a few rows at a time, so that others can write meanwhile."""
    for kind in SOURCES:
        with writing():
            known = set(db.session.scalars(select(SearchRow.thing_id).filter_by(kind=kind)))
        ids = sorted({found.thing_id for found in load(kind, None, words=False)} | known)
        for start in range(0, len(ids), AT_ONCE):
            some = set(ids[start : start + AT_ONCE])
            _read_ahead({kind: some})
            with writing():
                put(kind, some)


# -- texts that are being written -----------------------------------------------------------------

_lock = threading.Lock()


@on_written
def written(lines: list[Appended]) -> None:
    """Remembers which text it was; all of a second are kept together."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with _lock:
        waiting: set[int] = app.extensions.setdefault("search_texts", set())
        first = not waiting
        waiting.add(lines[0].document_id)
    if first and not app.testing:
        timer = threading.Timer(EVERY, _later, [app])
        timer.daemon = True
        timer.start()


def _later(app: Flask) -> None:
    with app.app_context():
        keep_texts(_taken(app))


def _taken(app: Flask) -> set[int]:
    with _lock:
        waiting: set[int] = app.extensions.get("search_texts", set())
        taken = set(waiting)
        waiting.clear()
    return taken


def keep_texts(document_ids: Iterable[int]) -> None:
    """The notes and sections of these texts."""
    ids = set(document_ids)
    _read_ahead(_texts(ids))
    with writing():
        for kind, found in _texts(ids).items():
            put(kind, found)


def _texts(document_ids: set[int]) -> Ids:
    found = {}
    for kind, model in (("note", Note), ("section", Section)):
        query = select(model.id).where(model.document_id.in_(document_ids))
        found[kind] = set(db.session.scalars(query))
    return found


@spells.at_end
def spell_over(document_id: int) -> None:
    """In the transaction of its end, in case a server stopped before its second was over."""
    for kind, found in _texts({document_id}).items():
        put(kind, found)
