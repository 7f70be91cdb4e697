"""Which regions of other people's pages a change in a visit concerns."""

from app.events import Happened, on
from app.live import bus


@on("visit.*")
def visit_changed(happened: Happened) -> None:
    """Other days or stops change the agenda's days too."""
    regions = [f"visit-{happened.id}", f"visits-{happened.pair_id}"]
    if happened.name in ("visit.changed", "visit.held", "visit.cancelled"):
        regions += [f"visit-{happened.id}-agenda", f"visit-{happened.id}-travellers"]
    _nudge(happened, regions)


@on("traveller.*")
def traveller_changed(happened: Happened) -> None:
    """What is reserved for the whole visit stands at its head."""
    visit = happened.data["visit_id"]
    _nudge(happened, [f"visit-{visit}-travellers", f"visit-{visit}"])


@on("agenda_item.*", "agenda.*")
def agenda_changed(happened: Happened) -> None:
    _nudge(happened, [f"visit-{happened.data['visit_id']}-agenda"])


@on("visit_file.*")
def files_changed(happened: Happened) -> None:
    _nudge(happened, [f"visit-{happened.data['visit_id']}-files"])


def _nudge(happened: Happened, regions: list[str]) -> None:
    for region in regions:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
