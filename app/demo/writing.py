"""The notes and the plan of the story: each text goes the way of every text, into its log. The plan
in Spanish is in translating.py."""

from datetime import time

from sqlalchemy import select

from app.demo.cast import person
from app.demo.clockwork import Days, Telling, standing_at
from app.demo.journey import HELD
from app.demo.texts import text as text_of
from app.documents import log, merge
from app.extensions import db
from app.notes import report
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Plan, Section
from app.visits.agenda import AgendaItem
from app.visits.models import Visit

# (day, who, title, agenda item it hangs on or "", text, shared on that day or None)
NOTES = (
    (-235, "anna", "Learning questions", "", "questions", -228),
    (-36, "anna", "By bicycle through the districts", "Bicycle", "bicycle", -33),
    (-36, "diego", "The old town, from inside", "Walk round", "medieval", None),
    (-35, "lena", "How the one-stop shop works", "One-stop shop", "one_stop", -30),
    (-34, "diego", "Proximity offices", "Proximity", "proximity", None),
)
# (heading's number, owner, text, day it was written, what its plan's officer did with it then)
SECTIONS = (
    (1, "anna", "context", -60, ("settle", -40)),
    (2, "diego", "learning", -56, None),
    (3, "lena", "saw", -29, None),
    (4, "anna", "lessons", -18, ("share", -16)),
    (5, "diego", "", 0, None),
)


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    notes = [_note(days, pair, *note) for note in NOTES]
    sections = [_section(days, pair, *section) for section in SECTIONS]
    return [*notes, *sections, _report(days, pair)]


def _report(days: Days, pair: Pair) -> Telling[None]:
    """Of the visit that was held, shared with the experts."""
    yield from days.until(-19)
    visit = next(one for one in Visit.of(pair.id) if one.title == HELD)
    anna = person("anna")
    note = yield from days.do(-19, lambda: report.start(visit, by=anna), anna, at=time(16, 40))
    yield from days.do(-17, lambda: note.share(by=anna), anna, at=time(16, 45))


def _note(
    days: Days,
    pair: Pair,
    offset: int,
    short: str,
    title: str,
    at_item: str,
    text: str,
    shared: int | None,
) -> Telling[None]:
    yield from days.until(offset)
    who, item = person(short), _item(pair, at_item)
    note = yield from days.do(
        offset,
        lambda: Note.start(pair, by=who, title=title, agenda_item=item),
        who,
        at=time(17, 20),
    )
    yield from write(days, offset, note.document_id, who.id, text)
    if shared is not None:
        yield from days.do(shared, lambda: note.share(by=who), who)


def _section(
    days: Days,
    pair: Pair,
    number: int,
    short: str,
    text: str,
    offset: int,
    then: tuple[str, int] | None,
) -> Telling[None]:
    yield from days.until(-62)
    section, owner, anna = section_of(pair, number), person(short), person("anna")
    version, heading = section.version, section.heading
    yield from days.do(
        -62,
        lambda: section.change(version, by=anna, heading=heading, owner=owner, writers=[]),
        anna,
        at=time(14, number * 6),
    )
    if text:
        yield from write(days, offset, section.document_id, owner.id, text)
    if then:
        verb, day = then
        yield from days.do(day, lambda: getattr(section, verb)(by=anna), anna)


def write(days: Days, offset: int, document_id: int, person_id: int, text: str) -> Telling[None]:
    """Into the log, in the plain form's own signs."""
    instant = days.instant(offset, time(18))
    yield instant
    update = merge.first_update(text_of(text))
    with standing_at(instant):
        log.append(document_id, update or b"", person_id=person_id, tab="demo", batch=0)


def _item(pair: Pair, start: str) -> AgendaItem | None:
    """The item of the held visit whose title starts so."""
    if not start:
        return None
    query = select(AgendaItem).join(Visit, AgendaItem.visit_id == Visit.id)
    query = query.where(Visit.pair_id == pair.id, Visit.title == HELD)
    return db.session.scalars(query.where(AgendaItem.title.startswith(start))).one()


def section_of(pair: Pair, number: int) -> Section:
    query = select(Section).join(Plan, Section.plan_id == Plan.id)
    query = query.where(Plan.pair_id == pair.id, Section.edition_id.is_(None))
    return db.session.scalars(query.where(Section.position == number)).one()
