"""Frozen versions of a whole plan: the list of them, one under a name, and each to be read."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from app import access, hx
from app.access import me
from app.documents import reading, versions
from app.plans import freshness, words
from app.plans.approval_forms import FrozenForm
from app.plans.freezing import FrozenSection, PlanVersion
from app.plans.models import Plan

bp = Blueprint("frozen", __name__)
bp.app_context_processor(lambda: {"FROZEN_FOR": words.FROZEN_FOR})


@bp.get("/pairs/<slug>/plans/<int:plan_id>/versions")
def index(slug: str, plan_id: int) -> str:
    """`?edition=es`: of that language a version is to be kept."""
    plan = access.plan_to("pair.read", slug, plan_id)
    context = _context(plan) | {"form": FrozenForm(request.args, plan=plan)}
    return hx.render("plans/versions.html", "plans/_versions.html", **context)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/versions")
def keep(slug: str, plan_id: int) -> Response:
    plan = access.plan_to("plan.freeze", slug, plan_id)
    form = FrozenForm(request.form, plan=plan)

    def rule() -> PlanVersion:
        return PlanVersion.keep(plan, form.name.data or "", by=me(), edition=form.chosen)

    made = form.act(rule)
    if made is None:
        return hx.invalid("plans/_versions.html", form=form, **_context(plan))
    to = url_for("frozen.index", slug=slug, plan_id=plan_id)
    return hx.answer("plans/_versions.html", to=to, form=FrozenForm(plan=plan), **_context(plan))


@bp.get("/pairs/<slug>/versions/<int:plan_version_id>")
def show(slug: str, plan_version_id: int) -> str:
    """Each section as it was, for who may see it."""
    frozen = access.plan_version_to(slug, plan_version_id)
    parts = [_part(part) for part in frozen.shown(shared_only=_shared_only(frozen.plan))]
    context = {"frozen": frozen, "plan": frozen.plan, "parts": parts}
    return hx.render("plans/frozen.html", "plans/_frozen.html", **context)


def _part(part: FrozenSection) -> dict[str, Any]:
    """Its words, and what became of the section since. `comparable`: there is a page that says
    what has changed."""
    section, document = part.section, part.section.document
    since = section.shared_at if _shared_only(section.plan) else None
    return {
        "part": part,
        "html": reading.version_html(part.version),
        "gone": section.removed_at is not None,
        "same": freshness.same_text(document.id, part.version.seq, document.seq),
        "comparable": versions.shown_since(part.version, since),
    }


def _context(plan: Plan) -> dict[str, Any]:
    shared_only = _shared_only(plan)
    rows = [each for each in PlanVersion.of(plan.id) if each.shown(shared_only=shared_only)]
    return {"plan": plan, "rows": rows, "freezes": access.may(me(), "plan.freeze", plan)}


def _shared_only(plan: Plan) -> bool:
    return access.sees_shared_only(me(), plan.pair)
