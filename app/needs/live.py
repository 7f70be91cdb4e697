"""Which regions of other people's pages a change in needs concerns. The news carry no words."""

from app.events import Happened, on
from app.live import bus


@on("needs.*")
def nudge(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.data['visit_id']}-needs", tab=happened.tab)


@on("traveller.*")
def travellers_changed(happened: Happened) -> None:
    bus.nudge(happened.audience, f"visit-{happened.data['visit_id']}-needs", tab=happened.tab)
