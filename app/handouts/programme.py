"""The programme of a visit as a paper: one table for each day, on the clock of its stop, and who is
who. No costs, no needs; a draft only for those who plan it."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.clock import days as day_range
from app.clock import today
from app.documents.tree import Node
from app.exports import blocks
from app.exports.blocks import BOLD
from app.exports.paper import Paper, Part
from app.table import may
from app.visits import words
from app.visits.days import Day, Slot, by_day
from app.visits.models import Visit
from app.visits.publishing import Publication


def of_visit(visit: Visit, person: Person, language: str) -> Paper:
    """In the reader's language; times without the reader's own clock: a paper is for the place."""
    seen = Publication.of(visit) or may(person, "agenda.draft", visit)
    days = by_day(visit, "") if seen else []
    parts = tuple(_day(day, language) for day in days if day.slots)
    return Paper(
        title=visit.title,
        language=language,
        parts=parts,
        pair=visit.pair.name,
        cities=tuple(city.name for city in visit.concerned),
        version=_("Programme of %(day)s", day=words.weekday(today(visit.zone))),
        about=tuple(_lines(visit, bool(seen))),
        funding_statement=visit.pair.cohort.funding_statement,
        short=True,
    )


def _lines(visit: Visit, seen: bool) -> list[str]:
    lines = [visit.purpose] if visit.purpose else []
    for stop in visit.stops:
        lines.append(f"{stop.city.name}: {day_range(stop.from_on, stop.to_on)}")
    if not seen:
        lines.append(_("The agenda is not published yet."))
    elif Publication.of(visit) is None:
        lines.append(_("Draft"))
    return lines


def _day(day: Day, language: str) -> Part:
    slots = [each for slot in day.slots for each in (slot, *slot.inner)]
    heading = " · ".join(filter(None, (words.weekday(day.date), day.place)))
    top = blocks.table([_("Time"), _("What")], [_row(slot) for slot in slots])
    return Part(f"day-{day.date}", heading, top, language)


def _row(slot: Slot) -> Node:
    item = slot.item
    kind = "" if item.is_block else str(words.ITEM_KIND[item.kind])
    joins = ", ".join(city.name for city in item.joins)
    only = _("only %(cities)s", cities=joins) if joins else ""
    about = " · ".join(filter(None, (kind, item.place, item.lead, only)))
    told = [line for line in (about, item.remarks) if line]
    return blocks.row(slot.time, blocks.cell((item.title, BOLD), *told))
