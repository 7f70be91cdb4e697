"""Lessons to choose from while somebody types: those not yet used first."""

from sqlalchemy import select

from app.accounts.models import Person
from app.citations.models import Citation
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.search.folding import fold, words_of
from app.table import sees_shared_only
from app.takeaways.models import Takeaway

SHOWN = 20


def lessons(pair: Pair, sought: str, person: Person) -> list[tuple[Takeaway, bool]]:
    """Those that have all the words (the last may be begun only), each with whether it is used."""
    query = Takeaway.whole().join(Note, Takeaway.note_id == Note.id)
    query = query.where(Takeaway.pair_id == pair.id, Takeaway.kind == "lesson")
    query = query.where(Note.removed_at.is_(None))
    if sees_shared_only(person, pair):
        query = query.where(Note.shared_at.is_not(None))
    uses = select(Citation.lesson_id).join(Citation.lesson).where(Takeaway.pair_id == pair.id)
    used = set(db.session.scalars(uses.where(Citation.removed_at.is_(None))))
    wanted = words_of(sought)
    found = [(each, each.id in used) for each in db.session.scalars(query) if _has(each, wanted)]
    found.sort(key=lambda one: (one[1], -one[0].id))
    return found[:SHOWN]


def _has(lesson: Takeaway, wanted: list[str]) -> bool:
    note = lesson.note
    about = [lesson.sentence, lesson.city.name, note.title, note.visit.title if note.visit else ""]
    words = fold(" ".join([*about, lesson.needed])).split()
    return all(any(word.startswith(one) for word in words) for one in wanted)
