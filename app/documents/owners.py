"""Whose text a document is. Documents know neither notes nor plans, so whoever does registers how
the owner is found (views.py, with access); what belongs to nobody is told to nobody."""

import logging
from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import select

from app import events
from app.accounts.models import Person
from app.clock import now
from app.documents.models import SPELL
from app.documents.rows import Row
from app.extensions import db

log = logging.getLogger(__name__)


class Owner(Protocol):
    """A note, a section: any row with an id, and an audience that may hear of its text."""

    __tablename__: str
    id: Any

    @property
    def audience(self) -> str: ...


Finder = Callable[[int], Any]
Shower = Callable[[int], list[tuple[str, str]]]
_finders: list[Finder] = []
_showers: list[Shower] = []
Offer = Callable[[Any], list[tuple[str, str]]]
_pages: dict[str, Callable[[Any], str]] = {}
_offers: dict[str, list[Offer]] = {}


def finds_owner(finder: Finder) -> Finder:
    """Marks what gives the owner of a document by its id, or None if it knows no such."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def owner_of(document_id: int) -> Owner | None:
    found = (finder(document_id) for finder in _finders)
    return next((owner for owner in found if owner is not None), None)


def shows_text(finder: Shower) -> Shower:
    """Marks what gives further regions that show a text, each with who may hear of it. Asked once a
    second while the text is written."""
    if finder not in _showers:
        _showers.append(finder)
    return finder


def regions_of(document_id: int) -> list[tuple[str, str]]:
    """(audience, region) of all that shows this text; nothing where it is nobody's."""
    owner = owner_of(document_id)
    if owner is None:
        return []
    more = [region for finder in _showers for region in finder(document_id)]
    return [(owner.audience, f"document-{document_id}"), *more]


def leads_to(kind: str) -> Callable[[Callable[[Any], str]], Callable[[Any], str]]:
    """Marks what gives the address of the page of an owner: `@leads_to("note")`."""

    def mark(page: Callable[[Any], str]) -> Callable[[Any], str]:
        _pages[kind] = page
        return page

    return mark


def page_of(owner: Any) -> str:
    page = _pages.get(owner.__tablename__) if owner is not None else None
    return page(owner) if page else ""


def offers(kind: str) -> Callable[[Offer], Offer]:
    """Marks what gives the acts on chosen words of an owner's text: (label, address)."""

    def mark(finder: Offer) -> Offer:
        _offers.setdefault(kind, []).append(finder)
        return finder

    return mark


def offered(owner: Any) -> list[tuple[str, str]]:
    finders = _offers.get(owner.__tablename__, []) if owner is not None else []
    return [act for finder in finders for act in finder(owner)]


def title_of(owner: Any) -> str:
    return str(getattr(owner, "title", "") or getattr(owner, "heading", ""))


def tell_edited(document: Row, person_id: int) -> None:
    """Records `document.edited` on the owner, in the writer's transaction, unless this person's
    work on this text has just been told. It never costs anyone their words."""
    try:
        with db.session.begin_nested():
            owner, person = owner_of(document.id), db.session.get(Person, person_id)
            if owner and person and not _told(owner, person_id):
                _record(document, owner, person)
    except Exception:
        log.exception("document %s: its edit was not told", document.id)


def tell_restored(document: Row, person_id: int) -> None:
    """Records `document.restored`, in the writer's transaction."""
    try:
        with db.session.begin_nested():
            owner, person = owner_of(document.id), db.session.get(Person, person_id)
            if owner and person:
                _record(document, owner, person, "document.restored")
    except Exception:
        log.exception("document %s: its restoration was not told", document.id)


def _record(document: Row, owner: Owner, person: Person, name: str = "document.edited") -> None:
    events.record(
        name,
        owner,
        by=person,
        audience=owner.audience,
        pair_id=document.pair_id,
        title=title_of(owner),
        document_id=document.id,
    )


def _told(owner: Owner, person_id: int) -> bool:
    asked = select(events.Event.id).where(
        events.Event.kind == owner.__tablename__,
        events.Event.thing_id == owner.id,
        events.Event.name == "document.edited",
        events.Event.actor_id == person_id,
        events.Event.at > now() - SPELL,
    )
    return db.session.scalar(asked.limit(1)) is not None
