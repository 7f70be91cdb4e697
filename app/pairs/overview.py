"""The parts of a pair's overview: what each fragment shows, under the rights given."""

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.activity import feed
from app.budgets import balances
from app.clock import day, today
from app.extensions import db
from app.notes import listing
from app.pairs import waits, words
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.pairs.programmes import Milestone
from app.plans.models import Plan, Section
from app.standing import Standing
from app.visits import finding

NOTES, VISITS = 3, 3
EVENTS, LINES = 24, 6  # so many events are read, for so many lines at most
OFFICERS = (
    select(Membership.member_city_id, Person.name)
    .join(Person, Person.id == Membership.person_id)
    .where(Membership.pair_id == bindparam("pair"), Membership.role == "officer")
    .where(Membership.removed_at.is_(None))
    .order_by(Membership.id)
)
MILESTONES = (
    select(Milestone.name, Milestone.on)
    .where(Milestone.cohort_id == bindparam("cohort"))
    .order_by(Milestone.on)
)
LATEST = {shared: listing.QUERIES[shared, False].limit(NOTES) for shared in (False, True)}
PLAN = (
    select(Plan.id, Plan.name).where(Plan.pair_id == bindparam("pair")).order_by(Plan.id).limit(1)
)


def cities(pair: Pair) -> dict[str, Any]:
    """By side, each with the names of its officers."""
    officers: dict[int, list[str]] = {}
    for city_id, name in db.session.execute(OFFICERS, {"pair": pair.id}):
        officers.setdefault(city_id or 0, []).append(name)
    sides = [(words.SIDES[side], _on_side(pair, side)) for side in words.SIDES]
    return {"sides": [one for one in sides if one[1]], "officers": officers}


def time(pair: Pair) -> dict[str, Any]:
    """Milestones as marks, with today among them."""
    on, cohort = today("UTC"), pair.cohort
    marks: list[dict[str, Any]] = [
        {"on": one.on, "label": one.name, "state": "past" if one.on < on else "next"}
        for one in db.session.execute(MILESTONES, {"cohort": cohort.id})
    ]
    for mark in marks:
        mark["when"] = day(mark["on"])
    coming = next((mark for mark in marks if mark["on"] >= on), None)
    return {
        "marks": marks,
        "coming": coming,
        "month": cohort.month_of(on),
        "over": on > cohort.ends_on,
        "early": on < cohort.starts_on,
    }


def visits(pair: Pair) -> dict[str, Any]:
    """What comes next, and when the cities last met."""
    coming, last = finding.around(pair, today("UTC"), VISITS)
    return {"coming": coming, "last": last}


def budget(pair: Pair) -> dict[str, Any]:
    return {"balance": balances.totals([pair.id])[pair.id]}


def notes(pair: Pair, *, shared_only: bool) -> dict[str, Any]:
    latest = db.session.execute(LATEST[shared_only], {"pair": pair.id})
    return {"notes": [listing.Listed._make(row) for row in latest]}


def plan(pair: Pair, *, shared_only: bool) -> dict[str, Any]:
    found = db.session.execute(PLAN, {"pair": pair.id}).first()
    sections = db.session.scalars(_sections(), {"plan": found.id}).all() if found else []
    if shared_only:
        sections = [section for section in sections if section.shared_at]
    settled = sum(section.state == "settled" for section in sections)
    return {"plan": found, "sections": sections, "settled": settled}


@cache
def _sections() -> Select[Section]:
    """Of a plan, those of the original that are not in the bin."""
    query = select(Section).where(Section.plan_id == bindparam("plan"))
    query = query.where(Section.edition_id.is_(None), Section.removed_at.is_(None))
    query = query.options(joinedload(Section.document), joinedload(Section.owner))
    return query.order_by(Section.position, Section.id)


def activity(pair: Pair, *, topics: list[str], zone: str, shared_only: bool) -> dict[str, Any]:
    read = feed.read(pair, topics, zone=zone, shared_only=shared_only, limit=EVENTS, lines=LINES)
    return {"entries": read.entries}


def waiting(pair: Pair, person: Person, at: Standing) -> dict[str, Any]:
    return {"mine": waits.waits(person, [(pair, at)]).get(pair.id, []), "here": pair}


def _on_side(pair: Pair, side: str) -> list[Any]:
    return [city for city in pair.cities if city.side == side]
