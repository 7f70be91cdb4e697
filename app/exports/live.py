"""Who asked for a file sees how far it is."""

from app.events import Happened, on
from app.live import bus


@on("export.*")
def nudge(happened: Happened) -> None:
    bus.nudge(happened.audience, f"export-{happened.id}")
