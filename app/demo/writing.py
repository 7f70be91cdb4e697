"""The notes and the plan of the story: each text goes the way that every text goes, into its log."""

from datetime import time
from typing import Any

from sqlalchemy import select

from app import clock
from app.demo import texts
from app.demo.cast import person
from app.demo.clockwork import Days, standing_at
from app.demo.journey import HELD
from app.documents import log, merge
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Plan, Section
from app.visits.agenda import AgendaItem
from app.visits.models import Visit

# (day, who, title, agenda item it hangs on or "", text, shared on that day or None)
NOTES = (
    (-298, "anna", "Learning questions", "", texts.QUESTIONS, -290),
    (-36, "anna", "By bicycle through the districts", "Bicycle", texts.BICYCLE, -33),
    (-36, "diego", "The old town, from inside", "Walk round", texts.MEDIEVAL, None),
    (-35, "lena", "How the one-stop shop works", "One-stop shop", texts.ONE_STOP, -30),
    (-34, "diego", "Proximity offices", "Proximity", texts.PROXIMITY, None),
)
# (heading's number, owner, text, day it was written)
SECTIONS = (
    (1, "anna", texts.CONTEXT, -60),
    (2, "diego", texts.LEARNING, -56),
    (3, "lena", texts.SAW, -29),
    (4, "anna", texts.LESSONS, -18),
    (5, "diego", "", 0),
)


def tell(days: Days, pair: Pair) -> None:
    for offset, short, title, at_item, text, shared in NOTES:
        _note(days, pair, offset, short, title, at_item, text, shared)
    plan = Plan.of(pair.id)
    assert plan
    for number, short, text, offset in SECTIONS:
        _section(days, plan, number, short, text, offset)
    anna, settled, shared_one = person("anna"), _nth(plan, 1), _nth(plan, 4)
    days.do(-40, lambda: settled.settle(by=anna), anna)
    days.do(-16, lambda: shared_one.share(by=anna), anna)


def _note(
    days: Days,
    pair: Pair,
    offset: int,
    short: str,
    title: str,
    at_item: str,
    text: str,
    shared: int | None,
) -> None:
    who, item = person(short), _item(pair, at_item)
    note = days.do(
        offset,
        lambda: Note.start(pair, by=who, title=title, agenda_item=item),
        who,
        at=time(17, 20),
    )
    write(days, offset, note.document_id, who.id, text)
    if shared is not None:
        days.do(shared, lambda: note.share(by=who), who)


def _section(days: Days, plan: Plan, number: int, short: str, text: str, offset: int) -> None:
    section, owner, anna = _nth(plan, number), person(short), person("anna")
    version, heading = section.version, section.heading
    days.do(
        -62,
        lambda: section.change(version, by=anna, heading=heading, owner=owner, writers=[]),
        anna,
        at=time(14, number * 6),
    )
    if text:
        write(days, offset, section.document_id, owner.id, text)


def write(days: Days, offset: int, document_id: int, person_id: int, text: str) -> None:
    """Into the log, in the plain form's own signs."""
    update = merge.first_update(text)
    assert update
    with standing_at(clock.at(days.day(offset), time(18), "Europe/Brussels")):
        log.append(document_id, update, person_id=person_id, tab="demo", batch=0)


def _item(pair: Pair, start: str) -> AgendaItem | None:
    """The item of the held visit whose title starts so."""
    if not start:
        return None
    query = select(AgendaItem).join(Visit, AgendaItem.visit_id == Visit.id)
    query = query.where(Visit.pair_id == pair.id, Visit.title == HELD)
    return db.session.scalars(query.where(AgendaItem.title.startswith(start))).one()


def _nth(plan: Plan, number: int) -> Section:
    query: Any = select(Section).where(Section.plan_id == plan.id, Section.position == number)
    found: Section = db.session.scalars(query).one()
    return found
