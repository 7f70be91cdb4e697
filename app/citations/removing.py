"""A note that the plan cites is removed only by who was asked about that. Its lessons' words and
their evidence stay in the plan."""

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.citations.models import Citation
from app.errors import Refused
from app.extensions import db
from app.notes.models import Note
from app.takeaways.models import Takeaway


class Cited(Refused):
    """`sections` are the titles of those that cite the note's lessons."""

    def __init__(self, sections: list[str]) -> None:
        super().__init__(
            _(
                "The plan cites lessons of this note: %(sections)s. They keep their words there.",
                sections=", ".join(sections),
            )
        )
        self.sections = sections


def remove_note(note: Note, *, by: Person, sure: bool) -> Note:
    query = select(Takeaway.id).where(Takeaway.note_id == note.id, Takeaway.removed_at.is_(None))
    cited = Citation.of_lessons(list(db.session.scalars(query)))
    if cited and not sure and note.removed_at is None:
        raise Cited(list(dict.fromkeys(one.home.title for one in cited)))
    return note.remove(by=by)
