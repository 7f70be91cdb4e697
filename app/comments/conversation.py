"""The threads of a text or of a plan, as somebody may read them, in the order of the text. In as
many queries for 300 threads as for one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.comments.models import Comment, Mention, Thread
from app.documents.passages import STANDS, TEXTS, Passage, Where, located
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Plan, Section
from app.standing import standing
from app.table import sees_shared_only

CITIES = ("officer", "contributor")


@dataclass(frozen=True)
class Talk:
    """A thread, and where its words stand; `now` says what became of them, if they were changed. A
    thread on a whole text has no words."""

    thread: Thread
    start: int = -1
    gone: bool = False
    now: str = ""


@dataclass
class Conversation:
    """Open threads in the order of the text, those whose words are gone, and the solved ones."""

    here: list[Talk] = field(default_factory=list)
    gone: list[Talk] = field(default_factory=list)
    solved: list[Talk] = field(default_factory=list)

    @property
    def all(self) -> list[Talk]:
        return [*self.here, *self.gone, *self.solved]

    def add(self, talk: Talk) -> None:
        if talk.thread.state == "solved":
            self.solved.append(talk)
        else:
            (self.gone if talk.gone else self.here).append(talk)


def of_texts(ids: Collection[int], pair: Pair, person: Person) -> dict[int, Conversation]:
    """Those on each text, and on words that have moved into it; a thread whose words have moved to
    another text that the person may read is there."""
    values = whose(pair, person) | {"texts": list(ids)}
    threads = _threads(_on_texts(_cities(pair, person)), values) if ids else []
    passages = [thread.passage for thread in threads if thread.passage]
    places = located(passages, lambda some: texts(pair, person, some)) if passages else {}
    talks = [_talk(thread, places) for thread in threads]
    found = {number: Conversation() for number in ids}
    for document_id, talk in sorted(talks, key=lambda one: (one[1].start, one[1].thread.id)):
        if document_id in found:
            found[document_id].add(talk)
    return found


def of_plan(plan: Plan, person: Person) -> Conversation:
    """Those on the plan as a whole."""
    found, values = Conversation(), whose(plan.pair, person) | {"plan": plan.id}
    for thread in _threads(_on_plan(_cities(plan.pair, person)), values):
        found.add(Talk(thread))
    return found


def readable(pair: Pair, person: Person) -> Select[Thread]:
    """The threads of a pair that somebody may read, if they may read what the threads are about;
    asked with the values of whose()."""
    return _readable(_cities(pair, person))


def whose(pair: Pair, person: Person) -> dict[str, Any]:
    return {"pair": pair.id, "person": person.id}


def _threads(which: Select[int], values: dict[str, Any]) -> list[Thread]:
    """First which, then what is said in them: what is joined costs also where there is no row."""
    ids = db.session.scalars(which, values).all()
    return list(db.session.scalars(_whole(), {"ids": ids})) if ids else []


def _cities(pair: Pair, person: Person) -> bool:
    at = standing(person, pair)
    return at is not None and at.role in CITIES


def texts(pair: Pair, person: Person, among: set[int]) -> set[int]:
    """Those of these texts that are of the pair, and that somebody may read."""
    values = {"pair": pair.id, "texts": list(among)}
    queries = [_texts(model, sees_shared_only(person, pair)) for model in (Section, Note)]
    return {number for query in queries for number in db.session.scalars(query, values)}


def keys(pair: Pair, person: Person, document_ids: Collection[int]) -> frozenset[str]:
    """The passages of open threads in some texts: what a page of theirs marks in them."""
    values = whose(pair, person) | {"texts": list(document_ids)}
    return frozenset(db.session.scalars(_keys(_cities(pair, person)), values))


def changed(thread: Thread, where: Where) -> str:
    return "" if where.words.split() == thread.quote.split() else where.words


def _talk(thread: Thread, places: dict[int, Where]) -> tuple[int, Talk]:
    """With the text that it stands beside."""
    where = places.get(thread.passage.id) if thread.passage else None
    if where is not None:
        return where.document_id, Talk(thread, where.place.start, now=changed(thread, where))
    return thread.home_id or 0, Talk(thread, gone=thread.passage is not None)


# -- put together once: that alone took some milliseconds of each page -----------------------------


@cache
def _readable(cities: bool) -> Select[Thread]:
    query = select(Thread).where(Thread.pair_id == bindparam("pair"), Thread.removed_at.is_(None))
    theirs = Thread.opened_by_id == bindparam("person")
    query = query.where(or_(Thread.sent_at.is_not(None), theirs))
    if not cities:
        query = query.where(Thread.cities_only.is_(False))
    return query.order_by(Thread.id).options(*whole())


@cache
def _whole() -> Select[Thread]:
    these = Thread.id.in_(bindparam("ids", expanding=True))
    return select(Thread).where(these).order_by(Thread.id).options(*whole())


@cache
def _on_texts(cities: bool) -> Select[int]:
    here = or_(Thread.document_id.in_(TEXTS), STANDS)
    query = _readable(cities).outerjoin(Thread.passage).where(here)
    return query.with_only_columns(Thread.id)


@cache
def _on_plan(cities: bool) -> Select[int]:
    query = _readable(cities).where(Thread.plan_id == bindparam("plan"))
    return query.with_only_columns(Thread.id)


@cache
def _keys(cities: bool) -> Select[str]:
    query = _readable(cities).join(Thread.passage).where(STANDS)
    query = query.where(Thread.resolved_at.is_(None), Thread.confirmed_at.is_(None))
    return query.with_only_columns(Passage.key)


def whole() -> tuple[Any, ...]:
    """All that a thread shows."""
    comments = selectinload(Thread.comments)
    return (
        joinedload(Thread.passage),
        joinedload(Thread.pair).joinedload(Pair.cohort),
        joinedload(Thread.opened_by),
        joinedload(Thread.assignee),
        joinedload(Thread.resolved_by),
        joinedload(Thread.decided_by),
        joinedload(Thread.answered_by),
        joinedload(Thread.round),
        comments.joinedload(Comment.author),
        comments.selectinload(Comment.mentions).joinedload(Mention.person),
    )


@cache
def _texts(model: Any, shared_only: bool) -> Select[int]:
    pair = Plan.pair_id if model is Section else Note.pair_id
    query = select(model.document_id).where(pair == bindparam("pair"), model.removed_at.is_(None))
    query = query.where(model.document_id.in_(TEXTS))
    if model is Section:
        query = query.join(Section.plan)
    return query.where(model.shared_at.is_not(None)) if shared_only else query
