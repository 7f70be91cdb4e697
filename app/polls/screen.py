"""What a poll's page shows: for each stay who can come, city by city, and what is closed then."""

from dataclasses import dataclass, field

from app.pairs.models import MemberCity
from app.polls import closed_days
from app.polls.closed_days import Closed, ClosedDay
from app.polls.models import Poll, PollOption
from app.polls.respondents import Respondent


@dataclass
class Count:
    """Of a city's people, or of those who stand for none (`city` is None)."""

    city: MemberCity | None
    yes: int = 0
    if_need_be: int = 0
    no: int = 0

    @property
    def somebody(self) -> bool:
        return bool(self.yes or self.if_need_be)


@dataclass
class Shown:
    """`everybody`: every city concerned has someone. `best`: of those, none suits more people."""

    option: PollOption
    counts: list[Count]
    closed: list[Closed] = field(default_factory=list)
    weekend: str = ""
    everybody: bool = False
    best: bool = False

    @property
    def weight(self) -> tuple[int, int, int]:
        yes, perhaps, no = (
            sum(getattr(count, name) for count in self.counts)
            for name in ("yes", "if_need_be", "no")
        )
        return (yes, perhaps, -no)


def options(poll: Poll, language: str) -> list[Shown]:
    cities = poll.visit.concerned
    own = ClosedDay.of(poll.pair.cities)
    shown = [_shown(poll, option, cities, own, language) for option in poll.options]
    good = [one for one in shown if one.everybody]
    most = max((one.weight for one in good), default=None)
    for one in good:
        one.best = one.weight == most and len(good) > 1
    return shown


def _shown(
    poll: Poll, option: PollOption, cities: list[MemberCity], own: list[ClosedDay], language: str
) -> Shown:
    counts = {city.id: Count(city) for city in cities}
    others = Count(None)
    for each in poll.respondents:
        if value := each.said(option):
            count = counts.get(each.member_city_id or 0, others)
            setattr(count, value, getattr(count, value) + 1)
    found = Shown(option, [*counts.values()])
    found.everybody = all(count.somebody for count in found.counts)
    if others.yes or others.if_need_be or others.no:
        found.counts.append(others)
    first, last = option.from_on, option.to_on
    found.closed = closed_days.between(poll.pair.cities, first, last, own, language)
    found.weekend = closed_days.weekend(first, last)
    return found


def answered(poll: Poll) -> list[Respondent]:
    return [each for each in poll.respondents if each.answered_at]
