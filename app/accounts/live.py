"""What ends with a sign-out, and who sees what became of a mail."""

from app.events import Happened, on
from app.live import bus


@on("person.signed_out")
def hang_up(happened: Happened) -> None:
    """All of the person's streams: browsers that are still signed in come back by themselves."""
    bus.drop(happened.id)


@on("mail.*")
def show_way(happened: Happened) -> None:
    bus.nudge("programme", "mails")
    if person_id := happened.data.get("person_id"):
        bus.nudge(f"person-{person_id}", "mails")
