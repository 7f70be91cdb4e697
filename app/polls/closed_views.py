"""The days on which a city is closed, kept by its officers."""

from typing import Any

from flask import Blueprint, Response, url_for

from app import access, hx
from app.access import me
from app.forms import ActForm
from app.pairs.models import Pair
from app.polls.closed_days import ClosedDay
from app.polls.forms import ClosedForm

bp = Blueprint("closed_days", __name__)
ONE = "polls/_closed_days.html"


@bp.get("/pairs/<slug>/closed-days")
def index(slug: str) -> str:
    pair = access.pair_to("visit.read", slug)
    return hx.render("polls/closed_days.html", ONE, **_context(pair))


@bp.post("/pairs/<slug>/cities/<int:member_city_id>/closed-days")
def add(slug: str, member_city_id: int) -> Response:
    city, form, by = access.city_to("city.keep", slug, member_city_id), ClosedForm.posted(), me()
    facts = form.values
    if not form.act(lambda: ClosedDay.add(city, by=by, **facts("name", "from_on", "to_on"))):
        return hx.invalid(ONE, **_context(city.pair, form=form, adding=city.id))
    return hx.answer(ONE, to=url_for("closed_days.index", slug=slug), **_context(city.pair))


@bp.post("/pairs/<slug>/closed-days/<int:closed_id>/removal")
def remove(slug: str, closed_id: int) -> Response:
    found, form, by = access.closed_day_to(slug, closed_id), ActForm.posted(), me()
    if not form.act(lambda: found.remove(by=by)):
        return hx.invalid(ONE, **_context(found.pair, form=form))
    context = _context(found.pair, gone=found)
    return hx.answer(ONE, to=url_for("closed_days.index", slug=slug), **context)


@bp.post("/pairs/<slug>/closed-days/<int:closed_id>/restoration")
def restore(slug: str, closed_id: int) -> Response:
    found, form, by = access.closed_day_to(slug, closed_id), ActForm.posted(), me()
    if not form.act(lambda: found.restore(by=by)):
        return hx.invalid(ONE, **_context(found.pair, form=form))
    return hx.answer(ONE, to=url_for("closed_days.index", slug=slug), **_context(found.pair))


def _context(pair: Pair, **more: Any) -> dict[str, Any]:
    days: dict[int, list[ClosedDay]] = {city.id: [] for city in pair.cities}
    for one in ClosedDay.of(pair.cities):
        days[one.member_city_id].append(one)
    blank = ClosedForm() if "form" not in more or "adding" not in more else None
    return {"pair": pair, "closed": days, "blank": blank or ClosedForm()} | more
