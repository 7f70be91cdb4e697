"""What the fragment of a visit's journeys shows: a row a traveller, cost and CO2e side by side."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import gettext as _

from app.files.models import File
from app.journeys import footprint
from app.journeys.footprint import Footprint
from app.journeys.legs import out_of_order
from app.journeys.models import Journey
from app.journeys.rail import RailConnection
from app.visits.models import Visit
from app.visits.travellers import Traveller


@dataclass(frozen=True)
class Row:
    """`whole`: this person sees all of it; else only when and how they arrive."""

    traveller: Traveller
    journey: Journey | None
    print: Footprint | None
    whole: bool
    plans: bool
    costs: bool
    rail: RailConnection | None
    warnings: tuple[str, ...]
    tickets: tuple[File, ...] = ()

    @property
    def rail_missing(self) -> bool:
        """By air or road, and nobody has said that there is a train."""
        return bool(self.print and self.print.rail_kg is not None and not self.rail)


Asks = Callable[[str, Traveller], bool]


def rows(visit: Visit, asks: Asks, *, host: bool) -> list[Row]:
    """`asks` says whether this person may do a verb; `host`: they are of a host city."""
    journeys, rails = Journey.on(visit), RailConnection.of(visit.pair)
    tickets = Journey.tickets(list(journeys.values()))
    found = []
    for traveller in Traveller.on(visit):
        journey = journeys.get(traveller.id)
        whole = asks("journey.read", traveller)
        if whole or (host and journey and journey.hosts_know):
            row = _row(visit, traveller, journey, rails, asks, whole)
            files = tickets.get(journey.id, []) if journey and whole else []
            found.append(replace(row, tickets=tuple(files)))
    return found


def _row(
    visit: Visit,
    traveller: Traveller,
    journey: Journey | None,
    rails: dict[tuple[int, int], RailConnection],
    asks: Asks,
    whole: bool,
) -> Row:
    ends = sorted((traveller.member_city_id, visit.stops[0].member_city_id)) if visit.stops else []
    return Row(
        traveller,
        journey,
        footprint.of(journey, visit) if journey and whole else None,
        whole,
        asks("journey.plan", traveller) and visit.state not in ("held", "cancelled"),
        asks("cost.read", traveller),
        rails.get((ends[0], ends[1])) if ends else None,
        tuple(_warnings(visit, journey)) if journey and whole else (),
    )


@dataclass(frozen=True)
class Sum:
    """Of a whole visit, without persons: for everybody who reads it."""

    kg: float
    counted: int
    travellers: int


def sum_of(visit: Visit) -> Sum:
    journeys = Journey.on(visit)
    travellers = Traveller.on(visit)
    prints = [footprint.of(journeys[one.id], visit) for one in travellers if one.id in journeys]
    weights = [each.kg for each in prints if each.kg is not None]
    return Sum(sum(weights), len(weights), len(travellers))


def _warnings(visit: Visit, journey: Journey) -> list[str]:
    """Pointed out, not forbidden: people may mean it."""
    found, way = [], journey.way
    first, last = visit.from_on, visit.to_on
    if way.arrives_on and first and way.arrives_on > first:
        found.append(_("Arrives after the stay has begun."))
    if way.leaves_on and last and way.leaves_on < last:
        found.append(_("Leaves before the stay ends."))
    if way.arrives_on and way.leaves_on and journey.nights is not None:
        slept = (way.leaves_on - way.arrives_on).days
        if journey.nights > slept:
            found.append(_("There are more nights than between arriving and leaving."))
    if out_of_order(way.legs):
        found.append(_("A leg leaves before the one before it has arrived."))
    return found
