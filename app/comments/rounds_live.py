"""What the others see of a review round: its page, its table, the plan's rounds; and each comment
of a review that was sent, for those who may read it."""

from app.comments.live import conversations
from app.comments.reviewing import threads_of
from app.comments.rounds import ReviewRound
from app.events import Happened, on
from app.extensions import db
from app.live import bus


@on("round.*", "review.*")
def nudge(happened: Happened) -> None:
    found = db.session.get_one(ReviewRound, happened.id)
    regions = [
        f"review_round-{found.id}",
        f"round-{found.id}-table",
        f"plan-{found.plan_id}-rounds",
    ]
    for region in regions:
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    for reviewer in found.reviewers:
        for region in (regions[0], f"reviews-{reviewer.person_id}"):
            bus.nudge(f"person-{reviewer.person_id}", region, tab=happened.tab)
    if happened.name == "review.sent":
        _tell_threads(found, happened)
    else:
        bus.nudge(f"pair-{found.pair_id}", f"plan-{found.pair_id}", tab=happened.tab)


@on("thread.answered", "thread.confirmed", "thread.insisted")
def in_the_table(happened: Happened) -> None:
    from app.comments.models import Thread

    thread = db.session.get_one(Thread, happened.id)
    for region in (f"review_round-{thread.round_id}", f"round-{thread.round_id}-table"):
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


def _tell_threads(found: ReviewRound, happened: Happened) -> None:
    told = [each for each in threads_of(found) if each.opened_by_id == happened.actor_id]
    pairs = {(each.audience, region) for each in told for region in conversations(each)}
    for audience, region in sorted(pairs):
        bus.nudge(audience, region, tab=happened.tab, by=happened.actor_name)
