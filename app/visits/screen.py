"""What the fragments of a visit's page show. Who may see or do it is asked by the views."""

from typing import Any

from app import clock
from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget
from app.pairs.models import MemberCity, Pair
from app.standing import standing
from app.visits import words
from app.visits.agenda import AgendaItem
from app.visits.days import by_day
from app.visits.models import Visit
from app.visits.publishing import Publication
from app.visits.reserving import reserved_by_city
from app.visits.travellers import Traveller


def own_city(person: Person, pair: Pair) -> MemberCity | None:
    at = standing(person, pair)
    return pair.city(at.city_id) if at else None


def head(visit: Visit, me: Person, *, agrees: bool, settles: bool, money: bool) -> dict[str, Any]:
    """For _visit.html. `agrees`, `settles`, `money`: what this person may do or see at all."""
    city = own_city(me, visit.pair)
    waited_for = visit.state == "proposed" and (city is None or city in visit.waits_for)
    return {
        "visit": visit,
        "own_city": city,
        "may_agree": agrees and waited_for,
        "may_hold": visit.begins_on is not None and visit.begins_on <= clock.today(visit.zone),
        "money": balances.by_visit(Budget.of(visit.pair_id)).get(visit.id) if money else None,
        "may_settle": settles and _holds_money(visit, city),
        "words": words,
    }


def travellers(visit: Visit) -> dict[str, Any]:
    """For _travellers.html."""
    return {"visit": visit, "travellers": Traveller.on(visit), "words": words}


def agenda(visit: Visit, me: Person, *, drafts: bool) -> dict[str, Any]:
    """For _agenda.html. `drafts`: this person sees one that is not published."""
    published = Publication.of(visit)
    seen = drafts or published is not None
    return {
        "visit": visit,
        "days": by_day(visit, me.zone) if seen else [],
        "loose": AgendaItem.loose(visit) if drafts else [],
        "published": published,
        "seen": seen,
        "words": words,
    }


def _holds_money(visit: Visit, city: MemberCity | None) -> bool:
    """Whether something of a visit that is over is still reserved, of a city or (`None`) of any."""
    if visit.state not in ("held", "cancelled"):
        return False
    held = reserved_by_city(visit)
    return bool(held.get(city.id) if city else held)
