"""What the others see of a review round: its page, its table, the plan's rounds; and each comment
of a review that was sent, for those who may read it."""

from app.comments.live import conversations
from app.comments.review_mails import officers
from app.comments.reviewing import threads_of
from app.comments.rounds import ReviewRound
from app.events import Happened, on
from app.extensions import db
from app.live import bus
from app.plans.models import Section


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
    _tell_waiting(found, happened)
    if happened.name == "review.sent":
        _tell_threads(found, happened)
    else:
        bus.nudge(f"pair-{found.pair_id}", f"plan-{found.pair_id}", tab=happened.tab)


@on("thread.answered", "thread.confirmed", "thread.insisted")
def in_the_table(happened: Happened) -> None:
    from app.comments.models import Thread

    thread = db.session.get_one(Thread, happened.id)
    found = db.session.get(ReviewRound, thread.round_id) if thread.round_id else None
    if found is not None:
        _tell_waiting(found, happened)
        bus.nudge(f"person-{thread.opened_by_id}", f"round-{found.id}-table", tab=happened.tab)
    for region in (f"review_round-{thread.round_id}", f"round-{thread.round_id}-table"):
        bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)


def _tell_waiting(found: ReviewRound, happened: Happened) -> None:
    """What waits for reviewers, and for the officers of the plan's cities, has changed."""
    people = {each.id for each in officers(found)} | {each.person_id for each in found.reviewers}
    for person_id in sorted(people):
        bus.nudge(f"person-{person_id}", f"waiting-{person_id}", tab=happened.tab)


@on("thread.opened", "thread.suggested", "thread.weighed", "thread.comment_removed")
@on("thread.comment_restored")
def beside_the_frozen_text(happened: Happened) -> None:
    """What is said in a round stands beside the text as it was frozen, too."""
    from app.comments.models import Thread

    thread = db.session.get_one(Thread, happened.id)
    section = Section.with_text(thread.document_id or 0)
    if thread.round_id is None or section is None:
        return
    region = f"frozen-{section.id}-threads"
    bus.nudge(happened.audience, region, tab=happened.tab, by=happened.actor_name)
    bus.nudge(happened.audience, f"review_round-{thread.round_id}", tab=happened.tab)
    bus.nudge(f"person-{thread.opened_by_id}", f"reviews-{thread.opened_by_id}", tab=happened.tab)


def _tell_threads(found: ReviewRound, happened: Happened) -> None:
    told = [each for each in threads_of(found) if each.opened_by_id == happened.actor_id]
    pairs = {(each.audience, region) for each in told for region in conversations(each)}
    for audience, region in sorted(pairs):
        bus.nudge(audience, region, tab=happened.tab, by=happened.actor_name)
