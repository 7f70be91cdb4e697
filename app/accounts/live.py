"""What ends with a sign-out, and who sees what became of a mail."""

from app.events import Happened, on
from app.live import bus


@on("person.signed_out")
def hang_up(happened: Happened) -> None:
    bus.drop(happened.id)


@on("mail.*")
def show_way(happened: Happened) -> None:
    bus.nudge("programme", "mails")
    if happened.pair_id:
        bus.nudge(happened.audience, f"people-{happened.pair_id}")


@on("membership.*")
def ask_again(happened: Happened) -> None:
    bus.recheck(happened.data["person_id"])
