"""The visits of the story: one held, one agreed, one proposed, and two calls."""

from datetime import date, time, timedelta
from typing import Any

from app import clock
from app.accounts.models import Person
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.pairs.models import MemberCity, Pair
from app.visits import agreement
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.publishing import publish
from app.visits.travellers import Traveller

HELD = "Cologne and Soria in Vitoria-Gasteiz"
RETURN = "Vitoria-Gasteiz and Soria in Cologne"
IDEA = "One-stop shop of Valladolid"
HELD_OFFSET, RETURN_OFFSET, IDEA_OFFSET = -37, 38, 80

# (day of the visit, begins, minutes, kind, title, place, who leads)
Item = tuple[int, time, int, str, str, str, str]

HELD_AGENDA: list[Item] = [
    (0, time(8), 290, "block", "Day one: how Vitoria-Gasteiz does it", "", ""),
    (0, time(8), 150, "site_visit", "Bicycle excursion to the renovated districts",
     "Start at the Europa congress centre", "Ibai Etxarri"),
    (0, time(11), 90, "workshop", "Workshop: how owners are won for a whole block",
     "Europa congress centre, room 3", "Project partners"),
    (0, time(13), 75, "meal", "Lunch together", "Canteen of the city hall", ""),
    (0, time(14, 30), 120, "site_visit", "One-stop shop for energy renovation",
     "Coronación district", "Ibai Etxarri"),
    (0, time(19), 90, "walk", "Walk round the medieval centre",
     "Plaza de la Virgen Blanca", "Heritage office"),
    (1, time(9), 120, "workshop", "Workshop: money, grants and paperwork",
     "Europa congress centre, room 3", "Project partners"),
    (1, time(11, 30), 90, "site_visit", "Proximity offices", "Two shops in the old town", ""),
    (1, time(13), 60, "meal", "Lunch and first lessons", "Europa congress centre", ""),
    (1, time(14, 15), 75, "workshop", "What each city takes home",
     "Europa congress centre, room 3", "Anna Keller"),
]  # fmt: skip

TOPIC = "Who answers owners after the programme?"  # nobody has found its place yet

RETURN_AGENDA: list[Item] = [
    (0, time(9, 30), 60, "workshop", "Welcome and where Cologne stands",
     "City hall, Spanischer Bau", "Anna Keller"),
    (0, time(11), 120, "site_visit", "Renovated estate of the 1960s",
     "Köln-Chorweiler", "Lena Vogt"),
    (0, time(14), 150, "workshop", "A one-stop shop for Cologne: first draft", "City hall", ""),
    (1, time(9), 120, "site_visit", "Heat from the Rhine", "Heating plant at the river", ""),
    (1, time(11, 30), 90, "workshop", "What goes into the plan", "City hall", "Diego Serrano"),
]  # fmt: skip


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    cities = {city.name: city for city in pair.cities}
    all_of_them = (_kick_off, _held, _return, _proposed, _call)
    return [chapter(days, pair, cities) for chapter in all_of_them]


def first_day(days: Days, offset: int) -> date:
    """The Tuesday of that week."""
    return days.workday(offset)


def _kick_off(days: Days, pair: Pair, cities: dict[str, MemberCity]) -> Telling[None]:
    day = days.workday(-240, 2)
    facts: dict[str, Any] = {
        "title": "Kick-off call",
        "purpose": "To meet, and to agree on what we want to learn.",
        "online": True,
        "meets_at": clock.at(day, time(10), "Europe/Berlin"),
        "minutes": 90,
        "link": "https://meet.example/kick-off",
    }
    visit = yield from _planned(
        days, -258, pair, cities, ["Cologne", "Soria", "Vitoria-Gasteiz"], facts
    )
    yield from _agreed(days, visit, [(-257, "anna"), (-256, "diego"), (-254, "ibai")], cities)
    yield from days.do(
        -236, lambda: visit.hold(by=person("anna"), today=days.day(-236)), person("anna")
    )


def _held(days: Days, pair: Pair, cities: dict[str, MemberCity]) -> Telling[None]:
    first = first_day(days, HELD_OFFSET)
    facts = {
        "title": HELD,
        "purpose": "How Vitoria-Gasteiz renovates private housing: one-stop shops, proximity "
        "offices, and how owners are won.",
        "stops": [(cities["Vitoria-Gasteiz"].id, first, first + timedelta(days=1))],
    }
    visit = yield from _planned(days, -92, pair, cities, ["Cologne", "Soria"], facts)
    for offset, short, city, planned in (
        (-91, "anna", "Cologne", 46_000),
        (-91, "lena", "Cologne", 0),
        (-90, "diego", "Soria", 34_000),
    ):
        yield from _traveller(days, offset, visit, short, cities[city], planned)
    yield from _agreed(days, visit, [(-88, "anna"), (-86, "diego"), (-83, "ibai")], cities)
    yield from _agenda(days, -70, visit, first, HELD_AGENDA, "ibai")
    yield from days.do(
        -34, lambda: visit.hold(by=person("anna"), today=days.day(-34)), person("anna")
    )


