"""What the day's page shows: items with the instants at which they begin and end, and whom to
call."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts.models import Person
from app.clock import now, today
from app.extensions import db
from app.pairs.memberships import Membership
from app.visits.days import Day, Slot, by_day
from app.visits.models import Visit

BEFORE = AFTER = timedelta(days=1)  # a visit is on from the day before to the day after


@dataclass(frozen=True)
class Item:
    slot: Slot
    begins: datetime
    ends: datetime

    @property
    def when(self) -> str:
        """over · now · later."""
        if self.ends <= now():
            return "over"
        return "now" if self.begins <= now() else "later"


@dataclass(frozen=True)
class DayOf:
    day: Day
    items: list[Item]


def is_on(visit: Visit) -> bool:
    """On the hosts' calendar."""
    if visit.state not in ("agreed", "held") or visit.from_on is None or visit.to_on is None:
        return False
    return visit.from_on - BEFORE <= today(visit.zone) <= visit.to_on + AFTER


def on_now(visits: list[Visit]) -> list[Visit]:
    return [visit for visit in visits if is_on(visit)]


def days(visit: Visit, reader_zone: str) -> list[DayOf]:
    return [DayOf(day, _items(day)) for day in by_day(visit, reader_zone)]


def this_day(visit: Visit) -> date:
    """Today at the hosts', kept within the days of the visit."""
    all_days = visit.days
    here = today(visit.zone_on(today(visit.zone)))
    return min(max(here, all_days[0]), all_days[-1]) if all_days else here


def coming(found: list[DayOf]) -> Item | None:
    """What is next: the first that has not begun."""
    return next((item for one in found for item in one.items if item.when == "later"), None)


def hosts(visit: Visit) -> list[Membership]:
    """Officers of the host cities: whom to call."""
    cities = [stop.member_city_id for stop in visit.stops]
    query = select(Membership).join(Person, Membership.person_id == Person.id)
    query = query.where(Membership.pair_id == visit.pair_id, Membership.removed_at.is_(None))
    query = query.where(Membership.role == "officer", Membership.member_city_id.in_(cities))
    query = query.options(joinedload(Membership.person)).order_by(Person.name)
    return list(db.session.scalars(query))


def _items(day: Day) -> list[Item]:
    flat = [each for slot in day.slots for each in (slot, *slot.inner) if not each.item.is_block]
    return [_item(day, slot) for slot in flat]


def _item(day: Day, slot: Slot) -> Item:
    begins = clock.at(day.date, slot.item.starts, day.zone)
    return Item(slot, begins, begins + timedelta(minutes=slot.item.minutes))
