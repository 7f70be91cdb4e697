"""Who is told how far a pack is: managers and auditors."""

from app.events import Happened, on
from app.live import bus


@on("evidence.*")
def tell(happened: Happened) -> None:
    bus.nudge(happened.audience, "evidence", tab=happened.tab, by=happened.actor_name)
