"""Who gets news of what happened, written with the change itself. Those who may not hear of it, who
did it themselves, or who have muted it, get none."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from app import jobs
from app.accounts.models import Appointment, Person
from app.claims.models import Claim
from app.clock import now
from app.comments.models import Comment, Mention, Thread
from app.comments.rounds import ReviewRound
from app.events import Happened, within
from app.extensions import db
from app.news import timing
from app.news.models import Mute, News
from app.pairs import leaving
from app.pairs.memberships import CITY_ROLES, Membership
from app.pairs.models import Pair
from app.takeaways.models import Takeaway
from app.visits.models import Visit
from app.visits.travellers import Traveller

LETTER = "news.letter"
QUOTE = 160  # characters of what was said


def tell(
    kind: str,
    people: Iterable[int],
    key: str,
    *,
    pair_id: int,
    of: tuple[str, int],
    page: str,
    happened: Happened | None = None,
    mailed: bool = False,
    **about: Any,
) -> None:
    """Writes news for each of these people (by id) and sees that a letter is gathered. `mailed`
    news have a mail of their own."""
    actor_id = happened.actor_id if happened else None
    thread_id = of[1] if of[0] == "thread" else None
    ids = set(people) - {actor_id} - Mute.deaf(pair_id, thread_id)
    known = select(News.person_id).where(News.key == key, News.person_id.in_(ids))
    for person_id in sorted(ids - set(db.session.scalars(known))):
        news = News(person_id=person_id, pair_id=pair_id, kind=kind, key=key, page=page)
        news.of, news.of_id = of
        news.about, news.actor_id = about, actor_id
        news.event_id = happened.event_id if happened else None
        news.mailed_at = now() if mailed else None
        db.session.add(news)
        if happened:
            happened.told.append(person_id)
        if not mailed:
            _gather(person_id)
    db.session.flush()


def _gather(person_id: int) -> None:
    """A letter leaves a few minutes later, with all that came meanwhile: at most one a day."""
    wish = timing.wish_of(db.session.get_one(Person, person_id))
    if wish.choice in ("waits", "waits_and_week") and wish.letter_at is None:
        wish.letter_at = timing.next_letter(wish)
        jobs.add(LETTER, run_at=wish.letter_at, person_id=person_id)


# -- comments -------------------------------------------------------------------------------------


@within("thread.opened", "thread.suggested", "thread.replied", "thread.reworded")
def said(happened: Happened) -> None:
    thread = db.session.get_one(Thread, happened.id)
    if thread.private:
        return
    query = select(Comment).where(
        Comment.thread_id == thread.id, Comment.author_id == happened.actor_id
    )
    comment = db.session.scalar(query.order_by(Comment.id.desc()).limit(1))
    if comment is None:
        return
    _mention(thread, comment, happened)
    if happened.name == "thread.replied":
        asked = select(Comment.author_id).where(
            Comment.thread_id == thread.id, Comment.removed_at.is_(None)
        )
        people = {thread.opened_by_id, thread.assignee_id, *db.session.scalars(asked)} - {None}
        named = {each.person_id for each in comment.mentions}
        _of_thread("reply", people - named, f"reply-{comment.id}", thread, happened, comment)


def _mention(thread: Thread, comment: Comment, happened: Happened) -> None:
    query = select(Mention.person_id).where(Mention.comment_id == comment.id)
    people = set(db.session.scalars(query))
    _of_thread("mention", people, f"mention-{comment.id}", thread, happened, comment)


@within("thread.assigned")
def assigned(happened: Happened) -> None:
    thread = db.session.get_one(Thread, happened.id)
    if thread.assignee_id:
        key = f"assignment-{thread.id}-{happened.event_id}"
        _of_thread("assignment", {thread.assignee_id}, key, thread, happened)


@within("thread.answered")
def answered(happened: Happened) -> None:
    thread = db.session.get_one(Thread, happened.id)
    key = f"answer-{thread.id}-{happened.event_id}"
    _of_thread("answer", {thread.opened_by_id}, key, thread, happened)


def _of_thread(
    kind: str,
    people: set[int],
    key: str,
    thread: Thread,
    happened: Happened,
    comment: Comment | None = None,
) -> None:
    words = " ".join(comment.body.split()) if comment else ""
    tell(
        kind,
        people,
        key,
        pair_id=thread.pair_id,
        of=("thread", thread.id),
        page=f"threads/{thread.id}",
        happened=happened,
        title=happened.data.get("title", ""),
        quote=words if len(words) <= QUOTE else words[:QUOTE].rsplit(" ", 1)[0] + " …",
    )


@within("round.opened", "round.changed")
def review_asked(happened: Happened) -> None:
    """They have a mail of their own (comments/review_mails.py)."""
    found = db.session.get_one(ReviewRound, happened.id)
    people = [each.person_id for each in found.reviewers if each.removed_at is None]
    about = {"title": found.plan.name, "day": found.due_on.isoformat()}
    of = ("round", found.id)
    page, key = f"rounds/{found.id}", f"review-{found.id}"
    pair = found.pair_id
    tell(
        "review",
        people,
        key,
        pair_id=pair,
        of=of,
        page=page,
        happened=happened,
        mailed=True,
        **about,
    )


# -- visits ---------------------------------------------------------------------------------------


@within("visit.proposed", "visit.changed", "visit.cancelled", "poll.asked")
def of_visit(happened: Happened) -> None:
    """Whose turn it is to say yes, whose dates have changed, who is asked when they can come."""
    if happened.kind == "poll":
        visit = db.session.get_one(Visit, happened.data["visit_id"])
        people = {each.id for each in Membership.people(visit.pair_id, CITY_ROLES)}
        _of_visit("poll", people, f"poll-{happened.id}", visit, happened, "/poll")
        return
    visit = db.session.get_one(Visit, happened.id)
    travellers = _travellers(visit)
    if happened.name == "visit.cancelled":
        people = travellers | _officers(visit.pair_id, {city.id for city in visit.concerned})
        _of_visit("cancelled", people, f"cancelled-{visit.id}", visit, happened)
        return
    waited = _officers(visit.pair_id, {city.id for city in visit.waits_for})
    if visit.proposed_at and waited:
        _of_visit("turn", waited, f"turn-{visit.id}-{visit.terms}", visit, happened)
    if happened.data.get("moved"):
        people = (travellers | _officers(visit.pair_id, _cities(visit))) - waited
        _of_visit("dates", people, f"dates-{visit.id}-{visit.terms}", visit, happened)


def _of_visit(
    kind: str, people: set[int], key: str, visit: Visit, happened: Happened, page: str = ""
) -> None:
    of = ("visit", visit.id)
    page = f"visits/{visit.id}{page}"
    pair = visit.pair_id
    tell(kind, people, key, pair_id=pair, of=of, page=page, happened=happened, title=visit.title)


def _cities(visit: Visit) -> set[int]:
    return {city.id for city in visit.concerned}


def _travellers(visit: Visit) -> set[int]:
    query = select(Traveller.person_id).where(
        Traveller.visit_id == visit.id,
        Traveller.removed_at.is_(None),
        Traveller.person_id.is_not(None),
    )
    return {number for number in db.session.scalars(query) if number is not None}


def _officers(pair_id: int, cities: set[int]) -> set[int]:
    return {each.id for each in Membership.officers(pair_id, cities)}


# -- claims, follow-ups, duties -------------------------------------------------------------------


@within("claim.submitted", "claim.submitted_again", "claim.line_sent_back")
def of_claim(happened: Happened) -> None:
    """Managers decide; a city puts right what was sent back (that has a mail of its own)."""
    claim = db.session.get_one(Claim, happened.id)
    about: dict[str, Any] = {"pair_id": claim.pair_id, "of": ("claim", claim.id)}
    about |= {"page": f"claims/{claim.id}", "happened": happened, "title": claim.number}
    if happened.name == "claim.line_sent_back":
        people = _officers(claim.pair_id, {claim.member_city_id})
        key = f"claim-back-{claim.id}-{claim.sent_back_at and claim.sent_back_at.timestamp()}"
        tell("claim_back", people, key, mailed=True, **about)
        return
    programme_id = db.session.get_one(Pair, claim.pair_id).cohort.programme_id
    managers = {each.id for each in Appointment.managers(programme_id)}
    people = {claim.taken_by_id} if claim.taken_by_id in managers else managers
    tell("claim_waits", people, f"claim-{claim.id}-{happened.event_id}", **about)


@within("follow_up.marked", "follow_up.changed", "duty.added", "duty.changed")
def given(happened: Happened) -> None:
    owner_id = happened.data.get("owner_id")
    if not owner_id or happened.pair_id is None:
        return
    if happened.kind == "takeaway":
        of, page = ("takeaway", happened.id), f"takeaways/{happened.id}"
        kind, title = "follow_up", db.session.get_one(Takeaway, happened.id).sentence[:QUOTE]
    else:
        visit_id = happened.data["visit_id"]
        of, page, kind = ("visit", visit_id), f"visits/{visit_id}", "duty"
        title = happened.data["title"]
    key = f"{kind}-{happened.id}-{owner_id}"
    pair = happened.pair_id
    tell(kind, [owner_id], key, pair_id=pair, of=of, page=page, happened=happened, title=title)


@within("membership.removed")
def left(happened: Happened) -> None:
    """Their city's officers see to what they had, where they had something."""
    member = db.session.get_one(Membership, happened.id)
    if member.member_city_id is None or not leaving.of_city(member.pair, member.member_city_id):
        return
    tell(
        "left",
        _officers(member.pair_id, {member.member_city_id}),
        f"left-{member.id}-{happened.event_id}",
        pair_id=member.pair_id,
        of=("pair", member.pair_id),
        page="people",
        happened=happened,
        title=member.person.name,
    )
