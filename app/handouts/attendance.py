"""The attendance list of a visit as a paper to be signed, a page a day; and certificates of who was
there."""

from datetime import date

from flask_babel import gettext as _

from app.attendance.models import Attendance, Participant
from app.clock import day as day_words
from app.clock import days as day_range
from app.exports import blocks
from app.exports.blocks import BOLD
from app.exports.paper import Paper, Part
from app.visits import words
from app.visits.models import Visit

EMPTY_ROWS = 5  # for who comes without a notice


def attendance_list(visit: Visit, language: str) -> Paper:
    """Names, place of departure, and room to sign."""
    people = Participant.of(visit)
    parts = tuple(_day(visit, day, people, language) for day in visit.days)
    return _paper(visit, _("Attendance list"), parts, language, tall=True)


def certificates(visit: Visit, language: str, only: Participant | None = None) -> Paper | None:
    """A page for each who was there; None where nobody was."""
    there = Attendance.on(visit)
    parts = []
    for one in [only] if only else Participant.of(visit):
        days = sorted(day for (key, day) in there if key == one.key)
        if days and one.count == 1:
            parts.append(_certificate(visit, one, days, language))
    if not parts:
        return None
    return _paper(visit, _("Certificate of attendance"), tuple(parts), language)


def _paper(
    visit: Visit, title: str, parts: tuple[Part, ...], language: str, *, tall: bool = False
) -> Paper:
    return Paper(
        title=title,
        language=language,
        parts=parts,
        pair=visit.pair.name,
        cities=(visit.title,),
        version=visit.pair.cohort.programme.name,
        funding_statement=visit.pair.cohort.funding_statement,
        short=True,
        pages=True,
        tall=tall,
    )


def _day(visit: Visit, day: date, people: list[Participant], language: str) -> Part:
    heads = [_("Name"), _("Organisation or city"), _("Sets out from"), _("Signature")]
    rows = []
    for one in people:
        about = " · ".join(filter(None, (one.organisation, one.city.name if one.city else "")))
        name = one.shown_name if one.count == 1 else ""
        rows += [blocks.row(name, about, one.sets_out, "") for _n in range(one.count)]
    rows += [blocks.row("", "", "", "") for _n in range(EMPTY_ROWS)]
    stop = visit.stop_on(day)
    heading = " · ".join(filter(None, (words.weekday(day), stop.city.name if stop else "")))
    return Part(f"day-{day}", heading, blocks.table(heads, rows), language)


def _certificate(visit: Visit, one: Participant, days: list[date], language: str) -> Part:
    where = ", ".join(dict.fromkeys(stop.city.name for stop in visit.stops))
    first, last = visit.from_on or days[0], visit.to_on or days[-1]
    said = _(
        "took part in “%(title)s” in %(where)s, %(days)s.",
        title=visit.title,
        where=where,
        days=day_range(first, last, language),
    )
    place = " · ".join(filter(None, (one.organisation, one.city.name if one.city else "")))
    present = ", ".join(day_words(day, language) for day in days)
    lines = [place, said, _("Present on: %(days)s", days=present)]
    if visit.purpose:
        lines.append(_("Purpose: %(words)s", words=visit.purpose))
    lines += [_("Place, date and signature of the hosts:"), "_" * 40]
    text = blocks.text(*filter(None, lines))
    text.children.insert(0, blocks.paragraph(one.shown_name, BOLD))
    return Part(f"one-{one.key}", _("We confirm that"), text, language)
