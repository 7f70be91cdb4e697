"""Texts and what hangs on them, as search keeps them: notes and what is taken from them, sections
and comments."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.comments.models import Comment, Thread
from app.documents import reading
from app.documents.models import Document
from app.extensions import db
from app.notes.models import Note
from app.plans.models import Edition, Plan, Section
from app.search.sources import Found, Ids, cities_of, rows, source
from app.takeaways.models import Takeaway
from app.visits.models import Visit


def text_of(document: Document, words: bool) -> str:
    return reading.text_of(document).words if words else ""


@source("note")
def notes(ids: Ids, words: bool) -> list[Found]:
    query = select(Note).where(Note.removed_at.is_(None))
    query = query.options(
        joinedload(Note.document), joinedload(Note.visit).selectinload(Visit.stops)
    )
    return [
        Found(
            "note",
            note.id,
            note.pair_id,
            note.audience,
            note.document.edited_at or note.written_at,
            f"notes/{note.id}",
            note.title,
            text_of(note.document, words),
            note.visit_id,
            cities_of(note.visit),
            note.document.seq,
        )
        for note in rows(query, Note, ids)
    ]


@source("takeaway")
def takeaways(ids: Ids, words: bool) -> list[Found]:
    query = select(Takeaway).where(Takeaway.removed_at.is_(None))
    query = query.options(joinedload(Takeaway.note), joinedload(Takeaway.passage))
    return [
        Found(
            "takeaway",
            each.id,
            each.pair_id,
            each.audience,
            each.made_at,
            f"takeaways/{each.id}",
            each.sentence,
            "\n".join(filter(None, (each.quote, each.needed))) if words else "",
            each.note.visit_id,
            (each.member_city_id,),
        )
        for each in rows(query, Takeaway, ids)
        if each.note.removed_at is None
    ]


@source("section")
def sections(ids: Ids, words: bool) -> list[Found]:
    query = select(Section).where(Section.removed_at.is_(None))
    query = query.options(
        joinedload(Section.document),
        joinedload(Section.plan),
        joinedload(Section.edition),
        joinedload(Section.translates),
    )
    return [
        Found(
            "section",
            each.id,
            each.plan.pair_id,
            each.audience,
            each.document.edited_at or each.plan.started_at,
            _place(each.edition, each.id),
            each.title,
            text_of(each.document, words),
            seq=each.document.seq,
        )
        for each in rows(query, Section, ids)
    ]


def _place(edition: Edition | None, section_id: int) -> str:
    return f"plan{f'?edition={edition.language}' if edition else ''}#section-{section_id}"


@source("thread")
def threads(ids: Ids, words: bool) -> list[Found]:
    """With all that was said in it. What it is about is read at once for all of them."""
    query = select(Thread).where(Thread.removed_at.is_(None))
    query = query.options(joinedload(Thread.passage), joinedload(Thread.plan))
    if words:
        query = query.options(selectinload(Thread.comments))
    found = rows(query, Thread, ids)
    about = _owners({each.home_id for each in found if each.home_id})
    return [
        Found(
            "thread",
            each.id,
            each.pair_id,
            _heard(each, about.get(each.home_id or 0)),
            each.opened_at,
            f"threads/{each.id}",
            _title(each.plan or about.get(each.home_id or 0)),
            "\n".join(filter(None, _said(each))) if words else "",
            getattr(about.get(each.home_id or 0), "visit_id", None),
        )
        for each in found
        if each.plan or each.home_id in about
    ]


def _said(thread: Thread) -> list[str]:
    comments: list[Comment] = [each for each in thread.comments if not each.removed_at]
    return [thread.quote, thread.replacement or "", *(each.body for each in comments)]


def _owners(texts: set[int]) -> dict[int, Note | Section]:
    """By the text, what is not in the bin."""
    query = select(Section).options(joinedload(Section.translates))
    found: dict[int, Note | Section] = {}
    for model, asked in ((Section, query), (Note, select(Note))):
        asked = asked.where(model.document_id.in_(texts), model.removed_at.is_(None))
        found |= {each.document_id: each for each in db.session.scalars(asked)} if texts else {}
    return found


def _heard(thread: Thread, about: Note | Section | None) -> str:
    """As Thread.audience, with what it is about at hand."""
    if thread.private:
        return f"person-{thread.opened_by_id}"
    if thread.cities_only:
        return f"pair-{thread.pair_id}-cities"
    shared = thread.plan_id or (about is not None and about.shared_at)
    return f"pair-{thread.pair_id}" if shared else f"pair-{thread.pair_id}-staff"


def _title(about: Any) -> str:
    return about.name if isinstance(about, Plan) else about.title
