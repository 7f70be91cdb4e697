"""A spell of work is over ten quiet minutes after its last word: then a job keeps the text as a
version. A spell adds one job with its first line; that looks again until the spell is over."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from app import jobs
from app.clock import now
from app.database import writing
from app.documents import passages, rows, store, versions
from app.documents.models import SPELL
from app.documents.refusals import careful
from app.extensions import db

KIND = "documents.spell"
_ends: list[Callable[[int], None]] = []


def at_end(listener: Callable[[int], None]) -> Callable[[int], None]:
    """Marks what is done with a text when a spell of work on it is over, in that transaction."""
    _ends.append(listener)
    return listener


def begin(document_id: int, begun: int, over: datetime | None = None) -> None:
    """In the transaction of the spell's first line, whose number is `begun`."""
    jobs.add(KIND, run_at=over or now() + SPELL, document_id=document_id, begun=begun)


@jobs.job(KIND)
def keep(document_id: int, begun: int) -> None:
    """Done twice, it keeps one version: at one line of the log there is at most one by itself."""
    with careful():
        doc, seq = store.load(document_id)
        state = doc.get_update()
    with writing():
        row = rows.lock(document_id)
        if row is None or row.edited_at is None:
            return
        over = row.edited_at + SPELL
        if over > now() or row.seq != seq:
            _look_again(document_id, begun, over)
            return
        if not versions.exists(document_id, seq):
            versions.keep(document_id, seq, state, at=over)
        passages.settle(document_id)
        for listener in _ends:
            listener(document_id)


def _look_again(document_id: int, begun: int, over: datetime) -> None:
    """Unless a later spell's own job will: its first line has kept what this one left."""
    asked = select(jobs.Job.args).where(
        jobs.Job.kind == KIND, jobs.Job.done_at.is_(None), jobs.Job.given_up_at.is_(None)
    )
    later = [
        args
        for args in db.session.scalars(asked)
        if args["document_id"] == document_id and args["begun"] > begun
    ]
    if not later:
        begin(document_id, begun, over)
