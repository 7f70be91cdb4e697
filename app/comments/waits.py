"""What waits for somebody in the conversations of their pairs: comments given to them, and those in
which they were named and have not answered. A fixed number of queries."""

from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Person
from app.comments.conversation import CITIES
from app.comments.models import Comment, Mention, Thread
from app.extensions import db
from app.standing import Standing

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address
FIRST_WORDS = (
    select(Comment.body)
    .where(Comment.thread_id == bindparam("thread"), Comment.body != "")
    .order_by(Comment.id)
    .limit(1)
)


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """In the pairs where somebody stands so."""
    return [
        (thread.pair_id, words, f"threads/{thread.id}")
        for thread, words in [*_assigned(person), *_named(person)]
        if _sees(thread, standings.get(thread.pair_id))
    ]


def _assigned(person: Person) -> list[tuple[Thread, str]]:
    found = db.session.scalars(_given(), {"person": person.id})
    return [(thread, _("See to a comment: %(words)s", words=_first(thread))) for thread in found]


def _named(person: Person) -> list[tuple[Thread, str]]:
    said = _("%(name)s mentioned you: %(words)s")
    return [
        (thread, said % {"name": name, "words": _short(body)})
        for thread, name, body in db.session.execute(_unanswered(), {"person": person.id})
    ]


@cache
def _given() -> Select[Thread]:
    return _open().where(Thread.assignee_id == bindparam("person"))


@cache
def _unanswered() -> Select[Any]:
    """Until they say something after it."""
    person, later = bindparam("person", type_=Integer), aliased(Comment)
    answered = select(later.id).where(
        later.thread_id == Comment.thread_id, later.id > Comment.id, later.author_id == person
    )
    return (
        _open()
        .join(Comment, Comment.thread_id == Thread.id)
        .join(Mention, Mention.comment_id == Comment.id)
        .join(Person, Person.id == Comment.author_id)
        .where(Mention.person_id == person, Comment.removed_at.is_(None))
        .where(Comment.author_id != person, ~answered.exists())
        .add_columns(Person.name, Comment.body)
    )


def _open() -> Select[Thread]:
    """Open threads that are sent, with what they are about."""
    return (
        select(Thread)
        .where(Thread.removed_at.is_(None), Thread.sent_at.is_not(None))
        .where(Thread.resolved_at.is_(None), Thread.confirmed_at.is_(None))
        .options(joinedload(Thread.passage))
        .order_by(Thread.id)
    )


def _sees(thread: Thread, at: Standing | None) -> bool:
    """Where a thread is for the cities, or its text is not shared, not everybody does."""
    if at is None:
        return False
    if thread.cities_only:
        return at.role in CITIES
    return at.role not in ("expert", "observer") or thread.shared_at is not None


def _first(thread: Thread) -> str:
    return _short(thread.quote or db.session.scalar(FIRST_WORDS, {"thread": thread.id}) or "")


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"
