"""Which regions of the overviews and of *Waiting for me* an event changes, told to its audience."""

from sqlalchemy import select

from app.accounts.models import Appointment
from app.events import Happened, on
from app.extensions import db
from app.live import bus
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.pairs.programmes import Cohort

PARTS = {  # noun of the event → parts of the overview that show it
    "visit": ("visits",),
    "budget": ("budget",),
    "note": ("notes",),
    "section": ("plan",),
    "plan": ("plan",),
    "membership": ("cities",),
}
WAITED_FOR = ("visit", "poll", "traveller", "claim", "membership", "invitation")


@on("*")
def nudge_overview(happened: Happened) -> None:
    if happened.pair_id is None:
        return
    noun = happened.name.partition(".")[0]
    parts = PARTS.get(happened.kind if noun == "document" else noun, ())
    for part in (*parts, "activity"):
        region = f"overview-{happened.pair_id}-{part}"
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    region = f"activity-{happened.pair_id}"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on(*(f"{noun}.*" for noun in WAITED_FOR), "budget.*")
def nudge_waiting(happened: Happened) -> None:
    """Everyone's own region: officers of the cities concerned, and the programme's managers."""
    if happened.pair_id is None:
        return
    for person_id in _waiting(happened):
        region = f"waiting-{person_id}"
        bus.nudge(f"person-{person_id}", region, tab=happened.tab, by=happened.actor_name)


def _waiting(happened: Happened) -> set[int]:
    """Never more people than may hear of it: a claim is told to its own city's officers only."""
    query = select(Membership.person_id).where(
        Membership.pair_id == happened.pair_id, Membership.removed_at.is_(None)
    )
    kind, _dash, rest = happened.audience.partition("-")
    if kind == "city":
        query = query.where(Membership.member_city_id == int(rest.partition("-")[0]))
    if rest.endswith("money"):
        query = query.where(Membership.role == "officer")
    if rest.endswith(("cities", "staff")):
        query = query.where(Membership.role.in_(("officer", "contributor")))
    managers = (
        select(Appointment.person_id)
        .join(Cohort, Cohort.programme_id == Appointment.programme_id)
        .join(Pair, Pair.cohort_id == Cohort.id)
        .where(Pair.id == happened.pair_id, Appointment.role == "manager")
        .where(Appointment.removed_at.is_(None))
    )
    return {*db.session.scalars(query), *db.session.scalars(managers)}
