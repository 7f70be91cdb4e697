"""The agenda of a visit: items added, changed, moved, removed with Undo, all in place."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.forms import ActForm
from app.visits import screen
from app.visits.agenda import AgendaItem
from app.visits.agenda_forms import ItemForm, PlaceForm
from app.visits.models import Visit
from app.visits.views import level, page

bp = Blueprint("agenda", __name__)
DAYS = "visits/_agenda.html"


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda")
def index(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return page(DAYS, **_days(visit))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda/new")
def new(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    form = ItemForm.next_on(visit, request.args.get("day"))
    return page(DAYS, **_days(visit, form=form, adding=form.day.data))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda")
def add(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    form, me = ItemForm.posted(visit=visit), access.me()
    item = form.act(lambda: AgendaItem.add(visit, by=me, **form.values()))
    if not item:
        day = form.day.data if form.day.data in visit.days else visit.begins_on
        return hx.invalid(DAYS, form=form, **_days(visit, adding=day))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"add-{item.day}"))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/edit")
def edit(slug: str, visit_id: int, item_id: int) -> str:
    item = _there(slug, visit_id, item_id)
    return page(DAYS, **_days(item.visit, form=ItemForm(obj=item), editing=item_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>")
def change(slug: str, visit_id: int, item_id: int) -> Response:
    item = _there(slug, visit_id, item_id)
    visit, form, me = item.visit, ItemForm.posted(obj=item), access.me()
    if not form.act(lambda: item.change(form.seen_version, by=me, **form.values())):
        return hx.invalid(DAYS, form=form, **_days(visit, editing=item_id))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"{item_id}-menu"))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/place")
def move(slug: str, visit_id: int, item_id: int) -> Response:
    item = _there(slug, visit_id, item_id)
    visit, form, me = item.visit, PlaceForm.posted(), access.me()
    if not form.act(lambda: form.move(item, me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    button = "menu" if form.day.data else "up" if form.step.data == "up" else "down"
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"{item_id}-{button}"))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/removal")
def remove(slug: str, visit_id: int, item_id: int) -> Response:
    item = access.item_to("visit.plan", slug, visit_id, item_id)
    visit, form, me = item.visit, ActForm.posted(), access.me()
    if not form.act(lambda: item.remove(by=me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    to = _page(visit, removed=f"item-{item_id}")
    return hx.answer(DAYS, to=to, **_days(visit, focus=f"add-{item.day}", gone=item))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/restoration")
def restore(slug: str, visit_id: int, item_id: int) -> Response:
    item = access.item_to("visit.plan", slug, visit_id, item_id)
    visit, form, me = item.visit, ActForm.posted(), access.me()
    if not form.act(lambda: item.restore(by=me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"{item_id}-menu"))


def _there(slug: str, visit_id: int, item_id: int) -> AgendaItem:
    item = access.item_to("visit.plan", slug, visit_id, item_id)
    return item if item.removed_at is None else abort(404)


def _days(visit: Visit, **more: Any) -> dict[str, Any]:
    here = {"title": _("Agenda"), "level": level()}
    return screen.agenda(visit, access.me()) | here | more


def _page(visit: Visit, **more: Any) -> str:
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id, **more)
    return f"{to}#{hx.dom_id(visit, 'agenda')}"
