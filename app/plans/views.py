"""A pair's plan and its sections. Their texts are read and edited as documents."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import access, hx
from app.access import me
from app.extensions import db
from app.forms import ActForm
from app.pairs.memberships import CITY_ROLES, Membership
from app.pairs.models import Pair
from app.plans import words
from app.plans.forms import HeadingForm, SectionForm, current
from app.plans.models import Plan, Section

bp = Blueprint("plans", __name__)
bp.app_context_processor(lambda: {"SECTION_STATE": words.STATE})


@bp.get("/pairs/<slug>/plan")
def show(slug: str) -> str:
    pair = access.pair_to("pair.read", slug)
    return _page(Plan.of(pair.id) or abort(404))


@bp.get("/pairs/<slug>/plans/<int:plan_id>")
def other(slug: str, plan_id: int) -> str:
    pair = access.pair_to("pair.read", slug)
    plan = db.session.get(Plan, plan_id)
    if plan is None or plan.pair_id != pair.id:
        abort(404)
    return _page(plan)


@bp.get("/pairs/<slug>/plan/outline")
def outline(slug: str) -> str:
    pair = access.pair_to("pair.read", slug)
    plan = Plan.of(pair.id) or abort(404)
    return hx.render("plans/show.html", "plans/_outline.html", **_context(plan))


@bp.get("/pairs/<slug>/sections/<int:section_id>")
def section(slug: str, section_id: int) -> str:
    found = access.section_to("section.read", slug, section_id)
    return hx.render("plans/section.html", "plans/_section.html", section=found)


@bp.get("/pairs/<slug>/sections/<int:section_id>/edit")
def edit(slug: str, section_id: int) -> str:
    found = access.section_to("section.steer", slug, section_id)
    form = SectionForm(obj=found, data=current(found), members=_members(found.plan.pair))
    return hx.render("plans/edit.html", "plans/_form.html", section=found, form=form)


@bp.post("/pairs/<slug>/sections/<int:section_id>")
def change(slug: str, section_id: int) -> Response:
    found = access.section_to("section.steer", slug, section_id)
    form = SectionForm(request.form, members=_members(found.plan.pair))
    if not form.act(lambda: found.change(form.seen_version, by=me(), **form.facts())):
        return hx.invalid("plans/_form.html", form=form, section=found)
    return hx.answer("plans/_section.html", to=_url(found), section=found)


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
    form = HeadingForm.posted()
    if not form.act(lambda: plan.add_section(form.heading.data or "", by=me())):
        return hx.invalid("plans/_plan.html", **_context(plan) | {"form": form})
    return _answer(plan)


@bp.post("/pairs/<slug>/sections/<int:section_id>/rise")
def move_up(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: found.move(-1, by=me()))


@bp.post("/pairs/<slug>/sections/<int:section_id>/descent")
def move_down(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: found.move(+1, by=me()))


@bp.post("/pairs/<slug>/sections/<int:section_id>/removal")
def remove(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: found.remove(by=me()), removed=section_id)


@bp.post("/pairs/<slug>/sections/<int:section_id>/restoration")
def restore(slug: str, section_id: int) -> Response:
    return _rearrange(slug, section_id, lambda found: found.restore(by=me()), binned=True)


def _do(slug: str, section_id: int, act: str) -> Response:
    found = access.section_to("section.steer", slug, section_id)
    form = ActForm.posted()
    if not form.act(lambda: getattr(found, act)(by=me())):
        return hx.invalid("plans/_section.html", form=form, section=found)
    return hx.answer("plans/_section.html", to=_url(found), section=found)


def _rearrange(
    slug: str, section_id: int, rule: Any, *, binned: bool = False, removed: int = 0
) -> Response:
    found = access.section_to("section.steer", slug, section_id, binned=binned)
    plan, form = found.plan, ActForm.posted()
    if not form.act(lambda: rule(found)):
        return hx.invalid("plans/_plan.html", **_context(plan) | {"form": form})
    return _answer(plan, removed)


def _answer(plan: Plan, removed: int = 0) -> Response:
    slug = plan.pair.slug
    to = url_for("plans.show", slug=slug, removed=removed or None)
    return hx.answer("plans/_plan.html", to=to, **_context(plan, removed))


def _page(plan: Plan) -> str:
    removed = request.args.get("removed", 0, type=int)
    return hx.render("plans/show.html", "plans/_plan.html", **_context(plan, removed))


def _context(plan: Plan, removed: int = 0) -> dict[str, Any]:
    sections = [s for s in plan.sections if access.may(me(), "section.read", s)]
    steers = access.may(me(), "section.steer", plan)
    gone = db.session.get(Section, removed) if removed and steers else None
    if gone is not None and (gone.plan_id != plan.id or gone.removed_at is None):
        gone = None
    return {
        "plan": plan,
        "sections": sections,
        "steers": steers,
        "removed": gone,
        "adding": HeadingForm(),
    }


def _members(pair: Pair) -> list[Membership]:
    query = (
        select(Membership)
        .where(Membership.pair_id == pair.id, Membership.removed_at.is_(None))
        .where(Membership.role.in_(CITY_ROLES))
        .options(joinedload(Membership.person), joinedload(Membership.city))
    )
    return sorted(db.session.scalars(query), key=lambda m: m.person.name)


def _url(found: Section) -> str:
    return url_for("plans.section", slug=found.plan.pair.slug, section_id=found.id)
