"""A pair's notes as rows of a list, a page at a time. Columns are read, not objects: a page of a
hundred is drawn often."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import bindparam, func, select

from app.accounts.models import Person
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.visits.agenda import AgendaItem
from app.visits.models import Visit

A_PAGE = 100


class Listed(NamedTuple):
    """`subject` is the title of what it is about, None where it stands on its own."""

    id: int
    title: str
    author: str
    written_at: datetime
    subject: str | None
    shared_at: datetime | None


# Put together once: that alone took a millisecond of each page.
NEWEST = (
    select(
        Note.id,
        Note.title,
        Person.name,
        Note.written_at,
        func.coalesce(AgendaItem.title, Visit.title),
        Note.shared_at,
    )
    .join(Person, Person.id == Note.author_id)
    .outerjoin(Visit, Visit.id == Note.visit_id)
    .outerjoin(AgendaItem, AgendaItem.id == Note.agenda_item_id)
    .where(Note.pair_id == bindparam("pair"), Note.removed_at.is_(None))
    .order_by(Note.id.desc())
    .limit(A_PAGE + 1)
)
OLDER = NEWEST.where(Note.id < bindparam("before"))
SHARED = Note.shared_at.is_not(None)
QUERIES = {
    (False, False): NEWEST,
    (False, True): OLDER,
    (True, False): NEWEST.where(SHARED),
    (True, True): OLDER.where(SHARED),
}  # by: shared ones only, before one


def page_of(
    pair: Pair, *, shared_only: bool, before: int | None
) -> tuple[Sequence[Listed], int | None]:
    """The latest first, `before` the note of this id; and before which the next page begins."""
    values = {"pair": pair.id, "before": before}
    rows = db.session.execute(QUERIES[shared_only, bool(before)], values).all()
    found = [Listed._make(cast(tuple[object, ...], row)) for row in rows]
    return found[:A_PAGE], found[A_PAGE - 1].id if len(found) > A_PAGE else None
