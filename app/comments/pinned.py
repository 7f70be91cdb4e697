"""A thread's passage is marked in its text right after the thread was stored."""

from app.comments.models import Thread
from app.documents import pinning, reading
from app.extensions import db


def at_once(thread: Thread | None) -> Thread | None:
    """The same thread, read anew: writing to the text ends the transaction that it was read in."""
    if thread is None or thread.passage_id is None:
        return thread
    thread_id = thread.id
    pinning.at_once(thread.passage_id)
    reading.forget()
    return db.session.get_one(Thread, thread_id)
