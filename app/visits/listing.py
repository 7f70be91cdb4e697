"""A pair's visits as rows of a list. Columns are read, not objects: a page of a hundred is drawn
often, and the state of each is derived from all that the cities agreed on."""

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.visits.facts import Facts
from app.visits.models import Visit
from app.visits.terms import Agreement, Stop, VisitCity

OURS = (Visit.pair_id == bindparam("pair"), Visit.removed_at.is_(None))
STILL = (Visit.held_at.is_(None), Visit.cancelled_at.is_(None))


class At(NamedTuple):
    """A stop, as a row of a list has it."""

    city: MemberCity
    member_city_id: int
    from_on: date
    to_on: date


class Listed(Facts):
    """A visit to be shown in a list. Yeses are known of those that are neither held nor cancelled:
    the state of the others does not hang on them."""

    __tablename__ = Visit.__tablename__

    def __init__(self, pair: Pair, row: Any, stops: list[At], guests: list[Any], yeses: list[Any]):
        self.pair, self.stops, self.guests, self.agreements = pair, stops, guests, yeses
        self.id, self.title, self.online, self.meets_at, self.terms = row[:5]
        self.proposed_at, self.held_at, self.cancelled_at = row[5:]

    @cached_property
    def state(self) -> str:
        return super().state

    @cached_property
    def concerned(self) -> list[MemberCity]:
        return super().concerned

    @cached_property
    def begins_on(self) -> date | None:
        return super().begins_on


def _of_visits(model: Any, *columns: Any) -> Select[Any]:
    return select(model.visit_id, *columns).join(Visit, Visit.id == model.visit_id).where(*OURS)


# Put together once: that alone took some milliseconds of each page.
VISITS: Any = select(
    Visit.id,
    Visit.title,
    Visit.online,
    Visit.meets_at,
    Visit.terms,
    Visit.proposed_at,
    Visit.held_at,
    Visit.cancelled_at,
).where(*OURS)
STOPS = _of_visits(Stop, Stop.member_city_id, Stop.from_on, Stop.to_on).order_by(Stop.position)
GUESTS = _of_visits(VisitCity, VisitCity.member_city_id)
YESES = _of_visits(Agreement, Agreement.member_city_id, Agreement.terms).where(*STILL)


def of_pair(pair: Pair) -> list[Listed]:
    """All that are not in the bin, by day."""
    cities = {city.id: city for city in pair.cities}
    stops: dict[int, list[At]] = defaultdict(list)
    for visit_id, city_id, first, last in _rows(STOPS, pair):
        stops[visit_id].append(At(cities[city_id], city_id, first, last))
    guests, yeses = _by_visit(GUESTS, pair), _by_visit(YESES, pair)
    found = [
        Listed(pair, row, stops[row[0]], guests[row[0]], yeses[row[0]])
        for row in _rows(VISITS, pair)
    ]
    return sorted(found, key=lambda visit: (visit.begins_on or date.max, visit.id))


def _by_visit(query: Select[Any], pair: Pair) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in _rows(query, pair):
        found[row[0]].append(row)
    return found


def _rows(query: Any, pair: Pair) -> Any:
    return db.session.execute(query, {"pair": pair.id}).all()
