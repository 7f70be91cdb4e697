"""The agenda of a visit: items added, changed, moved, removed with Undo, all in place."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.forms import ActForm
from app.visits import placing, publishing, screen
from app.visits.agenda import AgendaItem
from app.visits.agenda_forms import CopyForm, ItemForm, PlaceForm
from app.visits.models import Visit
from app.visits.views import level, page

bp = Blueprint("agenda", __name__)
DAYS = "visits/_agenda.html"


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda")
def index(slug: str, visit_id: int) -> str:
    """Before it is published there is nothing to be read, for those who do not plan it."""
    visit = access.visit_to("visit.read", slug, visit_id)
    return page(DAYS, **_days(visit))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda/new")
def new(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    form = ItemForm.next_on(visit, request.args.get("day"))
    return page(DAYS, **_days(visit, form=form, adding=form.day.data or "loose"))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda")
def add(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    form, me = ItemForm.posted(visit=visit), access.me()
    item = form.act(lambda: AgendaItem.add(visit, by=me, **form.facts()))
    if not item:
        day = form.day.data if form.day.data in visit.days or not form.day.data else visit.days[0]
        return hx.invalid(DAYS, form=form, **_days(visit, adding=day or "loose"))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=_add_of(item)))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/edit")
def edit(slug: str, visit_id: int, item_id: int) -> str:
    item = _there(slug, visit_id, item_id)
    return page(DAYS, **_days(item.visit, form=ItemForm(obj=item), editing=item_id))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>")
def change(slug: str, visit_id: int, item_id: int) -> Response:
    item = _there(slug, visit_id, item_id)
    visit, form, me = item.visit, ItemForm.posted(obj=item), access.me()
    if not form.act(lambda: item.change(form.seen_version, by=me, **form.facts())):
        return hx.invalid(DAYS, form=form, **_days(visit, editing=item_id))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"{item_id}-menu"))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/place")
def move(slug: str, visit_id: int, item_id: int) -> Response:
    item = _there(slug, visit_id, item_id)
    visit, form, me = item.visit, PlaceForm.posted(), access.me()
    if not form.act(lambda: form.move(item, me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    button = form.step.data if form.step.data in ("up", "down") else "menu"
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"{item_id}-{button}"))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/agenda/copies/new")
def choose(slug: str, visit_id: int) -> str:
    """Which visit's agenda is copied."""
    visit = access.visit_to("visit.plan", slug, visit_id)
    return page(DAYS, **_days(visit, form=CopyForm(visit=visit), copying=True))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/copies")
def copy(slug: str, visit_id: int) -> Response:
    visit, me = access.visit_to("visit.plan", slug, visit_id), access.me()
    form = CopyForm(request.form, visit=visit)
    if not form.act(lambda: placing.copy(form.others[form.source.data], visit, by=me)):
        return hx.invalid(DAYS, form=form, **_days(visit, copying=True))
    return hx.answer(DAYS, to=_page(visit), **_days(visit))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/publication")
def publish(slug: str, visit_id: int) -> Response:
    return _published(slug, visit_id, publishing.publish)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/withdrawal")
def withdraw(slug: str, visit_id: int) -> Response:
    return _published(slug, visit_id, publishing.withdraw)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/removal")
def remove(slug: str, visit_id: int, item_id: int) -> Response:
    item = access.item_to("visit.plan", slug, visit_id, item_id)
    visit, form, me = item.visit, ActForm.posted(), access.me()
    if not form.act(lambda: item.remove(by=me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    to = _page(visit, removed=f"item-{item_id}")
    return hx.answer(DAYS, to=to, **_days(visit, focus=_add_of(item), gone=item))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/agenda/<int:item_id>/restoration")
def restore(slug: str, visit_id: int, item_id: int) -> Response:
    item = access.item_to("visit.plan", slug, visit_id, item_id)
    visit, form, me = item.visit, ActForm.posted(), access.me()
    if not form.act(lambda: item.restore(by=me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus=f"{item_id}-menu"))


def _published(slug: str, visit_id: int, rule: Callable[..., Visit]) -> Response:
    visit, form, me = access.visit_to("visit.plan", slug, visit_id), ActForm.posted(), access.me()
    if not form.act(lambda: rule(visit, by=me)):
        return hx.invalid(DAYS, form=form, **_days(visit))
    return hx.answer(DAYS, to=_page(visit), **_days(visit, focus="publication"))


def _add_of(item: AgendaItem) -> str:
    return f"add-{item.day if item.placed else 'loose'}"


def _there(slug: str, visit_id: int, item_id: int) -> AgendaItem:
    item = access.item_to("visit.plan", slug, visit_id, item_id)
    return item if item.removed_at is None else abort(404)


def _days(visit: Visit, **more: Any) -> dict[str, Any]:
    here = {"title": _("Agenda"), "level": level()}
    drafts = access.may(access.me(), "agenda.draft", visit)
    return screen.agenda(visit, access.me(), drafts=drafts) | here | more


def _page(visit: Visit, **more: Any) -> str:
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id, **more)
    return f"{to}#{hx.dom_id(visit, 'agenda')}"
