"""What an intake holds: a line for each row of the file, and what the good ones make."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.pairs.models import MemberCity, Pair
from app.pairs.places import plain
from app.pairs.programmes import Cohort
from app.pairs.sheets import Row

LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "ß": "ss", "đ": "d", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)


@dataclass
class Line:
    """A row in words. `state`: new, same (it is so already) or wrong (it is left out)."""

    sheet: str
    number: int
    state: str
    words: str


@dataclass
class CityPlan:
    """A city of a pair, there already or to be made."""

    name: str
    country: str = ""
    zone: str = ""
    side: str = ""
    code: str = ""
    there: MemberCity | None = None
    line: Line | None = None
    officers: int = 0


@dataclass
class PersonPlan:
    mail: str
    name: str
    role: str
    language: str
    pair: "PairPlan"
    city: CityPlan | None
    line: Line
    new: bool  # no membership yet


@dataclass
class SeatPlan:
    city: CityPlan
    count: int
    mails: list[str]  # who is to sit down, on seats that are free


@dataclass
class BudgetPlan:
    city: CityPlan
    direction: str
    amount: int


@dataclass
class PairPlan:
    slug: str
    name: str
    activity: str = ""
    there: Pair | None = None
    cities: dict[str, CityPlan] = field(default_factory=dict)
    people: list[PersonPlan] = field(default_factory=list)
    seats: list[SeatPlan] = field(default_factory=list)
    budgets: list[BudgetPlan] = field(default_factory=list)

    @property
    def twins(self) -> list[CityPlan]:
        return [city for city in self.cities.values() if city.side == "twin"]

    @property
    def shown_name(self) -> str:
        """As it was written; a bare slug stands for the names of its twins."""
        if self.there:
            return self.there.name
        if self.name == self.slug:
            return " – ".join(city.name for city in self.twins) or self.slug
        return self.name


@dataclass
class Intake:
    cohort: Cohort
    known: Any
    lines: list[Line] = field(default_factory=list)
    pairs: dict[str, PairPlan] = field(default_factory=dict)

    def say(self, row: Row, state: str, words: str) -> Line:
        line = Line(row.sheet, row.number, state, words)
        self.lines.append(line)
        return line

    def wrong(self, row: Row, words: str) -> None:
        self.say(row, "wrong", words)

    def count(self, state: str, sheet: str = "") -> int:
        return sum(line.state == state and sheet in ("", line.sheet) for line in self.lines)

    def of(self, state: str) -> list[Line]:
        return [line for line in self.lines if line.state == state]

    def pair_of(self, row: Row) -> PairPlan | str:
        """The pair that a row of Seats, People or Budgets names, or what is wrong with it."""
        slug = slug_of(row["Pair"])
        if not slug:
            return _("Please write the pair.")
        if slug in self.pairs:
            return self.pairs[slug]
        reason = self.known.refusal(slug)
        if reason:
            return str(reason)
        there = self.known.pairs.get(slug)
        if there is None:
            words = _("The pair “%(name)s” is not among the good rows of the sheet Cities.")
            return str(words % {"name": row["Pair"]})
        return self.take_up(slug, row["Pair"], there)

    def take_up(self, slug: str, name: str, there: Pair | None) -> PairPlan:
        plan = PairPlan(slug, name, there.activity_name if there else "", there)
        for city in there.cities if there else []:
            plan.cities[plain(city.name)] = CityPlan(
                city.name, city.city.country, city.zone, city.side, city.code, city
            )
        self.pairs[slug] = plan
        return plan

    def city_of(self, row: Row, pair: PairPlan) -> CityPlan | str:
        if not row["City"]:
            return _("Please write the city.")
        found = pair.cities.get(plain(row["City"]))
        if found is None:
            words = _("%(city)s is not in this pair, nor among the good rows of the sheet Cities.")
            return str(words % {"city": row["City"]})
        return found


def slug_of(name: str) -> str:
    """cologne-soria of “Cologne – Soria”."""
    letters = plain(name).translate(LETTERS)
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:80].rstrip("-")
