"""What is done with a thread: opened, replied to, resolved and reopened, given to somebody.
Suggestions are in suggestions.py, what a review round adds in rounds.py."""

from typing import Any

from flask_babel import gettext as _

from app import events
from app.accounts.models import Person
from app.clock import now
from app.comments import mentioning
from app.comments.models import Comment, Thread
from app.database import lock
from app.documents import reading
from app.documents.anchoring import Place
from app.documents.models import Document
from app.documents.quoting import Quoted, passage_of
from app.errors import Refused, Stale
from app.extensions import db
from app.notes.models import Note
from app.plans.models import Plan, Section

About = Section | Note | Plan
EXCERPT = 60  # characters of a comment that activity quotes


def open_thread(
    about: About,
    words: str,
    *,
    by: Person,
    quoted: Quoted | None = None,
    cities_only: bool = False,
    replacement: str | None = None,
) -> Thread:
    """On a passage where words are quoted, else on the whole. A `replacement` suggests wording."""
    thread = Thread(pair=_pair(about), opened_by=by, cities_only=cities_only, sent_at=now())
    _put(thread, about, quoted)
    if replacement is not None:
        suggest(thread, replacement)
    elif not words:
        raise Refused(_("Write your comment."), field="words")
    db.session.add(thread)
    db.session.flush()
    say(thread, words, by=by)
    record("thread.opened" if replacement is None else "thread.suggested", thread, by, words)
    return thread


def reply(thread: Thread, words: str, *, by: Person) -> Comment:
    """Also in a solved one: whoever has more to say may say it, and may reopen it."""
    if not words:
        raise Refused(_("Write your reply."), field="words")
    comment = say(lock(thread), words, by=by)
    record("thread.replied", thread, by, words)
    return comment


def say(thread: Thread, words: str, *, by: Person, word_author: str = "") -> Comment:
    comment = Comment(thread=thread, author=by, body=words, word_author=word_author)
    db.session.add(comment)
    mentioning.mention(comment)
    db.session.flush()
    return comment


def change(comment: Comment, version: int, words: str, *, by: Person) -> Comment:
    """One's own words."""
    if version != comment.version:
        raise Stale(comment)
    if not words:
        raise Refused(_("Write your comment."), field="words")
    if words != comment.body:
        comment.body, comment.edited_at = words, now()
        mentioning.mention(comment)
        record("thread.reworded", comment.thread, by, words)
    return comment


def take_back(comment: Comment, *, by: Person) -> Comment:
    """The words go, the name stays: others have answered to it. With its only comment a thread
    without a suggestion goes to the bin."""
    thread = lock(comment.thread)
    if comment.removed_at is None:
        comment.removed_at, comment.removed_by_id = now(), by.id
        record("thread.comment_removed", thread, by)
        if thread.replacement is None and all(each.removed_at for each in thread.comments):
            thread.removed_at, thread.removed_by_id = now(), by.id
    return comment


def bring_back(comment: Comment, *, by: Person) -> Comment:
    thread = lock(comment.thread)
    if comment.removed_at is not None:
        comment.removed_at = comment.removed_by_id = None
        thread.removed_at = thread.removed_by_id = None
        record("thread.comment_restored", thread, by)
    return comment


def resolve(thread: Thread, *, by: Person) -> Thread:
    if lock(thread).resolved_at is None:
        thread.resolved_at, thread.resolved_by = now(), by
        record("thread.resolved", thread, by)
    return thread


def reopen(thread: Thread, *, by: Person) -> Thread:
    if lock(thread).state == "solved":
        thread.resolved_at = thread.resolved_by_id = thread.confirmed_at = None
        record("thread.reopened", thread, by)
    return thread


def assign(thread: Thread, person: Person | None, *, by: Person) -> Thread:
    """To a member who may read it, or to nobody."""
    if person is not None:
        mentioning.refuse_blind(thread, person, "person")
    if lock(thread).assignee_id != (person.id if person else None):
        thread.assignee = person
        record("thread.assigned", thread, by, person=person.name if person else "")
    return thread


def record(name: str, thread: Thread, by: Person, words: str = "", **data: Any) -> None:
    """Told to those who may read the thread, with its first words."""
    db.session.flush()
    owner = thread.owner
    title = owner.name if isinstance(owner, Plan) else getattr(owner, "title", "")
    excerpt = words if len(words) <= EXCERPT else words[:EXCERPT].rsplit(" ", 1)[0] + " …"
    events.record(
        name,
        thread,
        by=by,
        audience=thread.audience,
        pair_id=thread.pair_id,
        title=title,
        document_id=thread.home_id,
        quote=" ".join(excerpt.split()),
        **data,
    )


def _pair(about: About) -> Any:
    return about.plan.pair if isinstance(about, Section) else about.pair


def _put(thread: Thread, about: About, quoted: Quoted | None) -> None:
    if isinstance(about, Plan):
        thread.plan = about
    elif quoted is None or not quoted.quote.strip():
        thread.document_id = about.document_id
    else:
        document = db.session.get_one(Document, about.document_id)
        thread.passage = passage_of(document, quoted)


def suggest(thread: Thread, replacement: str) -> None:
    """Other words for its passage; none to leave them out."""
    if thread.passage is None:
        raise Refused(_("Choose the words that you would change."), field="quote")
    if replacement.split() == thread.passage.quote.split():
        raise Refused(_("This is what the text says already."), field="replacement")
    thread.replacement = replacement


def place_in(thread: Thread, document: Document) -> Place | None:
    """Where its words are marked in a text now; None where they are not."""
    return reading.text_of(document).places.get(thread.passage.key) if thread.passage else None
