"""What the database knows already of the pairs and people that the sheets name, read at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget
from app.extensions import db
from app.pairs.intake.plans import slug_of
from app.pairs.memberships import Membership
from app.pairs.models import City, MemberCity, Pair, Seat
from app.pairs.places import plain
from app.pairs.programmes import Cohort
from app.pairs.sheets import Sheets

AT_ONCE = 500  # values in one IN (…)
T = TypeVar("T")


@dataclass
class Known:
    cohort: Cohort
    pairs: dict[str, Pair] = field(default_factory=dict)
    towns: dict[tuple[str, str], City] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    memberships: dict[tuple[int, int], Membership] = field(default_factory=dict)
    allocated: dict[tuple[int, str], int] = field(default_factory=dict)
    seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    codes: set[str] = field(default_factory=set)
    rest: int = 0

    @classmethod
    def of(cls, cohort: Cohort, sheets: Sheets) -> "Known":
        known = cls(cohort)
        rows = [row for name in sheets.rows for row in sheets.rows[name]]
        known._pairs(sorted({slug_of(row["Pair"]) for row in rows}))
        known._people(sorted({row["Mail"].lower() for row in sheets.rows["People"]}))
        known.towns = {(plain(c.name), c.country): c for c in db.session.scalars(select(City))}
        in_cohort = select(MemberCity.code).join(Pair).where(Pair.cohort_id == cohort.id)
        known.codes = set(db.session.scalars(in_cohort))
        known.rest = cohort.pot - balances.allocated_in(cohort.id)
        return known

    def refusal(self, slug: str) -> str:
        """Why nothing can be added to a pair of this name, or nothing."""
        there = self.pairs.get(slug)
        if there is None:
            return ""
        if there.cohort_id != self.cohort.id:
            return _("There is a pair of this name in %(cohort)s.", cohort=there.cohort.name)
        if there.closed_at or there.withdrawn_at:
            return _("This pair is closed.")
        return ""

    def _pairs(self, slugs: list[str]) -> None:
        options = (selectinload(Pair.cities), joinedload(Pair.cohort))
        for some in _some(slugs):
            query = select(Pair).where(Pair.slug.in_(some)).options(*options)
            self.pairs |= {pair.slug: pair for pair in db.session.scalars(query)}
        ids = [pair.id for pair in self.pairs.values()]
        for some_ids in _some(ids):
            self._members(some_ids)
        cities = [city.id for pair in self.pairs.values() for city in pair.cities]
        for some_ids in _some(cities):
            query_ = select(Seat).where(Seat.member_city_id.in_(some_ids)).order_by(Seat.number)
            for seat in db.session.scalars(query_.options(selectinload(Seat.sittings))):
                self.seats[seat.member_city_id].append(seat)

    def _members(self, pair_ids: list[int]) -> None:
        query = select(Membership).where(
            Membership.pair_id.in_(pair_ids), Membership.removed_at.is_(None)
        )
        for member in db.session.scalars(query.options(joinedload(Membership.city))):
            self.memberships[member.pair_id, member.person_id] = member
        for budget in db.session.scalars(select(Budget).where(Budget.pair_id.in_(pair_ids))):
            for key, balance in balances.lines(budget).items():
                self.allocated[key] = balance.allocated

    def _people(self, mails: list[str]) -> None:
        for some in _some(mails):
            query = select(Person).where(Person.mail.in_(some))
            self.people |= {person.mail: person for person in db.session.scalars(query)}


def _some(values: list[T]) -> list[list[T]]:
    return [values[n : n + AT_ONCE] for n in range(0, len(values), AT_ONCE)]
