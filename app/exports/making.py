"""A thing in a format, as bytes: what the address with a suffix answers, and what the job makes.
With the rights and in the language of who asks."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from app.accounts.models import Person
from app.errors import Refused
from app.exports import papers, pdf, word
from app.exports.paper import Paper
from app.extensions import db
from app.notes.models import Note
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan, Section

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
}
MAKERS: dict[str, Callable[[Paper], bytes]] = {
    "docx": word.docx,
    "odt": word.odt,
    "pdf": pdf.pdf,
    "md": word.markdown,
}


def paper_of(thing: Any, person: Person, *, language: str = "", remarks: bool = True) -> Paper:
    """`language` names an edition of a plan."""
    if isinstance(thing, Plan):
        edition = None if language in ("", thing.language) else Edition.of(thing.id, language)
        paper = papers.of_plan(thing, edition, person, remarks=remarks)
    elif isinstance(thing, PlanVersion):
        paper = papers.of_version(thing, person)
    elif isinstance(thing, Section):
        paper = papers.of_section(thing, person, remarks=remarks)
    else:
        paper = papers.of_note(thing, person, remarks=remarks)
    return papers.with_images(paper, person)


def make(paper: Paper, format_: str) -> bytes:
    """Slow: nothing of the database may be held meanwhile."""
    return MAKERS[format_](paper)


def name_of(paper: Paper, format_: str) -> str:
    """Of the file: plain letters, the title and the day."""
    flat = unicodedata.normalize("NFKD", paper.title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", flat).strip("-")[:60] or "tandem"
    on = paper.day.isoformat() if paper.day else ""
    return f"{stem}-{on}.{format_}"


def thing_of(kind: str, thing_id: int) -> Plan | Section | Note:
    models: dict[str, Any] = {"plan": Plan, "section": Section, "note": Note}
    found = db.session.get(models[kind], thing_id) if kind in models else None
    if found is None:
        raise Refused("")
    return found
