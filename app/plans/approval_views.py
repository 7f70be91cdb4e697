"""A plan put for decision: who decides on which version, and what was decided. The versions
themselves are in frozen_views.py."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for

from app import access, hx
from app.access import me
from app.extensions import db
from app.files.models import File
from app.forms import ActForm
from app.plans import words
from app.plans.approval_forms import AskForm, DecidedForm
from app.plans.approvals import Approval
from app.plans.models import Plan

bp = Blueprint("approvals", __name__)
bp.app_context_processor(lambda: {"APPROVAL_RESULT": words.RESULT, "approvals_of": shown})

ONE = "plans/_approval.html"
Act = Callable[..., Approval]


@bp.get("/pairs/<slug>/plans/<int:plan_id>/approvals")
def index(slug: str, plan_id: int) -> str:
    """Of the plan in all its languages, or in the one that is asked for."""
    plan = access.plan_to("pair.read", slug, plan_id)
    context = shown(plan, request.args.get("edition", ""))
    return hx.render("plans/approvals.html", "plans/_approvals.html", **context)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/approvals/new")
def new(slug: str, plan_id: int) -> str:
    plan = access.plan_to("plan.freeze", slug, plan_id)
    form = AskForm(request.args, plan=plan)
    return hx.render("plans/approval_new.html", "plans/_approval_new.html", plan=plan, form=form)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/approvals")
def ask(slug: str, plan_id: int) -> Response:
    plan = access.plan_to("plan.freeze", slug, plan_id)
    form = AskForm(request.form, plan=plan)
    facts = form.values("body", "decides_on")
    approval = form.act(lambda: Approval.ask(plan, by=me(), edition=form.chosen, **facts))
    if approval is None:
        return hx.invalid("plans/_approval_new.html", form=form, plan=plan)
    return hx.go(url_for("approvals.show", slug=slug, approval_id=approval.id))


@bp.get("/pairs/<slug>/approvals/<int:approval_id>")
def show(slug: str, approval_id: int) -> str:
    approval = access.approval_to("pair.read", slug, approval_id)
    return hx.render("plans/approval.html", ONE, **_context(approval))


@bp.get("/pairs/<slug>/approvals/<int:approval_id>/edit")
def edit(slug: str, approval_id: int) -> str:
    approval = access.approval_to("plan.freeze", slug, approval_id)
    form = DecidedForm(obj=approval)
    return hx.render("plans/approval.html", ONE, **_context(approval, form=form))


@bp.post("/pairs/<slug>/approvals/<int:approval_id>")
def record(slug: str, approval_id: int) -> Response:
    approval, by = access.approval_to("plan.freeze", slug, approval_id), me()
    form = DecidedForm(request.form)
    db.session.rollback()  # a paper is read, and its preview made, while no transaction is open

    def rule() -> Approval:
        return approval.record(form.seen_version, by=by, signed=form.signed.taken, **form.facts())

    if form.act(rule) is None:
        return hx.invalid(ONE, **_context(approval, form=form))
    return hx.answer(ONE, to=_page(approval), **_context(approval))


@bp.post("/pairs/<slug>/approvals/<int:approval_id>/files/<int:file_id>/removal")
def take_off(slug: str, approval_id: int, file_id: int) -> Response:
    return _with_paper(slug, approval_id, file_id, Approval.take_off)


@bp.post("/pairs/<slug>/approvals/<int:approval_id>/files/<int:file_id>/restoration")
def put_back(slug: str, approval_id: int, file_id: int) -> Response:
    return _with_paper(slug, approval_id, file_id, Approval.put_back)


def shown(plan: Plan, language: str = "") -> dict[str, Any]:
    """For _approvals.html."""
    found = [each for each in Approval.of(plan.id) if language in ("", each.language)]
    shared_only = access.sees_shared_only(me(), plan.pair)
    return {
        "plan": plan,
        "language": language,
        "approvals": [a for a in found if a.plan_version.shown(shared_only=shared_only)],
        "freezes": access.may(me(), "plan.freeze", plan),
    }


def _with_paper(slug: str, approval_id: int, file_id: int, act: Act) -> Response:
    approval = access.approval_to("plan.freeze", slug, approval_id)
    file = access.paper_to(approval, file_id)
    form = ActForm.posted()
    if form.act(lambda: act(approval, file, by=me())) is None:
        return hx.invalid(ONE, **_context(approval, form=form))
    gone = file if file.removed_at else None
    to = _page(approval, removed=file_id if gone else None)
    return hx.answer(ONE, to=to, **_context(approval, gone=gone))


def _context(approval: Approval, **more: Any) -> dict[str, Any]:
    """`gone` was taken off just now: htmx is told of it, a plain form finds it as `removed`."""
    shared_only = access.sees_shared_only(me(), approval.plan.pair)
    whole = approval.plan_version.shows_all(shared_only=shared_only)
    facts = {"approval": approval, "plan": approval.plan, "form": None, "gone": None}
    facts |= {"files": approval.files if whole else [], "removed": _removed(approval)}
    return facts | {"freezes": access.may(me(), "plan.freeze", approval)} | more


def _removed(approval: Approval) -> File | None:
    """The paper that a plain form has just removed, to offer it back."""
    found = db.session.get(File, request.args.get("removed", 0, type=int))
    mine = found is not None and (found.kind, found.thing_id) == ("approval", approval.id)
    return found if found is not None and mine and found.removed_at else None


def _page(approval: Approval, **more: Any) -> str:
    slug = approval.plan.pair.slug
    return url_for("approvals.show", slug=slug, approval_id=approval.id, **more)
