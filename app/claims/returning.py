"""Sending lines back to their city, and *decide later*: a line that moves to a claim of its own."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app import jobs
from app.accounts.models import Person
from app.claims.decisions import Decision, begin_deciding, close_if_done
from app.claims.eyes import refuse_involved
from app.claims.lines import Line
from app.claims.models import Claim, next_number
from app.claims.returns import SentBack
from app.clock import now
from app.errors import Refused
from app.extensions import db

TELL = "claims.tell_sent_back"
GATHER = timedelta(minutes=10)  # several lines sent back in one go are one mail


def send_back(line: Line, *, reason: str, by: Person) -> Line:
    """Opens one line for its city, with what is to be put right; the others go on."""
    claim = begin_deciding(line, by)
    if not reason:
        raise Refused(_("Please give a reason; the city will read it."), "reason")
    db.session.add(SentBack(line=line, reason=reason, by=by))
    if claim.sent_back_at is None:
        claim.sent_back_at = now()
        jobs.add(TELL, run_at=now() + GATHER, claim_id=claim.id)
    db.session.flush()
    db.session.expire(line, ["sent_back"])
    claim.record("claim.line_sent_back", by, line=line.description)
    return line


def answer(claim: Claim) -> None:
    """The city has handed in again: nothing is sent back any more."""
    query = select(SentBack).join(Line, Line.id == SentBack.line_id)
    query = query.where(Line.claim_id == claim.id, SentBack.answered_at.is_(None))
    for sent in db.session.scalars(query):
        sent.answered_at = now()
    claim.sent_back_at = None
    db.session.flush()
    for line in Line.of(claim):
        db.session.expire(line, ["sent_back"])
    if claim.submitted_by:
        close_if_done(claim, claim.submitted_by)  # all that was sent back was removed


def decide_later(line: Line, *, by: Person) -> Line:
    """Moves a line to a later claim of the same city, so that the rest can be decided and paid. It
    keeps its origin."""
    claim = begin_deciding(line, by)
    if len(Line.of(claim)) == 1:
        raise Refused(_("There is no other line in this claim, so this one can simply wait."))
    later = _later(claim)
    line.claim, line.origin = later, line.origin or claim
    db.session.flush()
    claim.record("claim.line_put_off", by, line=line.description, later=later.number)
    later.record("claim.line_received", by, line=line.description, origin=claim.number)
    close_if_done(claim, by)
    return line


def _later(claim: Claim) -> Claim:
    """The open claim that follows this one; made with its first line."""
    query = select(Claim).where(Claim.follows_id == claim.id, Claim.removed_at.is_(None))
    for known in db.session.scalars(query.order_by(Claim.id)):
        if known.state == "submitted":
            known.begin("submitted")
            return known
    same = ("pair", "city", "visit", "payee_kind", "payee_person", "holder", "iban")
    signed = ("drafted_by", "declaration", "submitted_by", "submitted_at")
    facts = {name: getattr(claim, name) for name in same + signed}
    later = Claim(number=next_number(claim.city), follows=claim, **facts)
    db.session.add(later)
    db.session.flush()
    return later


def take(claim: Claim, *, by: Person) -> Claim:
    """Says to the other managers who looks after it. It gives no right and takes none."""
    claim.begin("submitted", "sent_back", "decided", "reopened")
    claim.taken_by = by
    claim.record("claim.taken", by)
    return claim


def let_go(claim: Claim, *, by: Person) -> Claim:
    claim.begin("submitted", "sent_back", "decided", "reopened")
    claim.taken_by = None
    claim.record("claim.let_go", by)
    return claim


def send_back_all(claim: Claim, *, reason: str, by: Person) -> Claim:
    """Every open line, for one reason."""
    claim.begin("submitted", "sent_back")
    refuse_involved(claim, by)
    decided = Decision.of_claim(claim)
    wanted = [ln for ln in Line.of(claim) if ln.id not in decided and not ln.sent_back]
    for line in wanted:
        send_back(line, reason=reason, by=by)
    return claim
