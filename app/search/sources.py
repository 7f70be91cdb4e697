"""Where what can be found comes from: each kind read from its own tables, with who may hear of it
now. The same function fills the index and says, before a result is shown, whether it still may
be."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.claims.lines import Line
from app.claims.models import Claim
from app.clock import at as at_clock
from app.clock import now
from app.comments.models import Comment, Thread
from app.documents import reading
from app.documents.models import Document
from app.extensions import db
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.plans.models import Edition, Plan, Section
from app.takeaways.models import Takeaway
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.publishing import published

MIDDAY = time(12)
Ids = Collection[int] | None  # None: all there are


@dataclass(frozen=True)
class Found:
    """A thing as search keeps it. `page` is below the pair's address."""

    kind: str
    thing_id: int
    pair_id: int
    audience: str
    at: datetime
    page: str
    title: str
    text: str = ""
    visit_id: int | None = None
    cities: tuple[int, ...] = ()
    seq: int = 0


Source = Callable[[Ids, bool], list[Found]]
SOURCES: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Marks what reads a kind: given ids, and whether the words are wanted, too. What is in the bin
    is left out."""

    def mark(read: Source) -> Source:
        SOURCES[kind] = read
        return read

    return mark


def load(kind: str, ids: Ids, *, words: bool) -> list[Found]:
    return SOURCES[kind](ids, words) if ids is None or ids else []


def rows(query: Any, model: Any, ids: Ids) -> list[Any]:
    query = query if ids is None else query.where(model.id.in_(ids))
    return list(db.session.scalars(query.order_by(model.id)))


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


@source("visit")
def visits(ids: Ids, words: bool) -> list[Found]:
    query = Visit.whole() if ids is None else Visit.whole().where(Visit.id.in_(ids))
    return [
        Found(
            "visit",
            visit.id,
            visit.pair_id,
            f"pair-{visit.pair_id}",
            at_clock(visit.begins_on, MIDDAY, visit.zone) if visit.begins_on else now(),
            f"visits/{visit.id}",
            visit.title,
            "\n".join([visit.purpose, *(stop.city.name for stop in visit.stops)]) if words else "",
            visit.id,
            cities_of(visit),
        )
        for visit in db.session.scalars(query)
        if visit.removed_at is None
    ]


@source("agenda_item")
def agenda(ids: Ids, words: bool) -> list[Found]:
    """A draft is the cities' and the programme's."""
    query = select(AgendaItem).where(AgendaItem.removed_at.is_(None))
    visit = joinedload(AgendaItem.visit)
    found = rows(query.options(visit.selectinload(Visit.stops)), AgendaItem, ids)
    open_ones = published(list({each.visit_id for each in found}))
    return [
        Found(
            "agenda_item",
            each.id,
            each.visit.pair_id,
            f"pair-{each.visit.pair_id}{'' if each.visit_id in open_ones else '-staff'}",
            at_clock(each.day, each.starts, each.visit.zone_on(each.day)),
            f"visits/{each.visit_id}#{each.__tablename__}-{each.id}",
            each.title,
            "\n".join(filter(None, (each.place, each.lead, each.remarks))) if words else "",
            each.visit_id,
            cities_of(each.visit),
        )
        for each in found
        if each.visit.removed_at is None
    ]


@source("claim")
def claims(ids: Ids, words: bool) -> list[Found]:
    query = select(Claim).where(Claim.removed_at.is_(None))
    query = query.options(joinedload(Claim.city), joinedload(Claim.visit))
    found = rows(query, Claim, ids)
    said: dict[int, list[str]] = {each.id: [] for each in found}
    asked = select(Line.claim_id, Line.description).where(Line.removed_at.is_(None))
    for number, words_ in db.session.execute(asked.where(Line.claim_id.in_(said))) if words else ():
        said[number].append(words_)
    return [
        Found(
            "claim",
            each.id,
            each.pair_id,
            f"city-{each.member_city_id}-money",
            each.submitted_at or each.drafted_at,
            f"claims/{each.id}",
            each.number,
            "\n".join([each.city.name, each.visit.title, *said[each.id]]) if words else "",
            each.visit_id,
            (each.member_city_id,),
        )
        for each in found
    ]


@source("membership")
def people(ids: Ids, words: bool) -> list[Found]:
    query = select(Membership).where(Membership.removed_at.is_(None))
    query = query.options(joinedload(Membership.person), joinedload(Membership.city))
    return [
        Found(
            "membership",
            each.id,
            each.pair_id,
            f"pair-{each.pair_id}",
            each.since,
            f"people#membership-{each.id}",
            each.person.name,
            " ".join(dict.fromkeys(filter(None, (_city(each), each.person.home_city)))),
            cities=(each.member_city_id,) if each.member_city_id else (),
        )
        for each in rows(query, Membership, ids)
    ]


def cities_of(visit: Visit | None) -> tuple[int, ...]:
    """The hosts of a visit."""
    return tuple(dict.fromkeys(stop.member_city_id for stop in visit.stops)) if visit else ()


def _city(member: Membership) -> str:
    return member.city.name if member.city else ""
