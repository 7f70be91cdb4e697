"""What is done with a follow-up: it is finished, or not yet. Open ones are carried on to the next
visit or meeting, as long as they are open; nothing is copied for that."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.clock import now, today
from app.database import lock
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.takeaways.models import Takeaway
from app.visits.models import Visit


def finish(found: Takeaway, *, by: Person) -> Takeaway:
    if lock(found).done_at is None:
        found.done_at, found.done_by = now(), by
        found.record("done", by)
    return found


def reopen(found: Takeaway, *, by: Person) -> Takeaway:
    if lock(found).done_at is not None:
        found.done_at = found.done_by = None
        found.record("reopened", by)
    return found


def take_over(found: Takeaway, *, by: Person) -> Takeaway:
    """It is theirs from now on."""
    if lock(found).owner_id != by.id:
        found.owner = by
        found.record("changed", by)
    return found


def open_of(pair: Pair, *, shared_only: bool = False) -> list[Takeaway]:
    """All that is open in a pair, by the day that it is due; without a day last."""
    query = Takeaway.whole().where(Takeaway.pair_id == pair.id, Takeaway.kind == "follow_up")
    query = query.where(Takeaway.done_at.is_(None)).join(Note, Takeaway.note_id == Note.id)
    query = query.where(Note.removed_at.is_(None))
    if shared_only:
        query = query.where(Note.shared_at.is_not(None))
    found = list(db.session.scalars(query))
    return sorted(found, key=lambda one: (one.due_on or date.max, one.id))


def open_at(visit: Visit) -> list[Takeaway]:
    """What is open when a visit is held or prepared: of it and of those before it."""
    return [one for one in open_of(visit.pair) if _is_before(one.note.visit, visit)]


def carried_to(visit: Visit) -> list[Takeaway]:
    """Open ones from before, for the next visit or meeting that comes; nothing for another one."""
    following = coming(visit.pair)
    if following is None or following.id != visit.id:
        return []
    return [one for one in open_of(visit.pair) if one.note.visit_id != visit.id]


def _is_before(earlier: Visit | None, visit: Visit) -> bool:
    if earlier is None or earlier.id == visit.id:
        return True
    first, other = earlier.begins_on, visit.begins_on
    return first is not None and (other is None or first <= other)


def coming(pair: Pair) -> Visit | None:
    """The first one that is not over, held or cancelled."""
    query = select(Visit).where(Visit.pair_id == pair.id, Visit.removed_at.is_(None))
    query = query.where(Visit.held_at.is_(None), Visit.cancelled_at.is_(None))
    query = query.options(selectinload(Visit.stops))  # their days say which comes first
    ahead = [v for v in db.session.scalars(query) if v.ends_on and v.ends_on >= today(v.zone)]
    return min(ahead, key=lambda v: (v.begins_on or date.max, v.id), default=None)
