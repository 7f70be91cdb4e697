"""A review is asked for: a round is opened on a frozen version, with reviewers and a due date;
both may change while it is open."""

from datetime import date

from flask_babel import gettext as _

from app.accounts.models import Person
from app.clock import now, today
from app.comments import review_mails
from app.comments.reviewing import tell
from app.comments.rounds import Reviewer, ReviewRound
from app.database import lock
from app.errors import Refused, Stale
from app.extensions import db
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan, Section
from app.table import may


def open_round(
    plan: Plan,
    sections: list[Section],
    reviewers: list[Person],
    *,
    due_on: date,
    message: str,
    by: Person,
    edition: Edition | None = None,
) -> ReviewRound:
    """Of the original, or of one of its editions. Sections that are not shared yet are shared by
    it: experts are to read them."""
    lock(plan)
    _refuse_past(due_on)
    number = ReviewRound.next_number(plan.id)
    written = [each for each in sections if each.document.seq]
    name = _("Review round %(number)s", number=number)
    frozen = PlanVersion.freeze(plan, written, name, by=by, kind="round", edition=edition)
    for section in written:
        section.share(by=by)
    found = ReviewRound(pair=plan.pair, plan=plan, plan_version=frozen, number=number)
    found.due_on, found.message, found.opened_by = due_on, message, by
    db.session.add(found)
    _ask(found, reviewers)
    tell("round.opened", found, by)
    return found


def change(
    found: ReviewRound,
    version: int,
    reviewers: list[Person],
    *,
    due_on: date,
    message: str,
    by: Person,
) -> ReviewRound:
    """Another day, or other reviewers of an open round. Whom it asks now gets a mail; who is asked
    no more keeps what they wrote; who has sent a review stays."""
    if version != lock(found).version:
        raise Stale(found)
    if not found.is_open:
        raise Refused(_("This round is closed."))
    if due_on != found.due_on:
        _refuse_past(due_on)
    ids = {person.id for person in reviewers}
    for one in found.reviewers:
        if one.sent_at and one.person_id not in ids:
            words = _("%(name)s has sent a review already.", name=one.person.name)
            raise Refused(words, "people")
        if one.person_id not in ids:
            one.removed_at = one.removed_at or now()
    _ask(found, reviewers)
    found.due_on, found.message = due_on, message
    tell("round.changed", found, by)
    return found


def _ask(found: ReviewRound, people: list[Person]) -> None:
    """A mail to each who is not asked yet."""
    if not people:
        raise Refused(_("Choose at least one reviewer."), "people")
    for person in people:
        if found.asks(person.id):
            continue
        if not may(person, "thread.write", found.plan):
            words = _("%(name)s may read, but not comment.", name=person.name)
            raise Refused(words, "people")
        if known := found.reviewer(person.id):
            known.removed_at = None
        else:
            found.reviewers.append(Reviewer(person=person, person_id=person.id))
        db.session.flush()
        review_mails.asked(found, person)


def _refuse_past(due_on: date) -> None:
    if due_on < today("UTC"):
        raise Refused(_("This day is over."), "due_on")
