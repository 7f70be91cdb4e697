"""Which regions of other people's pages a change in a poll concerns."""

from app.events import Happened, on
from app.live import bus


@on("poll.*")
def nudge(happened: Happened) -> None:
    region = f"visit-{happened.data['visit_id']}-poll"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("visit.*")
def visit_changed(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.id}-poll", tab=happened.tab)


@on("closed_day.*")
def closed(happened: Happened) -> None:
    region = f"pair-{happened.pair_id}-closed-days"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
