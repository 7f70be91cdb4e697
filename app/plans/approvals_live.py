"""Who reads a plan hears what becomes of its versions."""

from app.events import Happened, on
from app.extensions import db
from app.live import bus
from app.plans.approvals import Approval


@on("approval.*")
def nudge(happened: Happened) -> None:
    found = db.session.get_one(Approval, happened.id)
    region = f"plan-{found.plan_id}-approvals"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
