"""How the story's travellers come and go: journeys with legs, what they cost and emit, a train that
somebody has looked up, who comes, and what one of them needs."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from app.demo import papers
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.journey import HELD, RETURN
from app.files.models import File
from app.files.store import Taken
from app.journeys import gazetteer
from app.journeys.legs import LegFacts
from app.journeys.models import Journey
from app.journeys.rail import RailConnection
from app.needs.models import Needs
from app.pairs.models import Pair
from app.visits.models import Visit
from app.visits.travellers import Traveller

Stretch = tuple[str, str, str, time, time]  # by what, from, to, departs, arrives


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    return [_held(days, pair), _return(days, pair)]


def _held(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-80)
    visit = _named(pair, HELD)
    first = visit.stops[0].from_on
    out: list[Stretch] = [
        ("train", "Cologne, DE", "Paris, FR", time(8, 43), time(12, 5)),
        ("train", "Paris, FR", "Hendaye, FR", time(13, 8), time(17, 45)),
        ("coach", "Hendaye, FR", "Vitoria-Gasteiz, ES", time(18, 20), time(20, 25)),
    ]
    back: list[Stretch] = [
        ("coach", "Vitoria-Gasteiz, ES", "Hendaye, FR", time(7, 10), time(9, 15)),
        ("train", "Hendaye, FR", "Paris, FR", time(10, 2), time(14, 49)),
        ("train", "Paris, FR", "Cologne, DE", time(15, 55), time(19, 15)),
    ]
    legs = _legs(first - timedelta(1), out) + _legs(first + timedelta(2), back)
    costs = {"travel_cost": 24_800, "lodging_cost": 16_200, "other_cost": 5_000}
    stay = {"lodging": "Hotel near the Europa congress centre", "nights": 3}
    way = _facts(visit, "train", 1, 2, time(20, 25), time(7, 10)) | {"legs": legs}
    anna = yield from _planned(days, -79, visit, "anna", way | stay | costs)
    yield from _planned(days, -78, visit, "lena", way | stay | {"legs": [], "same_as": anna})
    flight = {"travel_cost": 18_000, "lodging_cost": 12_000, "other_cost": 4_000}
    yield from _planned(
        days, -77, visit, "diego", _facts(visit, "car", 0, 1, time(9), time(17)) | stay | flight
    )


def _return(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-15)
    visit = _named(pair, RETURN)
    first = visit.stops[0].from_on
    costs = {"travel_cost": 21_400, "lodging_cost": 15_600, "other_cost": 4_000}
    stay = {"lodging": "Hotel at the cathedral, Cologne", "nights": 2}
    diego = person("diego")
    out: list[Stretch] = [
        ("coach", "Soria, ES", "Madrid, ES", time(6, 30), time(9, 0)),
        ("plane", "Madrid, ES", "Cologne, DE", time(11, 25), time(13, 50)),
    ]
    back: list[Stretch] = [
        ("plane", "Cologne, DE", "Madrid, ES", time(14, 40), time(17, 10)),
        ("coach", "Madrid, ES", "Soria, ES", time(18, 30), time(21, 0)),
    ]
    legs = _legs(first - timedelta(1), out) + _legs(first + timedelta(2), back)
    way = _facts(visit, "plane", 1, 2, time(13, 50), time(14, 40)) | {"legs": legs}
    journey = yield from _planned(
        days, -14, visit, "diego", way | stay | costs | {"hosts_know": True}
    )
    ticket = papers.pdf("flight.pdf", "Booking 7KQ2ZP", [("Madrid – Cologne and back", "214,00")])
    yield from days.do(-14, _ticket(journey, ticket, pair), diego, at=time(12, 41))
    yield from _train(days, pair, visit)
    yield from _answers(days, visit)


def _train(days: Days, pair: Pair, visit: Visit) -> Telling[None]:
    stay = {"lodging": "Hotel at the cathedral, Cologne", "nights": 2}
    host, ibai = visit.stops[0].city, person("ibai")
    costs = {"travel_cost": 18_900, "lodging_cost": 15_600, "other_cost": 4_000}
    way = _facts(visit, "train", 1, 2, time(21, 15), time(8, 10)) | {"hosts_know": True}
    yield from _planned(days, -13, visit, "ibai", way | stay | costs)
    soria = next(city for city in pair.cities if city.name == "Soria")
    words = "Soria – Madrid – Barcelona – Paris – Cologne: a day and a half, with a night in Paris."
    yield from days.do(
        -12,
        lambda: RailConnection.confirm(soria, host, words, by=ibai, visit_id=visit.id),
        ibai,
        at=time(9, 12),
    )


def _answers(days: Days, visit: Visit) -> Telling[None]:
    diego = person("diego")
    for offset, short, answer in ((-12, "diego", "coming"), (-11, "ibai", "coming")):
        yield from days.do(offset, _said(visit, short, answer), person(short), at=time(14, 3))
    needs = {"diet": "Vegetarian", "emergency_name": "Elena Serrano", "emergency_phone": "+34 600"}
    yield from days.do(
        -11, lambda: Needs.tell(_on(visit, "diego"), 0, by=diego, **needs), diego, at=time(14, 20)
    )


def _facts(
    visit: Visit, mode: str, before: int, after: int, arrives: time, leaves: time
) -> dict[str, Any]:
    """Arrives so many days before the stay, leaves so many days after its first."""
    first = visit.stops[0].from_on
    return {
        "mode": mode,
        "arrives_on": first - timedelta(before),
        "arrives_at": arrives,
        "leaves_on": first + timedelta(after),
        "leaves_at": leaves,
    }


def _legs(day: date, stretches: list[Stretch]) -> list[LegFacts]:
    return [_leg(day, *stretch) for stretch in stretches]


def _leg(day: date, mode: str, start: str, end: str, departs: time, arrives: time) -> LegFacts:
    ends = {"from": gazetteer.find(start), "to": gazetteer.find(end)}
    facts: dict[str, Any] = {"mode": mode, "km": None}
    facts |= {
        "departs": datetime.combine(day, departs),
        "arrives": datetime.combine(day, arrives),
    }
    for which, written in (("from", start), ("to", end)):
        place = ends[which]
        if place is None:
            raise ValueError(f"the list of places does not know {written}")
        facts |= {
            f"{which}_name": place.known_as or place.name,
            f"{which}_country": place.country,
            f"{which}_zone": place.zone,
            f"{which}_lat": place.lat,
            f"{which}_lon": place.lon,
        }
    return facts  # type: ignore[return-value]


def _planned(
    days: Days, offset: int, visit: Visit, short: str, facts: dict[str, Any]
) -> Telling[Journey]:
    who = person(short)
    yield from days.until(offset)
    journey = yield from days.do(
        offset, lambda: Journey.plan(_on(visit, short), 0, by=who, **facts), who, at=time(12, 40)
    )
    return journey


def _said(visit: Visit, short: str, answer: str) -> Callable[[], Traveller]:
    return lambda: _on(visit, short).say(answer, by=person(short))


def _ticket(journey: Journey, taken: Taken, pair: Pair) -> Callable[[], Journey]:
    def rule() -> Journey:
        file = File.add(taken, journey, pair_id=pair.id, by=person("diego"))
        journey.record("journey.ticket_added", person("diego"), title=file.name)
        return journey

    return rule


def _on(visit: Visit, short: str) -> Traveller:
    wanted = person(short).id
    return next(one for one in Traveller.on(visit) if one.person_id == wanted)


def _named(pair: Pair, title: str) -> Visit:
    return next(one for one in Visit.of(pair.id) if one.title == title)
