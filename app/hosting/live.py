"""Which regions of other people's pages a change in the hosts' duties concerns."""

from app.events import Happened, on
from app.live import bus


@on("duty.*")
def nudge(happened: Happened) -> None:
    region = f"visit-{happened.data['visit_id']}-duties"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    if owner := happened.data["owner_id"]:
        bus.nudge(f"person-{owner}", f"waiting-{owner}", tab=happened.tab)


@on("visit.*")
def on_the_visits_page(happened: Happened) -> None:
    """Other days move what is due so many days before; what was held counts for whose turn it
    is."""
    if happened.name in ("visit.changed", "visit.cancelled"):
        bus.nudge(happened.audience, f"visit-{happened.id}-duties", tab=happened.tab)
    if happened.name in ("visit.held", "visit.agreed", "visit.cancelled", "visit.changed"):
        bus.nudge(happened.audience, f"pair-{happened.pair_id}-turns", tab=happened.tab)
