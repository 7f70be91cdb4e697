"""The threads of a text or of a plan, as somebody may read them, in the order of the text. In as
many queries for 300 threads as for one."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.comments.models import Comment, Mention, Thread
from app.documents.passages import Passage, Where, located, standing_in
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
    here = or_(Thread.document_id.in_(ids), standing_in(ids))
    query = readable(pair, person).outerjoin(Thread.passage).where(here)
    threads = list(db.session.scalars(query)) if ids else []
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
    found = Conversation()
    for thread in db.session.scalars(readable(plan.pair, person).where(Thread.plan_id == plan.id)):
        found.add(Talk(thread))
    return found


def readable(pair: Pair, person: Person) -> Select[Thread]:
    """The threads of a pair that somebody may read, if they may read what the threads are about."""
    at = standing(person, pair)
    query = select(Thread).where(Thread.pair_id == pair.id, Thread.removed_at.is_(None))
    query = query.where(or_(Thread.sent_at.is_not(None), Thread.opened_by_id == person.id))
    if at is None or at.role not in CITIES:
        query = query.where(Thread.cities_only.is_(False))
    return query.order_by(Thread.id).options(*whole())


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


def texts(pair: Pair, person: Person, among: set[int]) -> set[int]:
    """Those of these texts that are of the pair, and that somebody may read."""
    sections = select(Section).join(Section.plan).where(Plan.pair_id == pair.id)
    notes = select(Note).where(Note.pair_id == pair.id)
    shared_only = sees_shared_only(person, pair)
    found: set[int] = set()
    for model, query in ((Section, sections), (Note, notes)):
        query = query.where(model.removed_at.is_(None), model.document_id.in_(among))
        if shared_only:
            query = query.where(model.shared_at.is_not(None))
        found |= set(db.session.scalars(query.with_only_columns(model.document_id)))
    return found


def keys(pair: Pair, person: Person, document_ids: Collection[int]) -> frozenset[str]:
    """The passages of open threads in some texts: what a page of theirs marks in them."""
    query = readable(pair, person).join(Thread.passage).where(standing_in(document_ids))
    query = query.where(Thread.resolved_at.is_(None), Thread.confirmed_at.is_(None))
    return frozenset(db.session.scalars(query.with_only_columns(Passage.key)))


def changed(thread: Thread, where: Where) -> str:
    return "" if where.words.split() == thread.quote.split() else where.words


def _talk(thread: Thread, places: dict[int, Where]) -> tuple[int, Talk]:
    """With the text that it stands beside."""
    where = places.get(thread.passage.id) if thread.passage else None
    if where is not None:
        return where.document_id, Talk(thread, where.place.start, now=changed(thread, where))
    return thread.home_id or 0, Talk(thread, gone=thread.passage is not None)
