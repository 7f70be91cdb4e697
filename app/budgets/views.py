"""A pair's budget for those who may see its money; *All movements* for managers and auditors."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import select

from app import access, hx
from app.budgets import ledger, words
from app.budgets.models import Budget
from app.budgets.screen import movements as page_of
from app.budgets.screen import screen
from app.claims.words import CATEGORY
from app.extensions import db
from app.pairs.models import Pair
from app.standing import standing
from app.visits.models import Visit

bp = Blueprint("budgets", __name__)
PROGRAMME = ("manager", "auditor")


@bp.get("/pairs/<slug>/budget")
def show(slug: str) -> str:
    pair = pair_of(slug)
    at = standing(access.me(), pair)
    whole = bool(at and at.role in PROGRAMME)
    seen = screen(pair, only_city=at.city_id if at and not whole else None, whole=whole)
    seen["categories"] = [(CATEGORY.get(c, c), b) for c, b in seen.pop("by_category").items()]
    visits = titles(seen["by_visit"])
    return hx.render(
        "budgets/show.html", "budgets/_budget.html", words=words, whole=whole, visits=visits, **seen
    )


@bp.get("/pairs/<slug>/budget/movements")
def movements(slug: str) -> str:
    pair = programme_only(slug)
    page = max(1, request.args.get("page", 1, type=int))
    entries, pages = page_of(Budget.of(pair.id), page)
    return hx.render(
        "budgets/movements.html",
        "budgets/_movements.html",
        entries=entries,
        cities={city.id: city.name for city in pair.cities},
        visits=titles({entry.visit_id for entry in entries}),
        words=words,
        pager=pager(slug, page, pages),
    )


@bp.get("/pairs/<slug>/budget/movements/verification")
def verify(slug: str) -> str | Response:
    pair = programme_only(slug)
    budget = Budget.of(pair.id)
    wrong = ledger.verify(budget)
    return hx.render(
        "budgets/verified.html", "budgets/_verified.html", wrong=wrong, count=budget.entries
    )


def pair_of(slug: str) -> Pair:
    """For those who may see money; to others there is no such page."""
    pair = access.pair_to("pair.read", slug)
    return pair if access.may(access.me(), "money.read", pair) else abort(404)


def programme_only(slug: str) -> Pair:
    pair = pair_of(slug)
    at = standing(access.me(), pair)
    return pair if at and at.role in PROGRAMME else abort(404)


def titles(visit_ids: Any) -> dict[int, str]:
    query = select(Visit.id, Visit.title).where(Visit.id.in_([v for v in visit_ids if v]))
    return {number: title for number, title in db.session.execute(query)}


def pager(slug: str, page: int, pages: int) -> dict[str, Any]:
    def at(number: int) -> str | None:
        inside = 1 <= number <= pages
        return url_for("budgets.movements", slug=slug, page=number) if inside else None

    return {"page": page, "pages": pages, "earlier": at(page - 1), "later": at(page + 1)}
