"""The job that makes a file which somebody asked for, and says how far it is."""

import tempfile
from pathlib import Path
from typing import Any

from flask_babel import force_locale

from app import events, jobs
from app.accounts.models import Person
from app.clock import now
from app.database import writing
from app.exports import making
from app.exports.models import Export
from app.exports.papers import FORMATS
from app.extensions import db
from app.files.blobs import blobs
from app.table import may

KIND = "exports.make"
VERBS = {"plan": "pair.read", "section": "section.read", "note": "note.read"}


def ask(thing: Any, format_: str, *, by: Person, language: str, remarks: bool) -> Export:
    """A rule: the row, and its job with it."""
    pair = thing.plan.pair if hasattr(thing, "plan") else thing.pair
    export = Export(pair=pair, kind=thing.__tablename__, thing_id=thing.id, format=format_)
    export.asked_by, export.wishes = by, {"language": language, "remarks": remarks}
    db.session.add(export)
    db.session.flush()
    jobs.add(KIND, export_id=export.id)
    _told(export, "export.asked")
    return export


def _give_up(export_id: int, error: str) -> None:
    export = db.session.get_one(Export, export_id)
    export.error = error[:500]
    _told(export, "export.failed")


@jobs.job(KIND, gave_up=_give_up)
def make(export_id: int) -> None:
    """Under the rights that who asked for it has now."""
    export = db.session.get_one(Export, export_id)
    if export.done_at or export.format not in FORMATS:
        return
    thing, person = making.thing_of(export.kind, export.thing_id), export.asked_by
    about = thing.pair if export.kind == "plan" else thing
    if not may(person, VERBS[export.kind], about):
        return _give_up_at_once(export_id)
    _reach(export_id, 20)
    export = db.session.get_one(Export, export_id)
    wishes, format_, language = export.wishes, export.format, export.asked_by.language
    with force_locale(language):
        thing = making.thing_of(export.kind, export.thing_id)
        paper = making.paper_of(thing, export.asked_by, **wishes)
        db.session.rollback()
        _reach(export_id, 50)
        data = making.make(paper, format_)
    _keep(export_id, data, making.name_of(paper, format_))


def _give_up_at_once(export_id: int) -> None:
    with writing():
        _give_up(export_id, "no right")
    events.tell()


def _reach(export_id: int, percent: int) -> None:
    with writing():
        export = db.session.get_one(Export, export_id)
        export.percent = percent
        _told(export, "export.progressed")
    events.tell()


def _keep(export_id: int, data: bytes, name: str) -> None:
    with tempfile.NamedTemporaryFile() as written:
        Path(written.name).write_bytes(data)
        sha256 = blobs().put(Path(written.name))
    with writing():
        export = db.session.get_one(Export, export_id)
        export.percent, export.done_at = 100, now()
        export.name, export.sha256 = name[:160], sha256
        _told(export, "export.made")
    events.tell()


def _told(export: Export, name: str) -> None:
    person_id = export.asked_by_id or export.asked_by.id
    pair_id = export.pair_id or export.pair.id
    events.record(name, export, by=None, audience=f"person-{person_id}", pair_id=pair_id)
