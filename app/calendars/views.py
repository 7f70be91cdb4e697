"""Calendar files of visits, and a person's own subscription to a pair's."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, request, url_for
from flask_babel import force_locale

from app import access, hx
from app.access import me
from app.calendars import ics
from app.calendars.models import Subscription
from app.forms import ActForm
from app.pairs.models import Pair
from app.table import may

bp = Blueprint("calendars", __name__)
ONE = "calendars/_calendar.html"


@bp.get("/pairs/<slug>/visits.ics")
def all_visits(slug: str) -> Response:
    pair = access.pair_to("visit.read", slug)
    return _file(ics.of_pair(pair, me(), _site()), pair.slug)


@bp.get("/pairs/<slug>/visits/<int:visit_id>.ics")
def one_visit(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.read", slug, visit_id)
    return _file(ics.of_visit(visit, me(), _site()), f"{slug}-{visit_id}")


@bp.get("/calendars/<token>.ics")
def subscribed(token: str) -> Response:
    """Asked for by a program that is not signed in: the address says who, and the membership is
    looked at each time."""
    found = Subscription.found_by(token)
    known = found is not None and found.person.is_active
    if found is None or not known or not may(found.person, "visit.read", found.pair):
        abort(404)
    with force_locale(found.person.language):
        return _file(ics.of_pair(found.pair, found.person, _site()), found.pair.slug)


@bp.get("/pairs/<slug>/calendar")
def show(slug: str) -> str:
    pair = access.pair_to("visit.read", slug)
    return hx.render("calendars/show.html", ONE, **_context(pair))


@bp.post("/pairs/<slug>/calendar/address")
def make(slug: str) -> Response:
    """The first one, or another one: then the one before is dead."""
    pair, by = access.pair_to("visit.read", slug), me()
    form = ActForm.posted()
    if form.act(lambda: Subscription.make(pair, by=by)) is None:
        return hx.invalid(ONE, form=form, **_context(pair))
    return hx.answer(ONE, to=url_for("calendars.show", slug=slug), **_context(pair))


@bp.post("/pairs/<slug>/calendar/withdrawal")
def withdraw(slug: str) -> Response:
    pair, by = access.pair_to("visit.read", slug), me()
    found, form = Subscription.of(by, pair) or abort(404), ActForm.posted()
    if form.act(lambda: found.withdraw(by=by)) is None:
        return hx.invalid(ONE, form=form, **_context(pair))
    return hx.answer(ONE, to=url_for("calendars.show", slug=slug), **_context(pair))


@bp.after_request
def hide_address(response: Response) -> Response:
    """The address is a key: no other page learns it, no cache keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _context(pair: Pair) -> dict[str, Any]:
    found = Subscription.of(me(), pair)
    secret = found.secret if found else None
    address = f"{_site()}{url_for('calendars.subscribed', token=secret)}" if secret else ""
    return {"pair": pair, "subscription": found, "address": address}


def _file(data: bytes, name: str) -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _site() -> str:
    return current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")
