"""Who is told that a budget has changed: those who may see the pair's money."""

from app.events import Happened, on
from app.live import bus


@on("budget.*")
def tell(happened: Happened) -> None:
    region = f"budget-{happened.pair_id}"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    if happened.name.startswith("budget.change_"):
        bus.nudge("programme", "budget-changes", tab=happened.tab, by=happened.actor_name)
