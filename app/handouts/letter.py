"""A letter for an employer or for a visa: dates, places, purpose, who pays. Passport data are never
stored: the letter has room to write them by hand."""

from flask_babel import gettext as _

from app.clock import day as day_words
from app.clock import days as day_range
from app.clock import today
from app.exports import blocks
from app.exports.paper import Paper, Part
from app.visits import words
from app.visits.travellers import Traveller

KINDS = ("employer", "visa")


def of_traveller(traveller: Traveller, kind: str, language: str) -> Paper:
    visit = traveller.visit
    place, day = visit.stops[0].city.name, day_words(today(visit.zone), language)
    lines = _words(traveller, language)
    lines += _for_a_visa() if kind == "visa" else _for_an_employer()
    lines += [f"{place}, {day}", "", "_" * 40, _("Name, function, signature, stamp")]
    title = _("Letter of invitation") if kind == "visa" else _("Letter for the employer")
    return Paper(
        title=title,
        language=language,
        parts=(Part("letter", visit.title, blocks.text(*lines), language),),
        pair=visit.pair.name,
        cities=(_("City of %(city)s", city=place),),
        version=day,
        funding_statement=visit.pair.cohort.funding_statement,
        short=True,
    )


def _words(traveller: Traveller, language: str) -> list[str]:
    """Who is invited where, when, what for, and who pays."""
    visit = traveller.visit
    invited = _(
        "the City of %(city)s invites %(name)s of %(home)s to “%(title)s”.",
        city=visit.stops[0].city.name,
        name=traveller.shown_name,
        home=traveller.city.name,
        title=visit.title,
    )
    lines = [_("To whom it may concern"), invited]
    for stop in visit.stops:
        lines.append(f"{stop.city.name}: {day_range(stop.from_on, stop.to_on, language)}")
    if visit.purpose:
        lines.append(_("Purpose: %(words)s", words=visit.purpose))
    programme = visit.pair.cohort.programme.name
    lines.append(
        _("The stay is part of the %(programme)s of the EU Cities Mission.", programme=programme)
    )
    lines.append(_("Costs are paid by: %(who)s", who=str(words.PAYER[traveller.payer])))
    return lines


def _for_a_visa() -> list[str]:
    return [
        _("To be filled in by hand:"),
        _("Passport number: %(line)s", line="_" * 30),
        _("Date and place of birth: %(line)s", line="_" * 30),
        _("We ask the consulate to grant the visa for these days in time."),
    ]


def _for_an_employer() -> list[str]:
    return [_("We ask you to give leave for these days and the days of travel.")]
