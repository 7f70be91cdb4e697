"""What of somebody's news they may still read, and what of it still waits: asked whenever news are
shown or mailed."""

from collections import defaultdict
from datetime import UTC, datetime

from sqlalchemy import select

from app import hearing
from app.accounts.models import Person
from app.claims.models import Claim
from app.comments.models import Comment, Thread
from app.comments.rounds import ReviewRound
from app.extensions import db
from app.news.models import News
from app.search.sources import load
from app.standing import standing
from app.table import may
from app.takeaways.models import Takeaway
from app.visits.models import Visit

LONG = datetime.min.replace(tzinfo=UTC)  # ago


def readable(person: Person, found: list[News]) -> list[News]:
    """In a fixed number of queries for each pair and kind."""
    topics: dict[int, list[str]] = {}
    by_kind: dict[str, set[int]] = defaultdict(set)
    for news in found:
        if news.pair_id not in topics:
            topics[news.pair_id] = hearing.topics(person, news.pair)
        by_kind[news.of].add(news.of_id)
    heard = {
        (kind, each.thing_id)
        for kind, ids in by_kind.items()
        if kind not in ("round", "pair")
        for each in load(kind, ids, words=False)
        if each.audience in topics[each.pair_id]
    }
    rounds = select(ReviewRound).where(ReviewRound.id.in_(by_kind["round"]))
    heard |= {
        ("round", each.id) for each in db.session.scalars(rounds) if may(person, "round.read", each)
    }
    heard |= {("pair", number) for number, mine in topics.items() if f"pair-{number}" in mine}
    return [news for news in found if (news.of, news.of_id) in heard]


def waiting(person: Person, found: list[News]) -> list[News]:
    """Without what is settled: a thread that is solved or in which they have spoken since, a visit
    that waits for their city no more, a claim that is decided, a follow-up that is done."""
    ids = {news.of_id for news in found if news.of == "thread"}
    solved = select(Thread.id).where(Thread.id.in_(ids))
    solved = solved.where(Thread.resolved_at.is_not(None) | Thread.confirmed_at.is_not(None))
    done = set(db.session.scalars(solved)) if ids else set()
    spoke = select(Comment.thread_id, Comment.at).where(Comment.author_id == person.id)
    last: dict[int, datetime] = {}
    for number, at in db.session.execute(spoke.where(Comment.thread_id.in_(ids))) if ids else ():
        last[number] = max(at, last.get(number, at))
    return [
        news
        for news in found
        if not (
            news.of == "thread" and (news.of_id in done or last.get(news.of_id, LONG) > news.at)
        )
        and not _is_done(news, person)
    ]


def _is_done(news: News, person: Person) -> bool:
    if news.kind == "turn":
        visit = db.session.get_one(Visit, news.of_id)
        at = standing(person, news.pair)
        waited = {city.id for city in visit.waits_for}
        return visit.cancelled_at is not None or at is None or at.city_id not in waited
    if news.kind == "claim_waits":
        return db.session.get_one(Claim, news.of_id).state != "submitted"
    if news.of == "takeaway":
        return db.session.get_one(Takeaway, news.of_id).done_at is not None
    return False
