"""Visits as a calendar file (RFC 5545, RFC 7986): the stay as an all-day banner, the agenda's
items on the clock of their stop, meetings, and the cohort's milestones. No costs, no needs, no
bookings.

A UID never changes, and SEQUENCE rises with each change, so that a program replaces what it has;
what was cancelled stays in the file as cancelled, so that it goes from there, too."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.accounts.models import Person
from app.calendars import zones
from app.clock import now
from app.extensions import db
from app.later import later
from app.pairs.models import Pair
from app.pairs.programmes import Milestone
from app.table import may
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.publishing import published

if TYPE_CHECKING:
    from icalendar import Calendar, Event

icalendar = later("icalendar")
REFRESH = timedelta(hours=1)
GONE_FOR = timedelta(days=60)  # so long a removed item is told as cancelled
STATUS = {"idea": "TENTATIVE", "proposed": "TENTATIVE", "agreed": "CONFIRMED", "held": "CONFIRMED"}


def of_pair(pair: Pair, person: Person, site: str) -> bytes:
    """All visits beyond an idea, and the milestones."""
    visits = [each for each in Visit.of(pair.id) if each.state != "idea" and each.begins_on]
    milestones = select(Milestone).where(Milestone.cohort_id == pair.cohort_id)
    calendar = _calendar(_("Visits of %(pair)s", pair=pair.name))
    _add(calendar, _of_visits(visits, person, site))
    _add(calendar, (_milestone(each, pair) for each in db.session.scalars(milestones)))
    return _written(calendar)


def of_visit(visit: Visit, person: Person, site: str) -> bytes:
    calendar = _calendar(visit.title)
    _add(calendar, _of_visits([visit] if visit.begins_on else [], person, site))
    return _written(calendar)


def _calendar(name: str) -> "Calendar":
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Tandem//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        calendar.add(key, name)
    calendar.add("refresh-interval", icalendar.vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def _written(calendar: "Calendar") -> bytes:
    """With the zones that its times name, before them."""
    told = [moment for event in calendar.events for moment in (event.start, event.end)]
    times = [moment for moment in told if isinstance(moment, datetime)]
    years = [at.year for at in times]
    for zone in sorted({str(at.tzinfo) for at in times}):
        calendar.subcomponents.insert(0, zones.component(zone, min(years), max(years)))
    return bytes(calendar.to_ical())


def _add(calendar: "Calendar", events: "Iterable[Event]") -> None:
    for event in events:
        calendar.add_component(event)


def _of_visits(visits: list[Visit], person: Person, site: str) -> "Iterable[Event]":
    """Of an agenda that is a draft, only for those who see it."""
    ids = [visit.id for visit in visits]
    seen = set(ids) if visits and may(person, "agenda.draft", visits[0]) else published(ids)
    items = AgendaItem.with_removed(seen, now() - GONE_FOR)
    for visit in visits:
        url = f"{site}/pairs/{visit.pair.slug}/visits/{visit.id}"
        if visit.meets_at:
            yield _meeting(visit, visit.meets_at, url)
        elif visit.from_on and visit.to_on:
            yield _stay(visit, visit.from_on, visit.to_on, url)
        yield from (_item(item, visit, url) for item in items if item.visit_id == visit.id)


def _stay(visit: Visit, first: date, last: date, url: str) -> "Event":
    """Dates, which no zone shifts. It blocks nobody's day: what is in it does."""
    event = _event(f"visit-{visit.id}", visit, visit.title, visit.version, url)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(1))
    event.add("location", " → ".join(stop.city.name for stop in visit.stops))
    event.add("transp", "TRANSPARENT")
    return event


def _meeting(visit: Visit, at: datetime, url: str) -> "Event":
    event = _event(f"visit-{visit.id}", visit, visit.title, visit.version, url)
    begins = clock.local(at, visit.zone)
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=visit.minutes or 60))
    if visit.link:
        event.add("location", visit.link)
    return event


def _item(item: AgendaItem, visit: Visit, url: str) -> "Event":
    """Its number is also the visit's: other stops put it on another clock."""
    sequence = item.version + visit.version
    event = _event(f"item-{item.id}", visit, item.title, sequence, f"{url}#agenda_item-{item.id}")
    begins = clock.at(item.day, item.starts, visit.zone_on(item.day))
    event.add("dtstart", clock.local(begins, visit.zone_on(item.day)))
    ends = begins + timedelta(minutes=item.minutes)
    event.add("dtend", clock.local(ends, visit.zone_on(item.day)))
    if item.place:
        event.add("location", item.place)
    if item.is_block or item.kind == "free":
        event.add("transp", "TRANSPARENT")
    if item.removed_at or not item.placed:
        _cancelled(event, item.title)
    return event


def _milestone(milestone: Milestone, pair: Pair) -> "Event":
    event = icalendar.Event()
    event.add("uid", f"milestone-{milestone.id}.{pair.slug}@tandem")
    event.add("dtstamp", now())
    event.add("summary", milestone.name)
    event.add("dtstart", milestone.on)
    event.add("dtend", milestone.on + timedelta(1))
    event.add("transp", "TRANSPARENT")
    return event


def _event(name: str, visit: Visit, title: str, sequence: int, url: str) -> "Event":
    event = icalendar.Event()
    event.add("uid", f"{name}.{visit.pair.slug}@tandem")
    event.add("dtstamp", now())
    event.add("sequence", sequence)
    event.add("summary", title)
    event.add("url", url)
    if visit.state == "cancelled":
        _cancelled(event, title)
    else:
        event.add("status", STATUS[visit.state])
    return event


def _cancelled(event: "Event", title: str) -> None:
    """Google and Apple take the status; Outlook keeps what is in a subscription, and shows its
    name."""
    for key in ("status", "summary"):
        event.pop(key, None)
    event.add("status", "CANCELLED")
    event.add("summary", _("Cancelled: %(title)s", title=title))
    event["transp"] = "TRANSPARENT"
