"""The cities' answer to each comment of a review, and what its reviewer says to that."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.clock import now
from app.comments.models import ANSWERS, Thread
from app.comments.rounds import ReviewRound
from app.comments.threads import record, say
from app.database import lock
from app.errors import Refused, Stale
from app.extensions import db
from app.table import may


def answer(thread: Thread, version: int, kind: str, reason: str, *, by: Person) -> Thread:
    """By an officer of the plan's cities, over what they have seen: `version` is the thread's."""
    _hold(thread)
    if version != thread.version:
        raise Stale(thread)
    return _take(thread, kind, reason, by)


def answer_several(
    found: ReviewRound, ticked: dict[int, int | None], kind: str, reason: str, *, by: Person
) -> ReviewRound:
    """The same answer for several: `ticked` are threads with the version that was seen (None: not
    answered yet). Those that somebody has answered meanwhile are left as they are."""
    if not ticked:
        raise Refused(_("Tick at least one comment."), "threads")
    lock(found)
    for number in sorted(ticked):
        thread = db.session.get_one(Thread, number)
        _hold(thread)
        if is_as_seen(thread, ticked[number]):
            _take(thread, kind, reason, by)
    return found


def is_as_seen(thread: Thread, version: int | None) -> bool:
    return thread.answered_at is None if version is None else thread.version == version


def by_suggestion(thread: Thread, kind: str, reason: str, *, by: Person) -> None:
    """Who puts suggested words into the text, or declines them, has answered the comment, if they
    are one of those who answer."""
    found = _round_of(thread)
    waits = found is not None and found.is_open and not thread.private and thread.answer is None
    if waits and may(by, "thread.answer", thread):
        _take(thread, kind, reason, by)


def locked(thread: Thread) -> Thread:
    """The round first, then the thread: nothing is answered while the round is closed."""
    found = _round_of(thread)
    if found is not None:
        lock(found)
    return lock(thread)


def confirm(thread: Thread, *, by: Person) -> Thread:
    """Who said it is content with the answer."""
    _answered_to(thread, by)
    if thread.confirmed_at is None:
        thread.confirmed_at = now()
        record("thread.confirmed", thread, by)
    return thread


def insist(thread: Thread, words: str, *, by: Person) -> Thread:
    """Who said it is not content: it waits for another answer."""
    _answered_to(thread, by)
    if not words:
        raise Refused(_("Please say what is missing."), "words")
    thread.insisted_at, thread.confirmed_at = now(), None
    say(thread, words, by=by)
    record("thread.insisted", thread, by, words)
    return thread


def _take(thread: Thread, kind: str, reason: str, by: Person) -> Thread:
    """In part and not accepted need a reason."""
    if kind not in ANSWERS:
        raise Refused(_("Choose one."), "answer")
    if kind != "accepted" and not reason:
        raise Refused(_("Please give the reason."), "reason")
    thread.answer, thread.answer_reason = kind, reason
    thread.answered_at, thread.answered_by = now(), by
    thread.confirmed_at = thread.insisted_at = None
    record("thread.answered", thread, by, reason)
    return thread


def _answered_to(thread: Thread, person: Person) -> None:
    _hold(thread)
    if thread.opened_by_id != person.id:
        raise Refused(_("Only who made the comment can say so."))
    if thread.answered_at is None:
        raise Refused(_("This is not answered yet."))


def _hold(thread: Thread) -> None:
    found = _round_of(locked(thread))
    if found is None or thread.private:
        raise Refused(_("Only comments of a review are answered so."))
    if not found.is_open:
        raise Refused(_("This round is closed."))


def _round_of(thread: Thread) -> ReviewRound | None:
    return db.session.get(ReviewRound, thread.round_id) if thread.round_id else None
