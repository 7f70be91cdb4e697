"""A person's other pages see a new address of theirs."""

from app.calendars.models import Subscription
from app.events import Happened, on
from app.extensions import db
from app.live import bus


@on("calendar.*")
def nudge(happened: Happened) -> None:
    found = db.session.get_one(Subscription, happened.id)
    bus.nudge(happened.audience, f"calendar-{found.pair_id}", tab=happened.tab)
