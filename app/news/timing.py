"""When somebody is written to: on working days at eight o'clock of their own clock, or a few
minutes after something came, and at most once a day."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.clock import at, local, now
from app.events import Happened, within
from app.extensions import db
from app.news.models import Wish

EIGHT = time(8)
GATHERED = timedelta(minutes=5)  # what comes within it is one letter
WEEKLY = 0  # Monday: the day of the weekly summary


def wish_of(person: Person) -> Wish:
    """The person's, made where there is none, in the caller's transaction."""
    wish = db.session.get(Wish, person.id)
    if wish is not None:
        return wish
    try:
        with db.session.begin_nested():
            wish = Wish(person_id=person.id, morning_at=next_morning(person.zone, now()))
            wish.person = person
            db.session.add(wish)
    except IntegrityError:  # somebody else has just made it
        wish = db.session.get_one(Wish, person.id)
    return wish


@within("person.moved")
def moved(happened: Happened) -> None:
    """Eight o'clock of their new zone, from now on."""
    wish = db.session.get(Wish, happened.id)
    if wish is not None:
        wish.morning_at = next_morning(db.session.get_one(Person, happened.id).zone, now())


def next_morning(zone: str, after: datetime) -> datetime:
    """The next eight o'clock of a working day there."""
    day = local(after, zone).date()
    while not works(day) or at(day, EIGHT, zone) <= after:
        day += timedelta(1)
    return at(day, EIGHT, zone)


def next_letter(wish: Wish) -> datetime:
    """In a few minutes; tomorrow's morning where today's letter has left, or nobody works."""
    zone = wish.person.zone
    soon = now() + GATHERED
    today = local(soon, zone).date()
    return soon if works(today) and wish.last_on != today else next_morning(zone, now())


def is_weekly(due: datetime, until: datetime, zone: str) -> bool:
    """Whether a Monday's morning lies between them, the first one too: a server that was away on
    Monday tells of the week when it is back."""
    days = (local(until, zone).date() - local(due, zone).date()).days
    mornings = (local(due, zone).date() + timedelta(n) for n in range(min(days, 7) + 1))
    return any(d.weekday() == WEEKLY and due <= at(d, EIGHT, zone) <= until for d in mornings)


def works(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5
