"""What the fragments of a visit's page are given, and the page around a single one of them."""

from typing import Any

from flask import render_template

from app import access, clock, hx
from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget
from app.pairs.models import MemberCity, Pair
from app.visits import words
from app.visits.days import by_day
from app.visits.models import Visit
from app.visits.reserving import reserved_by_city
from app.visits.travellers import Traveller


def page(fragment: str, *, title: str = "", **context: Any) -> str:
    """A fragment for htmx; for everyone else the same in a page of its own."""
    template = fragment if hx.wants_fragment() else "shared/page.html"
    return render_template(template, fragment=fragment, title=title, **context)


def own_city(person: Person, pair: Pair) -> MemberCity | None:
    at = access.standing(person, pair)
    return pair.city(at.city_id) if at else None


def head(visit: Visit, **more: Any) -> dict[str, Any]:
    """For _visit.html: where it stands, and what this person may do about it."""
    me = access.me()
    return {
        "visit": visit,
        "own_city": own_city(me, visit.pair),
        "may_agree": _may_agree(me, visit),
        "may_hold": visit.begins_on is not None and visit.begins_on <= clock.today(visit.zone),
        "money": _money(me, visit),
        "may_settle": _may_settle(me, visit),
        "words": words,
    } | more


def travellers(visit: Visit, **more: Any) -> dict[str, Any]:
    """For _travellers.html. `level` is that of its heading: alone on a page it is the first."""
    return {
        "visit": visit,
        "travellers": Traveller.on(visit),
        "level": 2 if hx.wants_fragment() else 1,
        "words": words,
    } | more


def agenda(visit: Visit, **more: Any) -> dict[str, Any]:
    """For _agenda.html. `focus` names the control that keeps the focus after a move."""
    return {
        "visit": visit,
        "days": by_day(visit, access.me().zone),
        "level": 2 if hx.wants_fragment() else 1,
        "words": words,
    } | more


def _may_agree(me: Person, visit: Visit) -> bool:
    if visit.state != "proposed" or not access.may(me, "visit.agree", visit):
        return False
    city = own_city(me, visit.pair)
    return city is None or city in visit.waits_for


def _money(me: Person, visit: Visit) -> balances.Balance | None:
    if not access.may(me, "money.read", visit.pair):
        return None
    return balances.by_visit(Budget.of(visit.pair_id)).get(visit.id)


def _may_settle(me: Person, visit: Visit) -> bool:
    """Where something is still reserved that this person's city, or the programme, can free."""
    if visit.state not in ("held", "cancelled") or not access.may(me, "visit.settle", visit):
        return False
    held, city = reserved_by_city(visit), own_city(me, visit.pair)
    return bool(held.get(city.id) if city else held)
