"""Visits as rows of a list: all of a pair, or some by their ids. Columns are read, not objects: a
page of a hundred is drawn often, and the state of each is derived from all that the cities agreed
on."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.visits.facts import Facts
from app.visits.models import Visit
from app.visits.terms import Agreement, Stop, VisitCity

Asked = tuple[Any, Any, Any, Any]  # statements: visits, their stops, guests and yeses
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
        self.id, _pair_id, self.title, self.online, self.meets_at, self.minutes = row[:6]
        self.terms, self.proposed_at, self.held_at, self.cancelled_at = row[6:]

    @cached_property
    def state(self) -> str:
        return super().state

    @cached_property
    def concerned(self) -> list[MemberCity]:
        return super().concerned

    @cached_property
    def begins_on(self) -> date | None:
        return super().begins_on


def _asked(*which: Any) -> Asked:
    visits = select(
        Visit.id,
        Visit.pair_id,
        Visit.title,
        Visit.online,
        Visit.meets_at,
        Visit.minutes,
        Visit.terms,
        Visit.proposed_at,
        Visit.held_at,
        Visit.cancelled_at,
    )
    stops = _of_visits(Stop, Stop.member_city_id, Stop.from_on, Stop.to_on)
    guests = _of_visits(VisitCity, VisitCity.member_city_id)
    yeses = _of_visits(Agreement, Agreement.member_city_id, Agreement.terms).where(*STILL)
    return (
        visits.where(*which),
        stops.where(*which).order_by(Stop.position),
        guests.where(*which),
        yeses.where(*which),
    )


def _of_visits(model: Any, *columns: Any) -> Select[Any]:
    return select(model.visit_id, *columns).join(Visit, Visit.id == model.visit_id)


# Put together once: that alone took some milliseconds of each page.
OF_PAIR = _asked(Visit.pair_id == bindparam("pair"), Visit.removed_at.is_(None))
THESE = _asked(Visit.id.in_(bindparam("ids", expanding=True)))


def of_pair(pair: Pair) -> list[Listed]:
    """All that are not in the bin, by day."""
    found = _listed([pair], OF_PAIR, {"pair": pair.id})
    return sorted(found, key=lambda visit: (visit.begins_on or date.max, visit.id))


def these(visit_ids: Sequence[int], pairs: list[Pair]) -> list[Listed]:
    """In this order; `pairs` are those that they are of."""
    if not visit_ids:
        return []
    found = {visit.id: visit for visit in _listed(pairs, THESE, {"ids": visit_ids})}
    return [found[number] for number in visit_ids if number in found]


def _listed(pairs: list[Pair], asked: Asked, values: dict[str, Any]) -> list[Listed]:
    visits, *parts = (db.session.execute(query, values).all() for query in asked)
    stops, guests, yeses = (_by_visit(rows) for rows in parts)
    cities = {city.id: city for pair in pairs for city in pair.cities}
    of = {pair.id: pair for pair in pairs}
    return [
        Listed(
            of[row.pair_id],
            row,
            [At(cities[at.member_city_id], *at[1:]) for at in stops[row.id]],
            guests[row.id],
            yeses[row.id],
        )
        for row in visits
    ]


def _by_visit(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found
