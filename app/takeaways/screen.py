"""What pages show of takeaways: those of a note, the list of a pair, which words are marked."""

from collections import defaultdict
from functools import cache
from typing import Any

from flask import g
from sqlalchemy import Select, bindparam, select

from app import access
from app.access import me
from app.citations.models import Citation
from app.documents.passages import STANDS, Passage
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.takeaways.models import KINDS, Takeaway

SHOWN = 100  # lines of a list


def of_note(note: Note) -> dict[str, Any]:
    return {"note": note, "takeaways": beside(Takeaway.of_note(note))}


def one(found: Takeaway, **more: Any) -> dict[str, Any]:
    return {"takeaway": found, "used": uses([found])[found.id]} | more


def beside(found: list[Takeaway]) -> list[dict[str, Any]]:
    """Each with where it is used, as far as the viewer may read that."""
    used = uses(found)
    return [{"takeaway": each, "used": used[each.id]} for each in found]


def uses(found: list[Takeaway]) -> dict[int, list[Any]]:
    """The sections that cite each lesson, by the lesson's id."""
    where: dict[int, list[Any]] = defaultdict(list)
    lessons = [each.id for each in found if each.kind == "lesson"]
    for citation in Citation.of_lessons(lessons):
        home = citation.home
        if home not in where[citation.lesson_id] and access.may(me(), "section.read", home):
            where[citation.lesson_id].append(home)
    return where


def of_pair(pair: Pair, kind: str, *, city_id: int | None, visit_id: int | None) -> dict[str, Any]:
    """Lessons that are not yet used come first, open follow-ups before what is done; the latest of
    each first."""
    kind = kind if kind in KINDS else "lesson"
    query = readable(pair).where(Takeaway.kind == kind)
    query = query.where(Takeaway.member_city_id == city_id) if city_id else query
    query = query.where(Note.visit_id == visit_id) if visit_id else query
    last = Takeaway.done_at.is_not(None) if kind == "follow_up" else _is_used()
    query = query.order_by(None).order_by(last, Takeaway.id.desc()).limit(SHOWN + 1)
    found = beside(list(db.session.scalars(query)))
    at = {"city_id": city_id, "visit_id": visit_id}
    return {"pair": pair, "kind": kind, "lines": found[:SHOWN], "more": len(found) > SHOWN} | at


def _is_used() -> Any:
    cited = select(Citation.id).where(Citation.lesson_id == Takeaway.id)
    return cited.where(Citation.removed_at.is_(None)).exists()


def readable(pair: Pair) -> Any:
    """The select of a pair's takeaways that the viewer may read."""
    query = Takeaway.whole().join(Note, Takeaway.note_id == Note.id)
    query = query.where(Takeaway.pair_id == pair.id, Note.removed_at.is_(None))
    if access.sees_shared_only(me(), pair):
        query = query.where(Note.shared_at.is_not(None))
    return query


def looks(document_ids: frozenset[int]) -> dict[str, str]:
    """The words in some texts that are marked, as far as the viewer may read their notes."""
    pair = g.get("pair")
    if pair is None:
        return {}
    values = {"texts": list(document_ids), "pair": pair.id}
    rows = db.session.execute(_marked(access.sees_shared_only(me(), pair)), values)
    return {key: kind.replace("_", "-") for key, kind in rows}


@cache
def _marked(shared_only: bool) -> Select[str, str]:
    query = select(Passage.key, Takeaway.kind).join(Takeaway, Takeaway.passage_id == Passage.id)
    query = query.where(STANDS, Takeaway.removed_at.is_(None))
    if shared_only:
        query = query.join(Note, Takeaway.note_id == Note.id).where(Note.shared_at.is_not(None))
    return query.where(Takeaway.pair_id == bindparam("pair"))
