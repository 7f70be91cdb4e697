"""What the others see when a thread changes: the thread, and the conversation that it is in. Told
to those who may read it."""

from sqlalchemy import select

from app.comments.models import Thread
from app.documents import owners
from app.documents.passages import Passage, Sighting
from app.documents.writer import Appended, on_written
from app.events import Happened, on
from app.extensions import db
from app.live import bus

WHOLE = {  # what changes where a thread stands, or whether it is there
    "thread.opened",
    "thread.suggested",
    "thread.comment_removed",
    "thread.comment_restored",
    "thread.resolved",
    "thread.reopened",
    "thread.applied",
    "thread.confirmed",
}


@on("thread.*")
def nudge(happened: Happened) -> None:
    thread = db.session.get_one(Thread, happened.id)
    regions = conversations(thread) if happened.name in WHOLE else [f"thread-{thread.id}"]
    for region in regions:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    if happened.name in ("thread.resolved", "thread.reopened", "thread.confirmed"):
        _unmark(thread, happened)


@on_written
def marked(lines: list[Appended]) -> None:
    """A thread's words are marked now: its readers may see it."""
    keys = {line.tab.removeprefix("pin-") for line in lines if line.quiet}
    if not keys:  # a keystroke: nothing is asked
        return
    query = select(Thread).join(Thread.passage).where(Passage.key.in_(keys))
    for thread in db.session.scalars(query):
        bus.nudge(thread.audience, f"document-{lines[0].document_id}", quiet=True)


@owners.shows_text
def beside(document_id: int) -> list[tuple[str, str]]:
    """While a text is written, words that threads are about may go or come back."""
    hangs = select(Passage.id).where(Passage.document_id == document_id)
    came = select(Sighting.passage_id).where(Sighting.document_id == document_id)
    owner = owners.owner_of(document_id)
    if owner is None or db.session.scalar(hangs.union(came).limit(1)) is None:
        return []
    return [(owner.audience, f"document-{document_id}-threads")]


def conversations(thread: Thread) -> list[str]:
    """The regions that may show a thread: beside its text, and where its words may have gone."""
    if thread.plan_id:
        return [f"plan-{thread.plan_id}-threads"]
    seen = select(Sighting.document_id).where(Sighting.passage_id == thread.passage_id)
    texts = {thread.home_id, *db.session.scalars(seen)}
    return [f"document-{number}-threads" for number in sorted(filter(None, texts))]


def _unmark(thread: Thread, happened: Happened) -> None:
    """A solved thread's words are no longer marked; nobody's reading is disturbed by that."""
    if thread.passage:
        region = f"document-{thread.passage.document_id}"
        bus.nudge(happened.audience, region, tab=happened.tab, quiet=True)
