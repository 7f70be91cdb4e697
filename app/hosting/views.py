"""The hosts' duties on a visit's page: added, taken from the usual ones, done, removed with
Undo."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.access import me
from app.extensions import db
from app.forms import ActForm
from app.hosting import template, turns
from app.hosting.forms import DutyForm, UsualForm
from app.hosting.models import Duty
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.visits.models import Visit

bp = Blueprint("hosting", __name__)
bp.app_context_processor(lambda: {"duties_of": shown, "turns_of": _turns})
ONE = "hosting/_duties.html"


@bp.get("/pairs/<slug>/visits/<int:visit_id>/duties")
def index(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return hx.render("hosting/duties.html", ONE, **_context(visit))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/duties/new")
def new(slug: str, visit_id: int) -> str:
    """`?usual=1`: the list of what nearly every visit needs."""
    visit = _hosted(access.visit_to("visit.plan", slug, visit_id))
    form: Any = UsualForm().offer(visit) if request.args.get("usual") else _form(visit)
    return hx.render("hosting/duties.html", ONE, **_context(visit, form=form))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties")
def add(slug: str, visit_id: int) -> Response:
    visit, by = _hosted(access.visit_to("visit.plan", slug, visit_id)), me()
    form = _form(visit, request.form)
    if not form.act(lambda: Duty.add(visit, by=by, **form.facts())):
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties/usual")
def take(slug: str, visit_id: int) -> Response:
    visit, by = _hosted(access.visit_to("visit.plan", slug, visit_id)), me()
    form = UsualForm(request.form).offer(visit)
    if not form.act(lambda: template.take(visit, form.city, form.duties.data, by=by)):
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit)


@bp.get("/pairs/<slug>/visits/<int:visit_id>/duties/<int:duty_id>/edit")
def edit(slug: str, visit_id: int, duty_id: int) -> str:
    duty = _there(slug, visit_id, duty_id)
    form = _form(duty.visit, obj=duty)
    return hx.render("hosting/duties.html", ONE, **_context(duty.visit, form=form, editing=duty_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties/<int:duty_id>")
def change(slug: str, visit_id: int, duty_id: int) -> Response:
    duty, by = _there(slug, visit_id, duty_id), me()
    visit, form = duty.visit, _form(duty.visit, request.form, obj=duty)
    if not form.act(lambda: duty.change(form.seen_version, by=by, **form.facts())):
        return hx.invalid(ONE, **_context(visit, form=form, editing=duty_id))
    return _answer(visit)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties/<int:duty_id>/completion")
def finish(slug: str, visit_id: int, duty_id: int) -> Response:
    return _do(_there(slug, visit_id, duty_id), Duty.finish)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties/<int:duty_id>/reopening")
def reopen(slug: str, visit_id: int, duty_id: int) -> Response:
    return _do(_there(slug, visit_id, duty_id), Duty.reopen)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties/<int:duty_id>/removal")
def remove(slug: str, visit_id: int, duty_id: int) -> Response:
    duty = access.duty_to("visit.plan", slug, visit_id, duty_id)
    return _do(duty, Duty.remove, gone=duty)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/duties/<int:duty_id>/restoration")
def restore(slug: str, visit_id: int, duty_id: int) -> Response:
    return _do(access.duty_to("visit.plan", slug, visit_id, duty_id), Duty.restore)


@bp.get("/pairs/<slug>/turns")
def turns_now(slug: str) -> str:
    """Who has hosted how often."""
    pair = access.pair_to("visit.read", slug)
    return hx.render("hosting/turns.html", "hosting/_turns.html", pair=pair)


def shown(visit: Visit) -> dict[str, Any]:
    """For _duties.html on the visit's own page."""
    return {"visit": visit, "duties": Duty.of(visit)}


def _turns(pair: Pair, visits: list[Visit] | None = None) -> dict[str, Any]:
    rows = turns.of_pair(pair, visits)
    return {"rows": rows, "next": turns.turn(rows)}


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    return shown(visit) | {"pair": visit.pair} | more


def _form(visit: Visit, data: Any = None, obj: Duty | None = None) -> DutyForm:
    people = Membership.people(visit.pair_id, ("officer", "contributor"))
    return DutyForm(data, obj).offer(visit).offer_people(people, obj)


def _do(duty: Duty, rule: Callable[..., Duty], **more: Any) -> Response:
    visit, form, by = duty.visit, ActForm.posted(), me()
    if not form.act(lambda: rule(duty, by=by)):
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit, **more)


def _answer(visit: Visit, **more: Any) -> Response:
    db.session.expire_all()
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id)
    return hx.answer(ONE, to=f"{to}#{hx.dom_id(visit, 'duties')}", **_context(visit, **more))


def _hosted(visit: Visit) -> Visit:
    """Nobody hosts an online meeting."""
    return visit if visit.stops else abort(404, _("Nobody hosts an online meeting."))


def _there(slug: str, visit_id: int, duty_id: int) -> Duty:
    duty = access.duty_to("visit.plan", slug, visit_id, duty_id)
    return duty if duty.removed_at is None else abort(404)
