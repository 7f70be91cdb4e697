"""A pair's plan and its sections. Their texts are read and edited as documents; the plan in another
language is in editions_views.py."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.documents import owners, reading
from app.extensions import db
from app.forms import ActForm
from app.plans import editions_views, words
from app.plans.editions_views import first_of, page_of, place_of
from app.plans.forms import HeadingForm, SectionForm
from app.plans.models import Plan, Section
from app.plans.order import move

bp = Blueprint("plans", __name__)
bp.app_context_processor(lambda: {"SECTION_STATE": words.STATE})


@bp.get("/pairs/<slug>/plan")
def show(slug: str) -> str:
    """The pair's first plan."""
    pair = access.pair_to("pair.read", slug)
    return _show(first_of(pair.id) or abort(404))


@bp.get("/pairs/<slug>/plans/<int:plan_id>")
def other(slug: str, plan_id: int) -> str:
    return _show(access.plan_to("pair.read", slug, plan_id).id)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/outline")
def outline(slug: str, plan_id: int) -> str:
    plan = access.plan_to("pair.read", slug, plan_id)
    return hx.render("plans/show.html", "plans/_outline.html", **_context(plan.id))


@bp.get("/pairs/<slug>/sections/<int:section_id>")
def section(slug: str, section_id: int) -> str | Redirect:
    """The head of a section; a whole page of it is its place in the plan."""
    found = access.section_to("section.read", slug, section_id)
    if not hx.wants_fragment():
        return redirect(place_of(found), 303)
    focus = request.args.get("focus", type=int)
    return render_template("plans/_section.html", section=found, focus=focus)


@bp.get("/pairs/<slug>/sections/<int:section_id>/menu")
def menu(slug: str, section_id: int) -> str:
    """What can be done with a section. A page has many of them, and few are opened."""
    found = access.section_to("section.steer", slug, section_id)
    about = {"section": found, "place": place_of(found)}
    return hx.render("plans/menu.html", "plans/_section_menu.html", **about)


@bp.get("/pairs/<slug>/sections/<int:section_id>/edit")
def edit(slug: str, section_id: int) -> str:
    found = access.section_to("section.steer", slug, section_id)
    form = SectionForm.of(found)
    return hx.render("plans/edit.html", "plans/_form.html", section=found, form=form)


@bp.post("/pairs/<slug>/sections/<int:section_id>")
def change(slug: str, section_id: int) -> Response:
    found = access.section_to("section.steer", slug, section_id)
    form = SectionForm(request.form, section=found)
    if not form.act(lambda: found.change(form.seen_version, by=me(), **form.facts())):
        return hx.invalid("plans/_form.html", form=form, section=found)
    return hx.answer("plans/_section.html", to=place_of(found), section=found, focus=found.id)


@bp.post("/pairs/<slug>/sections/<int:section_id>/sharing")
def share(slug: str, section_id: int) -> Response:
    return _do(slug, section_id, "share")


@bp.post("/pairs/<slug>/sections/<int:section_id>/unsharing")
def unshare(slug: str, section_id: int) -> Response:
    return _do(slug, section_id, "unshare")


@bp.post("/pairs/<slug>/sections/<int:section_id>/settlement")
def settle(slug: str, section_id: int) -> Response:
    return _do(slug, section_id, "settle")


@bp.post("/pairs/<slug>/sections/<int:section_id>/reopening")
def reopen(slug: str, section_id: int) -> Response:
    return _do(slug, section_id, "reopen")


@bp.post("/pairs/<slug>/plans/<int:plan_id>/sections")
def add(slug: str, plan_id: int) -> Response:
    plan = access.plan_to("section.steer", slug, plan_id)
    form = HeadingForm(request.form)
    if not form.act(lambda: plan.add_section(form.heading.data or "", by=me())):
        return hx.invalid("plans/_plan.html", form=form, **_context(plan_id, adding=form))
    return hx.answer("plans/_plan.html", to=page_of(plan), **_context(plan_id))


@bp.post("/pairs/<slug>/sections/<int:section_id>/rise")
def move_up(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: move(found, -1, by=me()))


@bp.post("/pairs/<slug>/sections/<int:section_id>/descent")
def move_down(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: move(found, +1, by=me()))


@bp.post("/pairs/<slug>/sections/<int:section_id>/removal")
def remove(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: found.remove(by=me()))


@bp.post("/pairs/<slug>/sections/<int:section_id>/restoration")
def restore(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: found.restore(by=me()))


def _show(plan_id: int) -> str:
    """In its own language, or in the one that is asked for."""
    language = request.args.get("edition")
    if language is not None and language != db.session.get_one(Plan, plan_id).language:
        return editions_views.show(plan_id, language)
    return hx.render("plans/show.html", "plans/_plan.html", **_context(plan_id))


def _do(slug: str, section_id: int, act: str) -> Response:
    found = access.section_to("section.steer", slug, section_id)
    form = _pressed(section_id)
    if not form.act(lambda: getattr(found, act)(by=me())):
        return hx.invalid("plans/_section.html", form=form, section=found)
    return hx.answer("plans/_section.html", to=place_of(found), section=found, focus=section_id)


def _rearrange(slug: str, section_id: int, rule: Callable[[Section], Section]) -> Response:
    """What changes the whole plan. A button pressed twice finds its section in the bin too."""
    found = db.session.get(Section, section_id)
    binned = found is not None and found.removed_at is not None
    found = access.section_to("section.steer", slug, section_id, binned=binned)
    if found.translates_id:
        abort(404)  # a translation has its place and its bin from the original
    plan_id, form = found.plan_id, _pressed(section_id)
    if not form.act(lambda: rule(found)):
        return hx.invalid("plans/_plan.html", form=form, **_context(plan_id))
    gone = found if found.removed_at else None
    to = page_of(found.plan, removed=section_id) if gone else place_of(found)
    return hx.answer("plans/_plan.html", to=to, **_context(plan_id, gone=gone, focus=section_id))


def _pressed(section_id: int) -> ActForm:
    """The buttons of a menu share a `once`: with act and section it is each button's own."""
    form = ActForm.posted()
    if form.once.data:
        form.once.data = f"{request.endpoint} {section_id} {form.once.data}"
    return form


def _context(plan_id: int, **more: Any) -> dict[str, Any]:
    """`gone` was removed just now, `focus` is the section whose menu keeps the focus."""
    plan = Plan.whole(plan_id) or abort(404)
    sections = [each for each in plan.sections if access.may(me(), "section.read", each)]
    reading.together(section.document_id for section in sections)
    steers = access.may(me(), "section.steer", plan)
    shown = {"sections": sections, "removed": None, "removed_edition": None}
    shown |= editions_views.switcher(plan, plan.language)
    if steers and not hx.wants_fragment():
        shown["removed"] = _removed(plan)
        shown["removed_edition"] = editions_views.removed_edition(plan)
    return shown | {"adding": HeadingForm()} | more


def _removed(plan: Plan) -> Section | None:
    """The section that a plain form has just removed, to offer it back."""
    section_id = request.args.get("removed", type=int)
    found = db.session.get(Section, section_id) if section_id else None
    return found if found and found.plan_id == plan.id and found.removed_at else None


owners.leads_to("section")(place_of)
