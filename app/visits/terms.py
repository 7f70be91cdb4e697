"""What the cities of a visit agree on: its stops, the cities that take part, and each city's yes.

Which terms make no sense is said here too. The visit itself stands in models.py.
"""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.clock import UTCDateTime
from app.errors import Refused
from app.extensions import db
from app.pairs.models import MemberCity

LONGEST_STAY = 60  # days; longer ones are slips of the keyboard

Stops = list[tuple[int, date, date]]  # (member city, first day, last day)


class Stop(db.Model):
    """A city that hosts, from a day to a day (both included), on that city's calendar."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    position: Mapped[int]
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    from_on: Mapped[date]
    to_on: Mapped[date]

    city: Mapped[MemberCity] = relationship()


class VisitCity(db.Model):
    """A city that takes part in a visit, as a guest or in the meeting."""

    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"), primary_key=True)


class Agreement(db.Model):
    """The yes of one city to the terms of a visit."""

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    member_city_id: Mapped[int] = mapped_column(ForeignKey("member_city.id"))
    terms: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)

    by: Mapped[Person] = relationship()
    city: Mapped[MemberCity] = relationship()


def refuse_senseless(
    online: bool, meets_at: datetime | None, stops: Stops, cities: list[int]
) -> None:
    if online and meets_at is None:
        raise Refused(_("Please say when the meeting begins."), "meets_on")
    if online and not cities:
        raise Refused(_("Please choose the cities that take part."), "cities")
    if not online and not stops:
        raise Refused(_("A stay needs at least one stop with its days."), "stops")
    for _city, first, last in stops:
        if sentence := wrong_days(first, last):
            raise Refused(sentence, "stops")
    for (_a, _b, last), (_c, first, _d) in zip(stops, stops[1:], strict=False):
        if first < last:
            raise Refused(overlap(), "stops")


def wrong_days(first: date, last: date) -> str:
    """What is wrong with the days of one stop, in words."""
    if last < first:
        return str(_("The last day is before the first day."))
    if (last - first).days >= LONGEST_STAY:
        return str(
            ngettext(
                "A stop cannot be longer than %(num)d day.",
                "A stop cannot be longer than %(num)d days.",
                LONGEST_STAY,
            )
        )
    return ""


def overlap() -> str:
    return str(_("This stop begins before the one before it ends."))
