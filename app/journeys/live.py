"""Which regions of other people's pages a change in a journey concerns."""

from app.events import Happened, on
from app.live import bus


@on("journey.*")
def journey_changed(happened: Happened) -> None:
    """For the traveller's city and the traveller, and the hosts where they may know. What a visit
    emits in all stands at its head, for everybody."""
    visit, heard = happened.data["visit_id"], [happened.audience, *happened.data["also"]]
    for topic in heard:
        bus.nudge(topic, f"visit-{visit}-journeys", tab=happened.tab, by=happened.actor_name)
    bus.nudge(f"pair-{happened.pair_id}", f"visit-{visit}", tab=happened.tab)


@on("rail_connection.*", "traveller.*")
def travellers_changed(happened: Happened) -> None:
    region = f"visit-{happened.data['visit_id']}-journeys"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("visit.changed")
def moved(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.id}-journeys", tab=happened.tab)
