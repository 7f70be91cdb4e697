"""Who is told that a claim or the list of claims has changed: those who may see that city's."""

from app.events import Happened, on
from app.live import bus


@on("claim.*")
def tell(happened: Happened) -> None:
    for region in (f"claim-{happened.id}", f"claims-{happened.pair_id}"):
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    bus.nudge("programme", "all-claims", tab=happened.tab)


@on("payment_list.*")
def tell_of_lists(happened: Happened) -> None:
    for region in (f"payment_list-{happened.id}", "payment-lists", "all-claims"):
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


@on("budget.*")
def tell_those_who_decide(happened: Happened) -> None:
    """What is left stands on the screen of every claim that waits for a decision: those screens
    listen to one name, for a thousand may be waiting."""
    bus.nudge(happened.audience, f"left-{happened.pair_id}", tab=happened.tab)
