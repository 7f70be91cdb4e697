"""The report of a visit: one note, begun from what was noted there."""

import re

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.database import lock
from app.documents import lines, reading
from app.errors import Refused
from app.extensions import db
from app.notes.models import Note
from app.notes.templates import people
from app.visits.models import Visit

PLACE = re.compile(r"^.*\{\{.*$\n?", re.MULTILINE)  # a table or a picture: it stays in its note
HEADING = re.compile(r"^(#{1,4}) ", re.MULTILINE)


class Report(db.Model):
    """Which note is the report of a visit."""

    __tablename__ = "visit_report"

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), unique=True)

    note: Mapped[Note] = relationship()

    @classmethod
    def of(cls, visit: Visit) -> Note | None:
        """None where there is none, or it is in the bin."""
        found = db.session.get(cls, visit.id)
        return found.note if found and found.note.removed_at is None else None


def start(visit: Visit, *, by: Person) -> Note:
    """The report that is there, or a new one."""
    lock(visit)
    if visit.state != "held":
        raise Refused(_("A report is written once the visit is held."))
    known = Report.of(visit)
    if known is not None:
        return known
    language = visit.pair.cohort.languages[0]
    with force_locale(language if language in ("en", "de", "es") else "en"):
        title = _("Report: %(title)s", title=visit.title)[:160]
        note = Note.start(visit.pair, by=by, title=title, visit=visit, text=_text(visit))
    old = db.session.get(Report, visit.id)
    if old is not None:
        old.note = note
    else:
        db.session.add(Report(visit_id=visit.id, note=note))
    db.session.flush()
    return note


def _text(visit: Visit) -> str:
    """In the signs of the plain form."""
    parts = [f"## {_('Who took part')}", people(visit)]
    parts += [f"## {_('What went well')}", f"## {_('What was difficult')}"]
    parts += [f"## {_('What we learned')}", *_notes(visit), f"## {_('Results and next steps')}"]
    return "\n\n".join(filter(None, parts))


def _notes(visit: Visit) -> list[str]:
    """Each note of the visit under its title, its own headings one level lower."""
    query = select(Note).where(Note.visit_id == visit.id, Note.removed_at.is_(None))
    found = []
    for note in db.session.scalars(query.order_by(Note.id)):
        text = lines.write(lines.leaves(reading.top_of(note.document)))
        text = PLACE.sub("", text).strip()
        lower = HEADING.sub(lambda sign: "#" * min(4, len(sign[1]) + 2) + " ", text)
        found += [f"### {note.title}", lower]
    return found
