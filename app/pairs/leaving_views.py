"""What people who are gone left to their city, on the page of people; and taking it over."""

from typing import Any

from flask import Blueprint, Response, url_for

from app import access, hx
from app.access import me
from app.forms import ActForm
from app.pairs import leaving
from app.pairs.models import Pair
from app.standing import standing

bp = Blueprint("leaving", __name__)
bp.app_context_processor(lambda: {"left_behind": lambda pair: context(pair)["lefts"]})
FRAGMENT = "people/_left.html"


@bp.get("/pairs/<slug>/people/left")
def index(slug: str) -> str:
    pair = access.pair_to("people.read", slug)
    return hx.render("people/left.html", FRAGMENT, **context(pair))


@bp.post("/pairs/<slug>/people/left/<kind>/<int:thing_id>")
def take_over(slug: str, kind: str, thing_id: int) -> Response:
    """By an officer or contributor of that city; a claim by who may file it."""
    pair = access.pair_to("note.write", slug)
    by, city_id = me(), city_of(pair, me())
    if city_id is None or not leaving.is_of(pair, kind, thing_id):
        return access.nothing()
    if kind == "claim":
        access.claim_to("claim.file", slug, thing_id)
    form = ActForm.posted()
    if form.act(lambda: leaving.take_over(kind, thing_id, pair, city_id, by=by)) is None:
        return hx.invalid(FRAGMENT, **context(pair) | {"form": form})
    return hx.answer(FRAGMENT, to=url_for("people.index", slug=slug), **context(pair))


def context(pair: Pair) -> dict[str, Any]:
    """For the people of a city: officers see drafts of claims, too."""
    city_id, officer = city_of(pair, me()), access.may(me(), "money.read", pair)
    lefts = leaving.of_city(pair, city_id) if city_id is not None else []
    lefts = [each for each in lefts if each.kind != "claim" or officer]
    return {"pair": pair, "lefts": lefts, "form": None}


def city_of(pair: Pair, person: Any) -> int | None:
    at = standing(person, pair)
    return at.city_id if at is not None else None
