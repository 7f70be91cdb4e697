"""What the others see when a section changes: its head, the outline, or the plan's whole order."""

from app.events import Happened, on
from app.live import bus

REARRANGED = {"added", "removed", "restored", "moved", "shared", "unshared"}


@on("section.*")
def nudge(happened: Happened) -> None:
    plan = f"plan-{happened.pair_id}"
    regions = [f"section-{happened.id}", f"{plan}-outline"]
    if happened.name.partition(".")[2] in REARRANGED:
        regions = [plan, f"{plan}-outline"]
    for region in regions:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("document.edited")
def first_words(happened: Happened) -> None:
    """An empty section is being drafted now."""
    bus.nudge(happened.audience, f"plan-{happened.pair_id}-outline", tab=happened.tab)
