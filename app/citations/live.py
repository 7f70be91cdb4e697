"""What the others see when a lesson is cited: the evidence of the section, where the lesson is
used, and the words that are marked."""

from sqlalchemy import select

from app.citations.models import Citation
from app.documents import owners
from app.documents.passages import Passage, Sighting
from app.documents.writer import Appended, on_written
from app.events import Happened, on
from app.extensions import db
from app.live import bus


@on("citation.*")
def nudge(happened: Happened) -> None:
    data = happened.data
    regions = [f"section-{data['section_id']}-evidence", f"takeaway-{data['lesson_id']}"]
    for region in [*regions, f"takeaways-{happened.pair_id}"]:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    if happened.name != "citation.made":  # its words are marked no longer, or again
        text = f"document-{data['document_id']}"
        bus.nudge(happened.audience, text, tab=happened.tab, quiet=True)


@on("lesson.changed", "lesson.published", "lesson.withheld")
def nudge_evidence(happened: Happened) -> None:
    """What a section says of a lesson follows it."""
    query = select(Citation).where(Citation.lesson_id == happened.id)
    for citation in db.session.scalars(query.where(Citation.removed_at.is_(None))):
        region = f"section-{citation.home.id}-evidence"
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on_written
def marked(lines: list[Appended]) -> None:
    keys = {line.tab.removeprefix("pin-") for line in lines if line.quiet}
    if not keys:  # a keystroke: nothing is asked
        return
    query = select(Citation).join(Passage, Citation.passage_id == Passage.id)
    for found in db.session.scalars(query.where(Passage.key.in_(keys))):
        bus.nudge(found.home.audience, f"document-{lines[0].document_id}", quiet=True)


@owners.shows_text
def below(document_id: int) -> list[tuple[str, str]]:
    """While a text is written, words that cite something may go or come back."""
    seen = select(Sighting.passage_id).where(Sighting.document_id == document_id)
    here = (Passage.document_id == document_id) | Passage.id.in_(seen)
    query = select(Citation).join(Passage, Citation.passage_id == Passage.id)
    found = db.session.scalars(query.where(here, Citation.removed_at.is_(None))).all()
    homes = {one.home.id: one.home for one in found}
    owner = owners.owner_of(document_id)
    if owner is None:
        return []
    return [(owner.audience, f"section-{number}-evidence") for number in homes]
