"""Where items of an agenda go: up and down, to another day, behind another item, to what is not yet
placed, or over from an earlier visit. A block takes along what is in it."""

from datetime import date

from flask_babel import gettext as _

from app import events
from app.accounts.models import Person
from app.database import lock
from app.errors import Refused
from app.extensions import db
from app.visits.agenda import MIDNIGHT, AgendaItem, clock_of
from app.visits.models import Visit
from app.visits.publishing import audience

FIRST = 9 * 60  # the first item of an empty day begins at nine


def move_up(item: AgendaItem, *, by: Person) -> AgendaItem:
    """Takes the place of the one before it, which then follows."""
    return _swap(item, -1, by)


def move_down(item: AgendaItem, *, by: Person) -> AgendaItem:
    return _swap(item, +1, by)


def move_to(item: AgendaItem, day: date, *, by: Person) -> AgendaItem:
    """To another day, at the same time of day."""
    item.lock()
    item.refuse_outside(day)
    if day != item.day or not item.placed:
        _shift(_with_inner(item), 0, day)
        item.record("agenda_item.moved", by)
    return item


def place(item: AgendaItem, day: date, after_id: int | None, *, by: Person) -> AgendaItem:
    """Behind another item of a day, or before the first one. What comes next stays where it is: an
    over-run is pointed out."""
    item.lock()
    item.refuse_outside(day)
    moving = _with_inner(item)
    others = [i for i in _on(item.visit, day) if i not in moving]
    after = next((i for i in others if i.id == after_id), None)
    if after_id and after is None:
        raise Refused(_("Somebody has moved this item meanwhile. Look again."))
    start = _start(item, others, after)
    if start + item.minutes > MIDNIGHT and start != item.start_minute:
        raise Refused(_("This would run over midnight."))
    _shift(moving, start - item.start_minute, day)
    item.record("agenda_item.moved", by)
    return item


def set_aside(item: AgendaItem, *, by: Person) -> AgendaItem:
    """Not yet placed: it keeps its old time in case it goes back."""
    item.lock()
    if item.placed:
        item.placed = False
        item.record("agenda_item.set_aside", by)
    return item


def copy(source: Visit, visit: Visit, *, by: Person) -> Visit:
    """The agenda of an earlier visit, its first day on this one's first day. What would be after
    the last day is not yet placed."""
    lock(visit).refuse_if("cancelled")
    items = [*AgendaItem.of(source), *AgendaItem.loose(source)]
    if not items:
        raise Refused(_("There is nothing in the agenda of this visit."), "source")
    known = {city.id for city in visit.concerned}
    for item in items:
        db.session.add(_copied(item, source, visit, known))
    db.session.flush()
    events.record(
        "agenda.copied",
        visit,
        by=by,
        audience=audience(visit),
        pair_id=visit.pair_id,
        title=visit.title,
        source=source.title,
        visit_id=visit.id,
    )
    return visit


def _copied(item: AgendaItem, source: Visit, visit: Visit, known: set[int]) -> AgendaItem:
    days, n = visit.days, (item.day - source.days[0]).days
    there = 0 <= n < len(days)
    made = AgendaItem(visit=visit, day=days[n] if there else days[0], starts=item.starts)
    made.placed = item.placed and there
    for name in ("minutes", "title", "kind", "place", "lead", "remarks"):
        setattr(made, name, getattr(item, name))
    made.joins = [city for city in item.joins if city.id in known]
    return made


def _swap(item: AgendaItem, step: int, by: Person) -> AgendaItem:
    """The two change places; what lies between them, and the time they take together, stays."""
    item.lock()
    row = _beside(item)
    at = row.index(item) + step if item in row else -1
    if not 0 <= at < len(row):
        raise Refused(_("There is nothing further in this day. Choose another day instead."))
    first, second = sorted((item, row[at]), key=row.index)
    start, end = first.start_minute, second.end_minute
    after = max(start + second.minutes, end - first.minutes)
    if after >= MIDNIGHT:
        raise Refused(_("This would run over midnight."))
    one, other = _with_inner(first), _with_inner(second)
    _shift(other, start - second.start_minute, item.day)
    _shift(one, after - first.start_minute, item.day)
    item.record("agenda_item.moved", by)
    return item


def _start(item: AgendaItem, others: list[AgendaItem], after: AgendaItem | None) -> int:
    """The minute at which it begins. Behind a block's title: at the block's begin."""
    if after is not None:
        return after.start_minute if after.is_block and not item.is_block else after.end_minute
    return max(0, others[0].start_minute - item.minutes) if others else FIRST


def _on(visit: Visit, day: date) -> list[AgendaItem]:
    return [i for i in AgendaItem.of(visit, anew=True) if i.day == day]


def _beside(item: AgendaItem) -> list[AgendaItem]:
    """What it can change places with: the others in its block, or those in none."""
    day = _on(item.visit, item.day)
    block = next((i for i in day if i.holds(item)), None)
    if block is not None:
        return [i for i in day if block.holds(i)]
    return [i for i in day if not any(other.holds(i) for other in day)]


def _with_inner(item: AgendaItem) -> list[AgendaItem]:
    inner = _on(item.visit, item.day) if item.is_block and item.placed else []
    return [item, *(i for i in inner if item.holds(i))]


def _shift(items: list[AgendaItem], minutes: int, day: date) -> None:
    for item in items:
        item.starts, item.day = clock_of(item.start_minute + minutes), day
        item.placed = True
