"""The poll of the story: which days suit whom for the visit that is proposed, a guest among those
asked, and a city that is closed for a while."""

from datetime import time, timedelta
from functools import partial

from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.journey import IDEA
from app.pairs.models import Pair
from app.polls.closed_days import ClosedDay
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.visits.models import Visit


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    return [_poll(days, pair)]


def _poll(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-2)
    visit = next(one for one in Visit.of(pair.id) if one.title == IDEA)
    cities = {city.name: city for city in pair.cities}
    first, last, diego = visit.stops[0].from_on, visit.stops[0].to_on, person("diego")
    name = "Summer break of the one-stop shop" if first.month == 8 else "Stocktaking"
    since, until = first + timedelta(14), first + timedelta(18)
    closed = partial(ClosedDay.add, cities["Soria"], by=diego, name=name)
    add = partial(closed, from_on=since, to_on=until)
    yield from days.do(-2, add, diego, at=time(8, 50))
    stays = [(first + timedelta(n), last + timedelta(n)) for n in (0, 7, 14)]
    words = "Two days on the spot. Tuesdays and Wednesdays suit the shop best."
    ask = partial(Poll.ask, visit, stays, by=diego, remarks=words)
    poll = yield from days.do(-2, ask, diego, at=time(9, 5))
    a, b, c = (option.id for option in poll.options)
    for short, city, values, minute in (
        ("diego", "Soria", {a: "yes", b: "yes", c: "no"}, 10),
        ("lena", "Cologne", {a: "if_need_be", b: "yes", c: "yes"}, 40),
    ):
        who = person(short)
        speak = partial(Respondent.speak, poll, values, "", by=who, city=cities[city])
        yield from days.do(-2, speak, who, at=time(9, minute))
    invite = partial(Respondent.invite, poll, by=diego, name="Marta Ruiz", city=cities["Soria"])
    guest = yield from days.do(-2, invite, diego, at=time(9, 50))
    said = partial(guest.speak_as_guest, {a: "no", b: "yes"}, "Only with a train before 18:00.")
    yield from days.do(-1, said, diego, at=time(16, 4))
