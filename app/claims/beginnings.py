"""What a new line can begin with: a file that is there, or what the journey says was to be paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.tray import unsorted
from app.journeys.models import Journey
from app.money import plain
from app.visits.travellers import Traveller

KINDS = {"travel_cost": "travel", "lodging_cost": "accommodation", "other_cost": "other"}


@dataclass(frozen=True)
class Beginning:
    """Of a journey's price; `key` is what the address carries."""

    key: str
    traveller: Traveller
    category: str
    amount: int  # EUR cents


def beginnings(claim: Claim, travellers: list[Traveller]) -> list[Beginning]:
    """Prices of journeys that no line of the claim has for that traveller yet."""
    there = {(line.traveller_id, line.category) for line in Line.of(claim)}
    journeys = Journey.on(claim.visit)
    return [
        Beginning(f"{one.id}-{field}", one, category, cents)
        for one in travellers
        if (journey := journeys.get(one.id)) is not None
        for field, category in KINDS.items()
        if (cents := getattr(journey, field)) and (one.id, category) not in there
    ]


def filled_in(claim: Claim, asked: Mapping[str, str]) -> dict[str, Any]:
    """A form's fields as text, for `?file=5` or `?journey=7-travel_cost`; nothing for neither."""
    if asked.get("file", "").isdecimal():
        known = next((f for f in unsorted(claim) if str(f.id) == asked["file"]), None)
        return {"file": str(known.id)} if known else {}
    number, _dash, field = asked.get("journey", "").partition("-")
    if field not in KINDS or not number.isdecimal():
        return {}
    journey = Journey.on(claim.visit).get(int(number))
    if journey is None or journey.traveller.member_city_id != claim.member_city_id:
        return {}
    cents = getattr(journey, field)
    return {
        "category": KINDS[field],
        "traveller": number,
        "description": _words(journey, field),
        "amount": plain(cents, "EUR") if cents else "",
        "currency": "EUR",
    }


def _words(journey: Journey, field: str) -> str:
    """In English, as a line's description is."""
    visit = journey.visit
    there = ", ".join(dict.fromkeys(stop.city.name for stop in visit.stops))
    if field == "travel_cost":
        modes = ", ".join(journey.modes)  # the codes are English words
        return f"{modes.capitalize()} {journey.city.name} – {there} and back"[:200]
    if field == "lodging_cost":
        return f"Hotel in {there}"[:200]
    return ""
