"""Who sees at once that the people of a pair changed, and whose streams are asked again."""

from app.events import Happened, on
from app.live import bus


@on("membership.*", "invitation.*")
def nudge(happened: Happened) -> None:
    for region in (f"people-{happened.pair_id}", f"people-{happened.pair_id}-left"):
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("mail.*")
def show_way(happened: Happened) -> None:
    """An invitation's mail left or came back: for those who read invitations."""
    if happened.pair_id:
        bus.nudge(f"pair-{happened.pair_id}-staff", f"people-{happened.pair_id}")


@on("membership.*")
def ask_again(happened: Happened) -> None:
    """A removed member is out at once: their open streams lose the pair's topics."""
    bus.recheck(happened.data["person_id"])
