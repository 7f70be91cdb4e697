"""Who came to the visit of the story that was held, and the list that was signed there."""

from datetime import time, timedelta
from functools import partial

from app.attendance import ticking
from app.attendance.models import Participant, record
from app.demo import papers
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.journey import HELD, HELD_OFFSET
from app.files.models import File
from app.pairs.models import Pair
from app.visits.models import Visit


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    return [_held(days, pair)]


def _held(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(HELD_OFFSET - 5)
    visit = next(one for one in Visit.of(pair.id) if one.title == HELD)
    ibai, first = person("ibai"), visit.stops[0].from_on
    offset = (first - days.today).days
    hosts = (("Amaia Ruiz", "Proximity office, Coronación"), ("Jon Arrieta", "Visesa"))
    for n, (name, organisation) in enumerate(hosts):
        facts = {"name": name, "organisation": organisation}
        add = partial(Participant.add, visit, by=ibai, city=visit.stops[0].city, **facts)
        yield from days.do(offset, add, ibai, at=time(7, 40 + n))
    for n in (0, 1):
        tick = partial(ticking.everybody, visit, first + timedelta(n), by=ibai)
        yield from days.do(offset + n, tick, ibai, at=time(9, 2))
    names = ["Anna Keller", "Lena Vogt", "Diego Serrano", "Amaia Ruiz", "Jon Arrieta"]
    scan = papers.pdf("signed-list.pdf", "Attendance list", [(name, "signed") for name in names])

    def hand_in() -> File:
        file = File.add(scan, visit, pair_id=pair.id, by=ibai)
        record("attendance.scan_added", visit, visit, ibai, title=file.name)
        return file

    yield from days.do(offset + 2, hand_in, ibai, at=time(8, 30))
