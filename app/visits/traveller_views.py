"""The travellers of a visit: added, changed in place, removed with Undo."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.forms import ActForm
from app.journeys.models import Journey
from app.visits import screen
from app.visits.models import Visit
from app.visits.traveller_forms import AnswerForm, TravellerForm
from app.visits.travellers import Traveller
from app.visits.views import level, page

bp = Blueprint("travellers", __name__)
bp.app_context_processor(lambda: {"answers": access.answers})
LIST = "visits/_travellers.html"


@bp.get("/pairs/<slug>/visits/<int:visit_id>/travellers")
def index(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return page(LIST, **_list(visit))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/travellers/new")
def new(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    kind = request.args.get("kind", "person")
    form = TravellerForm(visit=visit, by=access.me(), data={"kind": kind})
    return page(LIST, **_list(visit, form=form, adding=True))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/travellers")
def add(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    me = access.me()
    form = TravellerForm.posted(visit=visit, by=me)
    if not form.act(lambda: Traveller.add(visit, by=me, **form.facts())):
        return hx.invalid(LIST, form=form, **_list(visit, adding=True))
    return hx.answer(LIST, to=_page(visit), **_list(visit, focus="add"))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>/edit")
def edit(slug: str, visit_id: int, traveller_id: int) -> str:
    traveller = _there(slug, visit_id, traveller_id)
    form = TravellerForm(obj=traveller, by=access.me(), priced=_priced(traveller))
    return page(LIST, **_list(traveller.visit, form=form, editing=traveller_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>")
def change(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller = _there(slug, visit_id, traveller_id)
    visit, me = traveller.visit, access.me()
    form = TravellerForm.posted(obj=traveller, by=me, priced=_priced(traveller))
    if not form.act(lambda: traveller.change(form.seen_version, by=me, **form.facts())):
        return hx.invalid(LIST, form=form, **_list(visit, editing=traveller_id))
    return hx.answer(LIST, to=_page(visit), **_list(visit, focus=traveller_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>/answer")
def answer(slug: str, visit_id: int, traveller_id: int) -> Response:
    """Said by the person; for a guest by who plans for them."""
    traveller = access.traveller_to("visit.read", slug, visit_id, traveller_id)
    if traveller.removed_at or not access.answers(traveller):
        abort(403)
    visit, form, by = traveller.visit, AnswerForm.posted(), access.me()
    if not form.act(lambda: traveller.say(form.answer.data or "", by=by)):
        return hx.invalid(LIST, form=form, **_list(visit))
    return hx.answer(LIST, to=_page(visit), **_list(visit))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>/removal")
def remove(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller = access.traveller_to("visit.plan", slug, visit_id, traveller_id)
    visit, form, me = traveller.visit, ActForm.posted(), access.me()
    if not form.act(lambda: traveller.remove(by=me)):
        return hx.invalid(LIST, form=form, **_list(visit))
    to = _page(visit, removed=f"traveller-{traveller_id}")
    return hx.answer(LIST, to=to, **_list(visit, focus="add", gone=traveller_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>/restoration")
def restore(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller = access.traveller_to("visit.plan", slug, visit_id, traveller_id)
    visit, form, me = traveller.visit, ActForm.posted(), access.me()
    if not form.act(lambda: traveller.restore(by=me)):
        return hx.invalid(LIST, form=form, **_list(visit))
    return hx.answer(LIST, to=_page(visit), **_list(visit, focus=traveller_id))


def _priced(traveller: Traveller) -> bool:
    journey = Journey.of(traveller)
    return journey is not None and journey.cost is not None


def _there(slug: str, visit_id: int, traveller_id: int) -> Traveller:
    traveller = access.traveller_to("visit.plan", slug, visit_id, traveller_id)
    return traveller if traveller.removed_at is None else abort(404)


def _list(visit: Visit, **more: Any) -> dict[str, Any]:
    here = {"title": _("Travellers"), "level": level()}
    return screen.travellers(visit) | here | more


def _page(visit: Visit, **more: Any) -> str:
    return url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id, **more)
