"""Reciprocity as a fact: how often and how long each city has hosted, and whose turn it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.pairs.models import MemberCity, Pair
from app.visits import listing
from app.visits.facts import Facts


@dataclass
class Hosted:
    """Stays that were held, and days of them; `ahead` are those that are agreed."""

    city: MemberCity
    stays: int = 0
    days: int = 0
    ahead: int = 0


def of_pair(pair: Pair, visits: Sequence[Facts] | None = None) -> list[Hosted]:
    """`visits` of the pair, where they are at hand. Of each city that takes part in a stay, in the
    pair's order; nothing where none was held."""
    known = {city.id: Hosted(city) for city in pair.cities}
    taking_part = {city.id for city in pair.twins}
    for visit in listing.of_pair(pair) if visits is None else visits:
        if visit.state not in ("held", "agreed") or visit.online:
            continue
        taking_part |= {city.id for city in visit.concerned}
        for stop in visit.stops:
            _count(known[stop.member_city_id], visit, (stop.to_on - stop.from_on).days + 1)
    found = [hosted for number, hosted in known.items() if number in taking_part]
    return found if any(hosted.stays for hosted in found) else []


def _count(hosted: Hosted, visit: Facts, days: int) -> None:
    if visit.state == "agreed":
        hosted.ahead += 1
    else:
        hosted.stays, hosted.days = hosted.stays + 1, hosted.days + days


def turn(hosted: list[Hosted]) -> list[MemberCity]:
    """The twins that have hosted least, with what is agreed counted; nobody where all are equal."""
    twins = [each for each in hosted if each.city.side == "twin"]
    least = min((each.stays + each.ahead for each in twins), default=0)
    next_ones = [each.city for each in twins if each.stays + each.ahead == least]
    return next_ones if len(next_ones) < len(twins) else []
