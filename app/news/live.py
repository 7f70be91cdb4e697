"""News are shown at once to whom they are for."""

from app.events import Happened, on
from app.live import bus


@on("*")
def nudge(happened: Happened) -> None:
    for person_id in happened.told:
        for region in (f"news-{person_id}", f"waiting-{person_id}"):
            bus.nudge(f"person-{person_id}", region, tab=happened.tab, by=happened.actor_name)