def _return(days: Days, pair: Pair, cities: dict[str, MemberCity]) -> Telling[None]:
    first = first_day(days, RETURN_OFFSET)
    facts = {
        "title": RETURN,
        "purpose": "The return visit: what Cologne wants to build, and what Soria can use of it.",
        "stops": [(cities["Cologne"].id, first, first + timedelta(days=1))],
    }
    visit = yield from _planned(days, -26, pair, cities, ["Soria", "Vitoria-Gasteiz"], facts)
    yield from _traveller(days, -25, visit, "diego", cities["Soria"], 41_000)
    yield from _traveller(days, -24, visit, "ibai", cities["Vitoria-Gasteiz"], 38_500)
    guests = {"kind": "count", "count": 3, "name": "Energy agency", "payer": "own_city"}
    yield from days.do(
        -24,
        lambda: Traveller.add(visit, by=person("ibai"), city=cities["Vitoria-Gasteiz"], **guests),
        person("ibai"),
        at=time(16, 40),
    )
    yield from _agreed(days, visit, [(-22, "anna"), (-20, "diego"), (-17, "ibai")], cities)
    yield from _agenda(days, -9, visit, first, RETURN_AGENDA, "anna")
    topic: dict[str, Any] = {"day": None, "starts": None, "minutes": 45, "title": TOPIC}
    diego = person("diego")
    yield from days.do(-3, _adder(visit, diego, topic), diego, at=time(9, 50))


def _proposed(days: Days, pair: Pair, cities: dict[str, MemberCity]) -> Telling[None]:
    """Waits for the yes of Cologne and of Valladolid."""
    first = first_day(days, IDEA_OFFSET)
    facts = {
        "title": IDEA,
        "purpose": "Their shop serves a whole province: closest to what Soria needs.",
        "stops": [(cities["Valladolid"].id, first, first + timedelta(days=1))],
    }
    visit = yield from _planned(days, -4, pair, cities, ["Cologne", "Soria"], facts, by="diego")
    yield from _traveller(days, -4, visit, "anna", cities["Cologne"], 39_000, by="diego")
    diego = person("diego")
    city = cities["Soria"]
    yield from days.do(-3, lambda: agreement.propose(visit, by=diego, city=city), diego)


def _call(days: Days, pair: Pair, cities: dict[str, MemberCity]) -> Telling[None]:
    day = days.workday(9, 3)
    facts = {
        "title": "Call: lessons for the plan",
        "purpose": "Which lessons go into the plan, and who writes what until when.",
        "online": True,
        "meets_at": clock.at(day, time(10), "Europe/Berlin"),
        "minutes": 60,
        "link": "https://meet.example/lessons",
    }
    visit = yield from _planned(days, -8, pair, cities, ["Cologne", "Soria"], facts)
    yield from _agreed(days, visit, [(-7, "anna"), (-6, "diego")], cities)


def _planned(
    days: Days,
    offset: int,
    pair: Pair,
    cities: dict[str, MemberCity],
    guests: list[str],
    facts: dict[str, Any],
    by: str = "anna",
) -> Telling[Visit]:
    who, ids = person(by), [cities[name].id for name in guests]
    return (yield from days.do(offset, lambda: Visit.plan(pair, by=who, cities=ids, **facts), who))


def _agreed(
    days: Days, visit: Visit, said: list[tuple[int, str]], cities: dict[str, MemberCity]
) -> Telling[None]:
    """The first proposes, for their own city; the others say yes for theirs."""
    homes = {"anna": "Cologne", "diego": "Soria", "ibai": "Vitoria-Gasteiz"}
    (first, proposer), *others = said
    who, home = person(proposer), cities[homes[proposer]]
    yield from days.do(first, lambda: agreement.propose(visit, by=who, city=home), who)
    for offset, short in others:
        yield from _say_yes(days, offset, visit, person(short), cities[homes[short]])


def _say_yes(days: Days, offset: int, visit: Visit, who: Person, city: MemberCity) -> Telling[None]:
    yield from days.do(offset, lambda: agreement.agree(visit, city, by=who), who, at=time(15, 3))


def _traveller(
    days: Days,
    offset: int,
    visit: Visit,
    short: str,
    city: MemberCity,
    planned: int,
    by: str = "",
) -> Telling[None]:
    who = person(short)
    actor = person(by) if by else who if short != "lena" else person("anna")
    payer = "programme" if planned else "own_city"
    yield from days.do(
        offset,
        lambda: Traveller.add(
            visit, by=actor, kind="person", person=who, city=city, payer=payer, planned=planned
        ),
        actor,
        at=time(11, 30),
    )


def _agenda(
    days: Days, offset: int, visit: Visit, first: date, items: list[Item], by: str
) -> Telling[None]:
    who = person(by)
    for n, (day, starts, minutes, kind, title, place, lead) in enumerate(items):
        facts: dict[str, Any] = {
            "day": first + timedelta(days=day),
            "starts": starts,
            "minutes": minutes,
            "kind": kind,
            "title": title,
            "place": place,
            "lead": lead,
        }
        yield from days.do(offset, _adder(visit, who, facts), who, at=time(9, 5 + n * 4))
    yield from days.do(offset, lambda: publish(visit, by=who), who, at=time(10, 2))


def _adder(visit: Visit, who: Person, facts: dict[str, Any]) -> Any:
    return lambda: AgendaItem.add(visit, by=who, **facts)
