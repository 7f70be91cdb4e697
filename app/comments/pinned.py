"""A thread's passage is marked in its text right after the thread was stored. Its job does the same
later, where this goes wrong."""

import logging

from flask import g

from app.comments.models import Thread
from app.documents import pinning
from app.documents.refusals import Refusal
from app.extensions import db

log = logging.getLogger(__name__)


def at_once(thread: Thread | None) -> Thread | None:
    """The same thread, read anew: writing to the text ends the transaction that it was read in."""
    if thread is None or thread.passage_id is None:
        return thread
    thread_id, passage_id = thread.id, thread.passage_id
    try:
        pinning.pin(passage_id)
    except (Refusal, TimeoutError):
        log.exception("passage %s is not marked yet", passage_id)
    g.pop("passages", None)
    return db.session.get_one(Thread, thread_id)
