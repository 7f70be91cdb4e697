"""A suggestion becomes the text, or is declined with a reason. It is applied only where the passage
still says what it said: else both are shown, and a person decides."""

from typing import Any

from flask_babel import gettext as _
from pycrdt import Doc

from app.accounts.models import Person
from app.clock import now
from app.comments import answers
from app.comments.models import Thread
from app.comments.threads import record
from app.documents import log, marking, pinning
from app.documents.marking import Changed
from app.documents.passages import located
from app.errors import Refused


class Moved(Refused):
    """The passage has changed since; these are its words now (nothing where they are gone)."""

    def __init__(self, words: str) -> None:
        super().__init__(_("The text has changed since. Please look at both, and decide."))
        self.words = words


def put_in(thread: Thread, *, by: Person, expected: str | None = None) -> None:
    """Writes the suggested words into the text, in the writer's own transaction; `expected` are the
    words that somebody has seen there and agrees to exchange. Done twice, it is done once: the line
    has a key of its own. Call mark_applied() after it."""
    passage = thread.passage
    if passage is None or thread.replacement is None:
        raise Refused(_("There is nothing to put into the text."))
    where = located([passage]).get(passage.id)
    key, document_id = passage.key, where.document_id if where else passage.document_id
    words, suggested = passage.quote if expected is None else expected, thread.replacement
    tab = f"suggestion-{thread.id}"
    pinning.pin(passage.id)

    def build(doc: Doc[Any]) -> bytes:
        return marking.exchange(doc, key, words, suggested)

    try:
        log.change(document_id, build, person_id=by.id, tab=tab)
    except Changed as changed:
        raise Moved(changed.words) from None


def mark_applied(thread: Thread, *, by: Person) -> Thread:
    """Who suggested it is remembered by the thread, who put it in by the log as well."""
    if answers.locked(thread).applied_at is None:
        thread.applied_at, thread.decided_by = now(), by
        thread.declined_at, thread.decline_reason = None, ""
        if thread.round_id is None:
            thread.resolved_at, thread.resolved_by = now(), by
        record("thread.applied", thread, by)
        answers.by_suggestion(thread, "accepted", "", by=by)
    return thread


def decline(thread: Thread, reason: str, *, by: Person) -> Thread:
    if answers.locked(thread).applied_at is not None:
        raise Refused(_("This is in the text already."))
    if thread.replacement is None:
        raise Refused(_("There is nothing to decline."))
    if thread.declined_at is None:
        thread.declined_at, thread.decided_by, thread.decline_reason = now(), by, reason
        record("thread.declined", thread, by, reason=reason)
        answers.by_suggestion(thread, "not_accepted", reason, by=by)
    return thread
