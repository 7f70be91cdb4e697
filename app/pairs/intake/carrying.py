"""Carries out what an intake says: the good rows, all in the caller's one transaction."""

from sqlalchemy import select

from app.accounts.models import Person
from app.budgets import ledger
from app.budgets.models import Budget
from app.events import record
from app.extensions import db
from app.pairs.intake.plans import CityPlan, Intake, PairPlan, PersonPlan, SeatPlan
from app.pairs.memberships import Membership
from app.pairs.models import City, MemberCity, Pair, Seat, Sitting
from app.plans.models import Plan, PlanCity


def carry_out(intake: Intake, *, by: Person) -> list[Membership]:
    """Gives the memberships that are new."""
    towns = {(city.name, city.country): city for city in db.session.scalars(select(City))}
    started: list[Membership] = []
    for plan in intake.pairs.values():
        pair = plan.there or _new_pair(intake, plan, by)
        _cities(plan, pair, towns)
        if plan.there is None:
            Plan.start(pair, pair.twins, by=by)
            record("pair.started", pair, by=by, audience=f"pair-{pair.id}", pair_id=pair.id)
        started += [_person(one, pair, by) for one in plan.people if one.new]
        for seats in plan.seats:
            _seats(intake, seats)
        _budgets(plan, pair, by)
    db.session.flush()
    return started


def _new_pair(intake: Intake, plan: PairPlan, by: Person) -> Pair:
    pair = Pair(
        cohort=intake.cohort, slug=plan.slug, name=plan.shown_name, activity_name=plan.activity
    )
    pair.cities = []
    db.session.add(pair)
    db.session.flush()
    db.session.add(Budget(pair_id=pair.id))
    return pair


def _cities(plan: PairPlan, pair: Pair, towns: dict[tuple[str, str], City]) -> None:
    for city in plan.cities.values():
        if city.there:
            continue
        key = (city.name, city.country)
        if key not in towns:
            towns[key] = City(name=city.name, country=city.country, zone=city.zone)
        position = max((one.position for one in pair.cities), default=0) + 1
        city.there = MemberCity(city=towns[key], side=city.side, code=city.code, position=position)
        pair.cities.append(city.there)
        db.session.flush()
        if plan.there and city.side == "twin":
            _join_plan(pair, city.there)


def _join_plan(pair: Pair, city: MemberCity) -> None:
    """A twin that comes later writes the pair's first plan with the others."""
    first = Plan.of(pair.id)
    if first:
        first.cities.append(PlanCity(member_city_id=city.id))


def _person(plan: PersonPlan, pair: Pair, by: Person) -> Membership:
    known = Person.at(plan.mail)
    person = known or Person.known_as(plan.mail, plan.name, language=plan.language)
    city = _there(plan.city) if plan.city else None
    if known is None and city:
        person.zone, person.home_city = city.zone, city.name
    return Membership.start(pair, person, plan.role, city, by=by)


def _seats(intake: Intake, plan: SeatPlan) -> None:
    city = _there(plan.city)
    seats = list(city.seats)
    for number in range(len(seats) + 1, plan.count + 1):
        seats.append(Seat(member_city_id=city.id, number=number))
        db.session.add(seats[-1])
    free = [seat for seat in seats if all(sitting.until for sitting in seat.sittings)]
    for seat, mail in zip(free, plan.mails, strict=False):
        person = db.session.scalars(select(Person).where(Person.mail == mail)).one()
        seat.sittings.append(Sitting(person=person, since=intake.cohort.starts_on))
    db.session.flush()


def _budgets(plan: PairPlan, pair: Pair, by: Person) -> None:
    for line in plan.budgets:
        ledger.allocate(
            Budget.of(pair.id),
            line.amount,
            city=_there(line.city),
            direction=line.direction,
            by=by,
        )


def _there(city: CityPlan) -> MemberCity:
    if city.there is None:
        raise LookupError(city.name)
    return city.there
