"""What the others see when a note's lessons, decisions and follow-ups change: the thing itself, the
list beside its note, the list of the pair, and the marks in the text."""

from sqlalchemy import select

from app.documents.passages import Passage
from app.documents.writer import Appended, on_written
from app.events import Happened, on
from app.extensions import db
from app.live import bus
from app.pairs.models import Pair
from app.takeaways import follow_ups
from app.takeaways.models import Takeaway
from app.visits.models import Visit

THERE = ("marked", "removed", "restored")


@on("lesson.*", "decision.*", "follow_up.*")
def nudge(happened: Happened) -> None:
    one = f"takeaway-{happened.id}"
    beside = f"note-{happened.data['note_id']}-takeaways"
    there = happened.name.endswith(THERE)
    regions = [beside if there else one, f"takeaways-{happened.pair_id}"]
    coming = happened.name.startswith("follow_up") and _coming(happened.pair_id)
    regions += [f"visit-{coming.id}-carried"] if coming else []
    for region in regions:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    if happened.name.endswith(("removed", "restored")):  # its words are marked no longer, or again
        text = f"document-{happened.data['document_id']}"
        bus.nudge(happened.audience, text, tab=happened.tab, quiet=True)
    if owner := happened.data["owner_id"]:
        bus.nudge(f"person-{owner}", f"waiting-{owner}", tab=happened.tab)


def _coming(pair_id: int | None) -> Visit | None:
    return follow_ups.coming(db.session.get_one(Pair, pair_id))


@on("agenda_item.*", "note.removed", "note.restored")
def nudge_carried(happened: Happened) -> None:
    """What is on the agenda says so; a note takes what it asks for into the bin."""
    coming = _coming(happened.pair_id)
    if coming:
        bus.nudge(happened.audience, f"visit-{coming.id}-carried", tab=happened.tab)


@on_written
def marked(lines: list[Appended]) -> None:
    """Its words are marked now: its readers may see it."""
    keys = {line.tab.removeprefix("pin-") for line in lines if line.quiet}
    if not keys:  # a keystroke: nothing is asked
        return
    query = select(Takeaway).join(Passage, Takeaway.passage_id == Passage.id)
    for found in db.session.scalars(query.where(Passage.key.in_(keys))):
        bus.nudge(found.audience, f"document-{lines[0].document_id}", quiet=True)
