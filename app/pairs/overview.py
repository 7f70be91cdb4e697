"""The parts of a pair's overview: what each fragment shows, under the rights given."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.activity import feed
from app.budgets import balances
from app.budgets.models import Budget
from app.clock import day, today
from app.extensions import db
from app.notes.models import Note
from app.pairs import waits, words
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.plans.models import Plan, Section
from app.standing import Standing
from app.visits import finding

NOTES, VISITS = 3, 3
EVENTS, LINES = 24, 6  # so many events are read, for so many lines at most


def cities(pair: Pair) -> dict[str, Any]:
    """By side, each with its officers."""
    query = select(Membership).where(
        Membership.pair_id == pair.id,
        Membership.role == "officer",
        Membership.removed_at.is_(None),
    )
    officers: dict[int, list[Person]] = {}
    for member in db.session.scalars(query.options(joinedload(Membership.person))):
        officers.setdefault(member.member_city_id or 0, []).append(member.person)
    sides = [(words.SIDES[side], _on_side(pair, side)) for side in words.SIDES]
    return {"sides": [one for one in sides if one[1]], "officers": officers}


def time(pair: Pair) -> dict[str, Any]:
    """Milestones as marks, with today among them."""
    on, cohort = today("UTC"), pair.cohort
    marks: list[dict[str, Any]] = [
        {"on": one.on, "label": one.name, "state": "past" if one.on < on else "next"}
        for one in cohort.milestones
    ]
    marks.sort(key=lambda mark: mark["on"])
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
    coming = finding.coming(pair.id, today("UTC"), VISITS)
    return {"coming": coming, "last": finding.last_held(pair.id)}


def budget(pair: Pair) -> dict[str, Any]:
    found = db.session.scalar(select(Budget).where(Budget.pair_id == pair.id))
    return {"balance": balances.total(found) if found else balances.Balance()}


def notes(pair: Pair, *, shared_only: bool) -> dict[str, Any]:
    query = select(Note).where(Note.pair_id == pair.id, Note.removed_at.is_(None))
    if shared_only:
        query = query.where(Note.shared_at.is_not(None))
    options = (joinedload(Note.author), joinedload(Note.visit), joinedload(Note.agenda_item))
    latest = db.session.scalars(query.options(*options).order_by(Note.id.desc()).limit(NOTES))
    return {"notes": latest.all()}


def plan(pair: Pair, *, shared_only: bool) -> dict[str, Any]:
    query = (
        select(Plan)
        .where(Plan.pair_id == pair.id)
        .order_by(Plan.id)
        .limit(1)
        .options(selectinload(Plan.sections).joinedload(Section.document))
        .options(selectinload(Plan.sections).joinedload(Section.owner))
    )
    found = db.session.scalar(query)
    sections = [one for one in (found.sections if found else [])]
    if shared_only:
        sections = [section for section in sections if section.shared_at]
    settled = sum(section.state == "settled" for section in sections)
    return {"plan": found, "sections": sections, "settled": settled}


def activity(pair: Pair, *, topics: list[str], zone: str, shared_only: bool) -> dict[str, Any]:
    read = feed.read(pair, topics, zone=zone, shared_only=shared_only, limit=EVENTS, lines=LINES)
    return {"entries": read.entries}


def waiting(pair: Pair, person: Person, at: Standing) -> dict[str, Any]:
    return {"mine": waits.waits(person, [(pair, at)]).get(pair.id, []), "here": pair}


def _on_side(pair: Pair, side: str) -> list[Any]:
    return [city for city in pair.cities if city.side == side]
