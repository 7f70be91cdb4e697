"""What the others see when a section changes: its head, the outline, or the plan's whole order."""

from app.events import Happened, on
from app.live import bus

HEAD = {"section.changed", "section.settled", "section.reopened"}
CLOSING = {"section.unshared", "section.removed"}


@on("section.*")
def nudge(happened: Happened) -> None:
    """A section that closes is named itself too: its text may be open on a page of its own."""
    plan, section = f"plan-{happened.pair_id}", f"section-{happened.id}"
    regions = [section if happened.name in HEAD else plan, f"{plan}-outline"]
    if happened.name in CLOSING:
        regions += [section, f"document-{happened.data['document_id']}"]
    _tell(happened, regions)


@on("document.edited")
def first_words(happened: Happened) -> None:
    """An empty section is being drafted now."""
    if happened.kind == "section":
        _tell(happened, [f"section-{happened.id}", f"plan-{happened.pair_id}-outline"])


def _tell(happened: Happened, regions: list[str]) -> None:
    for region in regions:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
