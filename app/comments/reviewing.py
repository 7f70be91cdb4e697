"""What reviewers do in a round: comment on the frozen version, and send their review. Asking for
it is in opening.py, answers are in answers.py, its end is in closing.py."""

from flask_babel import gettext as _
from sqlalchemy import select

from app import events
from app.accounts.models import Person
from app.clock import now
from app.comments import review_mails
from app.comments.conversation import whole
from app.comments.models import SEVERITIES, Thread
from app.comments.rounds import Reviewer, ReviewRound
from app.comments.threads import record, say, suggest
from app.database import lock
from app.documents import versions
from app.documents.anchoring import closest, find, flat
from app.documents.passages import Passage
from app.documents.quoting import NotThere, Quoted
from app.documents.refusals import careful
from app.errors import Refused
from app.extensions import db
from app.plans.freezing import FrozenSection


def comment(
    found: ReviewRound,
    part: FrozenSection,
    words: str,
    severity: str,
    *,
    by: Person,
    quoted: Quoted,
    replacement: str | None = None,
) -> Thread:
    """On words of the frozen text, or on a section of it. Private until the review is sent."""
    reviewer = _reviewer(lock(found), by)
    if severity not in SEVERITIES:
        raise Refused(_("Choose one."), "severity")
    if replacement is None and not words:
        raise Refused(_("Write your comment."), "words")
    thread = Thread(pair=found.pair, round_id=found.id, opened_by=by, severity=severity)
    thread.sent_at = now() if reviewer.sent_at else None
    thread.document_id = part.section.document_id  # in this round, wherever its words go
    if quoted.quote.strip():
        thread.passage = _passage(part, quoted)
    if replacement is not None:
        suggest(thread, replacement)
    db.session.add(thread)
    db.session.flush()
    say(thread, words, by=by)
    reviewer.section_id = part.section_id
    record("thread.opened", thread, by, words)
    return thread


def stop_at(found: ReviewRound, section_id: int, *, by: Person) -> Reviewer:
    """Where a reviewer stopped reading."""
    reviewer = _reviewer(found, by)
    reviewer.section_id = section_id
    db.session.flush()
    return reviewer


def send(found: ReviewRound, *, by: Person) -> ReviewRound:
    """All that a reviewer has said so far, at once, with one mail to each officer of the plan's
    cities. What they say afterwards goes at once."""
    reviewer = _reviewer(lock(found), by)
    mine = [each for each in threads_of(found) if each.opened_by_id == by.id and each.private]
    if not mine and reviewer.sent_at:
        raise Refused(_("Your review is sent already."))
    for thread in mine:
        thread.sent_at = now()
    first, reviewer.sent_at = reviewer.sent_at is None, reviewer.sent_at or now()
    tell("review.sent", found, by, n=len(mine))
    if first:
        review_mails.sent(found, by, len(mine))
    return found


def weigh(thread: Thread, severity: str, *, by: Person) -> Thread:
    """How important one's own comment is: as long as it is not sent."""
    found = db.session.get(ReviewRound, thread.round_id) if thread.round_id else None
    if found is None or thread.opened_by_id != by.id or not thread.private:
        raise Refused(_("This is sent already."))
    _reviewer(lock(found), by)
    if severity not in SEVERITIES:
        raise Refused(_("Choose one."), "severity")
    if severity != lock(thread).severity:
        thread.severity = severity
        record("thread.weighed", thread, by)
    return thread


def threads_of(found: ReviewRound) -> list[Thread]:
    """In the order of the frozen texts, with all that is shown of them."""
    query = select(Thread).where(Thread.round_id == found.id, Thread.removed_at.is_(None))
    rows = db.session.scalars(query.options(*whole()))
    places = {part.section.document_id: part.position for part in found.plan_version.parts}
    return sorted(rows, key=lambda each: (places.get(each.document_id or 0, 0), *_order(each)))


def _order(thread: Thread) -> tuple[int, int]:
    return (thread.passage.start if thread.passage else -1, thread.id)


def _passage(part: FrozenSection, quoted: Quoted) -> Passage:
    """Where the words stand in the frozen text. In the text of now they are marked if they are
    there still (pinning.py)."""
    with careful():
        text = flat(versions.text_of(part.version)).text
    place = find(text, quoted.quote, quoted.before, quoted.after, quoted.nth)
    if place is None:
        near = closest(text, quoted.quote)
        raise NotThere(text[near.start : near.stop] if near else "")
    return Passage.take(part.section.document, part.version.seq, text, place)


def _reviewer(found: ReviewRound, person: Person) -> Reviewer:
    reviewer = found.reviewer(person.id)
    if reviewer is None or reviewer.removed_at:
        raise Refused(_("You are not a reviewer of this round."))
    if not found.is_open:
        raise Refused(_("This round is closed."))
    return reviewer


def tell(name: str, found: ReviewRound, by: Person, **data: object) -> None:
    db.session.flush()
    events.record(
        name,
        found,
        by=by,
        audience=f"pair-{found.pair_id}-staff",
        pair_id=found.pair_id,
        title=f"{found.plan.name} ({found.number})",
        **data,
    )
