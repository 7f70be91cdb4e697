"""Which regions of other people's pages a change concerns: the day's page shows a bit of all."""

from app.events import Happened, on
from app.live import bus


@on("agenda.*", "agenda_item.*", "duty.*", "traveller.*", "attendance.*", "journey.*")
def nudge(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.data['visit_id']}-today", tab=happened.tab)


@on("visit.*")
def visit_changed(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.id}-today", tab=happened.tab)
