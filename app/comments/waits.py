"""What waits for somebody in the conversations of their pairs: comments given to them, and those in
which they were named and have not answered. A fixed number of queries."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Person
from app.comments.conversation import CITIES
from app.comments.models import Comment, Mention, Thread
from app.extensions import db
from app.standing import Standing

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """In the pairs where somebody stands so."""
    return [
        (thread.pair_id, words, f"threads/{thread.id}")
        for thread, words in [*_assigned(person), *_named(person)]
        if _sees(thread, standings.get(thread.pair_id))
    ]


def _assigned(person: Person) -> list[tuple[Thread, str]]:
    query = _open().where(Thread.assignee_id == person.id)
    return [
        (t, _("See to a comment: %(words)s", words=_first(t))) for t in db.session.scalars(query)
    ]


def _named(person: Person) -> list[tuple[Thread, str]]:
    """Until they say something after it."""
    later = aliased(Comment)
    answered = select(later.id).where(
        later.thread_id == Comment.thread_id, later.id > Comment.id, later.author_id == person.id
    )
    query = (
        _open()
        .join(Comment, Comment.thread_id == Thread.id)
        .join(Mention, Mention.comment_id == Comment.id)
        .where(Mention.person_id == person.id, Comment.removed_at.is_(None))
        .where(Comment.author_id != person.id, ~answered.exists())
        .add_columns(Comment)
    )
    rows: list[tuple[Thread, Comment]] = [(t, c) for t, c in db.session.execute(query)]
    said = _("%(name)s mentioned you: %(words)s")
    return [(t, said % {"name": c.author.name, "words": _short(c.body)}) for t, c in rows]


def _open() -> Select[Any]:
    """Open threads that are sent, with what they are about."""
    return (
        select(Thread)
        .outerjoin(Thread.passage)
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
    query = select(Comment.body).where(Comment.thread_id == thread.id, Comment.body != "")
    return _short(thread.quote or db.session.scalar(query.order_by(Comment.id).limit(1)) or "")


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:60].rsplit(" ", 1)[0] + " …"
