"""What waits for somebody of what was noted: their follow-ups that are due soon or late."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import bindparam, or_, select

from app.accounts.models import Person
from app.clock import day, today
from app.extensions import db
from app.notes.models import Note
from app.standing import Standing
from app.takeaways.models import Takeaway

SOON = timedelta(days=14)
Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address
FOLLOW_UPS = (
    select(Takeaway.id, Takeaway.pair_id, Takeaway.sentence, Takeaway.due_on)
    .join(Note, Takeaway.note_id == Note.id)
    .where(Takeaway.owner_id == bindparam("person"), Takeaway.kind == "follow_up")
    .where(Takeaway.done_at.is_(None), Takeaway.removed_at.is_(None), Note.removed_at.is_(None))
    .where(Takeaway.pair_id.in_(bindparam("pairs", expanding=True)))
    .where(or_(Takeaway.due_on.is_(None), Takeaway.due_on <= bindparam("until")))
    .order_by(Takeaway.due_on, Takeaway.id)
)


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    until = today("UTC") + SOON
    values = {"person": person.id, "pairs": list(standings), "until": until}
    found: Todo = []
    for number, pair_id, sentence, due in db.session.execute(FOLLOW_UPS, values):
        what = sentence if len(sentence) <= 80 else sentence[:80] + " …"
        said = _("Until %(day)s: %(what)s") if due else _("A follow-up is yours: %(what)s")
        words = said % {"day": day(due, locale=person.language) if due else "", "what": what}
        found.append((pair_id, words, f"takeaways/{number}"))
    return found
