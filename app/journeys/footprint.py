"""Kilometres and kg CO2e of a journey, there and back: by its legs where it has some, else from the
own city over the stops and home again, in a straight line between the cities."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from app.journeys import factors, gazetteer
from app.journeys.factors import NOTHING, Factor
from app.journeys.models import Journey
from app.pairs.models import MemberCity
from app.visits.models import Visit

EARTH_KM = 6371.0
Degrees = tuple[float, float]
RAIL = "train"
AIR_AND_ROAD = ("plane", "car")


@dataclass(frozen=True)
class Hop:
    """From somewhere to somewhere; `km` is None where a place is not known."""

    mode: str
    km: float | None
    countries: tuple[str, str]
    measured: bool = False  # typed in by somebody, not a straight line


@dataclass(frozen=True)
class Footprint:
    """`kg` is None where a distance or a factor is missing; `rail_kg` is the same distance by
    train."""

    km: int | None
    kg: float | None
    straight: bool
    factors: tuple[Factor, ...]
    rail_kg: float | None


def of(journey: Journey, visit: Visit) -> Footprint:
    way = journey.way
    hops = _legs(way) if way.legs else _stops(way, visit, journey.city)
    people, version = journey.traveller.count, way.factor_version
    used = [factors.factor(hop.mode, hop.countries, version) for hop in hops]
    weights = [
        _kg(hop, factor, people, way.occupants) for hop, factor in zip(hops, used, strict=True)
    ]
    lengths = [hop.km for hop in hops]
    known = None not in lengths and bool(hops)
    km = round(sum(length or 0 for length in lengths)) if known else None
    whole = known and None not in weights
    rail = factors.factor(RAIL, ("", ""), version)
    compared = km is not None and rail and any(hop.mode in AIR_AND_ROAD for hop in hops)
    return Footprint(
        km=km,
        kg=sum(weight or 0 for weight in weights) if whole else None,
        straight=any(not hop.measured for hop in hops),
        factors=tuple({factor.key: factor for factor in used if factor}.values()),
        rail_kg=km * rail.kg * people if compared and km is not None and rail else None,
    )


def _kg(hop: Hop, factor: Factor | None, people: int, occupants: int) -> float | None:
    if hop.mode in NOTHING:
        return 0.0
    if hop.km is None or factor is None:
        return None
    return hop.km * factor.kg * people / (max(occupants, 1) if factor.of_a_vehicle else 1)


def _legs(journey: Journey) -> list[Hop]:
    return [
        Hop(
            leg.mode,
            leg.km if leg.km is not None else distance(*leg.ends) if leg.ends else None,
            (leg.from_country, leg.to_country),
            leg.km is not None,
        )
        for leg in journey.legs
    ]


def _stops(journey: Journey, visit: Visit, home: MemberCity) -> list[Hop]:
    route = [home, *(stop.city for stop in visit.stops), home]
    pairs = [(a, b) for a, b in zip(route, route[1:], strict=False) if a.id != b.id]
    if journey.km is not None:
        countries = (home.city.country, visit.stops[0].city.city.country)
        return [Hop(journey.mode, float(journey.km), countries, True)]
    return [Hop(journey.mode, between(a, b), (a.city.country, b.city.country)) for a, b in pairs]


def between(a: MemberCity, b: MemberCity) -> float | None:
    """Kilometres in a straight line; None where one of the two is in no list."""
    places = [gazetteer.find(f"{city.name}, {city.city.country}") for city in (a, b)]
    if places[0] is None or places[1] is None:
        return None
    return distance((places[0].lat, places[0].lon), (places[1].lat, places[1].lon))


def distance(a: Degrees, b: Degrees) -> float:
    """Kilometres on the great circle (haversine)."""
    (north_a, east_a), (north_b, east_b) = [(radians(n), radians(e)) for n, e in (a, b)]
    half = sin((north_b - north_a) / 2) ** 2
    half += cos(north_a) * cos(north_b) * sin((east_b - east_a) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1, sqrt(half)))
