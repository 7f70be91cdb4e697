"""Which regions of other people's pages a change in attendance concerns."""

from app.events import Happened, on
from app.live import bus


@on("attendance.*", "participant.*", "traveller.*")
def nudge(happened: Happened) -> None:
    region = f"visit-{happened.data['visit_id']}-attendance"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("visit.changed", "visit.held", "visit.cancelled")
def moved(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.id}-attendance", tab=happened.tab)
