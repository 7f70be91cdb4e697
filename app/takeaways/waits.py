"""What waits for somebody of what was noted: their follow-ups that are due soon or late."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.clock import day, today
from app.extensions import db
from app.notes.models import Note
from app.standing import Standing
from app.takeaways.models import Takeaway

SOON = timedelta(days=14)
Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    query = (
        select(Takeaway)
        .join(Note, Takeaway.note_id == Note.id)
        .where(Takeaway.owner_id == person.id, Takeaway.kind == "follow_up")
        .where(Takeaway.done_at.is_(None), Takeaway.removed_at.is_(None))
        .where(Note.removed_at.is_(None), Takeaway.pair_id.in_(standings))
        .order_by(Takeaway.due_on, Takeaway.id)
    )
    found: Todo = []
    for each in db.session.scalars(query):
        due = each.due_on
        if due is None or due <= today("UTC") + SOON:
            what = each.sentence if len(each.sentence) <= 80 else each.sentence[:80] + " …"
            said = _("Until %(day)s: %(what)s") if due else _("A follow-up is yours: %(what)s")
            words = said % {"day": day(due, locale=person.language) if due else "", "what": what}
            found.append((each.pair_id, words, f"takeaways/{each.id}"))
    return found
