"""A plan put for decision: asked, decided, the signed PDF added; and the frozen version to be
read."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from app import access, hx
from app.access import me
from app.documents import reading, versions
from app.extensions import db
from app.plans.approval_forms import AskForm, DecisionForm, SignedForm
from app.plans.approvals import Approval
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan
from app.plans.words import RESULT

bp = Blueprint("approvals", __name__)
bp.app_context_processor(lambda: {"RESULT": RESULT, "approvals_of": Approval.of})


@bp.get("/pairs/<slug>/plans/<int:plan_id>/approvals")
def index(slug: str, plan_id: int) -> str:
    """`?edition=es` for one of its editions."""
    plan = access.plan_to("pair.read", slug, plan_id)
    context = _context(plan) | {"form": AskForm()}
    return hx.render("plans/approvals.html", "plans/_approvals.html", **context)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/approvals")
def ask(slug: str, plan_id: int) -> Response:
    plan = access.plan_to("plan.freeze", slug, plan_id)
    form, edition = AskForm(request.form), _edition(plan)
    about = (form.body.data or "", form.decides_on.data)
    done = form.act(lambda: Approval.ask(plan, edition, *about, by=me()))
    if done is None:
        return hx.invalid("plans/_approvals.html", form=form, **_context(plan))
    to = url_for("approvals.index", slug=slug, plan_id=plan_id)
    return hx.answer("plans/_approvals.html", to=to, form=AskForm(), **_context(plan))


@bp.get("/pairs/<slug>/approvals/<int:approval_id>")
def edit(slug: str, approval_id: int) -> str:
    found = access.approval_to("plan.freeze", slug, approval_id)
    form = DecisionForm(obj=found, data={"on": found.decides_on})
    context = {"approval": found, "form": form, "signed": SignedForm()}
    return hx.render("plans/approval.html", "plans/_approval.html", **context)


@bp.post("/pairs/<slug>/approvals/<int:approval_id>")
def decide(slug: str, approval_id: int) -> Response:
    found = access.approval_to("plan.freeze", slug, approval_id)
    form = DecisionForm(request.form)
    facts = form.values("result", "on", "file_number", "remarks")
    done = form.act(lambda: found.decide(form.seen_version, by=me(), **facts))
    if done is None:
        context = {"approval": found, "signed": SignedForm()}
        return hx.invalid("plans/_approval.html", form=form, **context)
    return hx.go(url_for("approvals.index", slug=slug, plan_id=found.plan_id))


@bp.post("/pairs/<slug>/approvals/<int:approval_id>/files")
def sign(slug: str, approval_id: int) -> Response:
    found = access.approval_to("plan.freeze", slug, approval_id)
    db.session.rollback()  # the file is read, and previews made, while no transaction is open
    form = SignedForm.posted()
    done = form.act(lambda: found.add_file(form.signed, by=me()))
    if done is None:
        context = {"approval": found, "form": DecisionForm(obj=found), "signed": form}
        return _wrong(context)
    return hx.go(url_for("approvals.index", slug=slug, plan_id=found.plan_id))


@bp.get("/pairs/<slug>/plan-versions/<int:plan_version_id>")
def show(slug: str, plan_version_id: int) -> str:
    """A frozen version, whole. Who sees shared sections only sees those, as they were since
    then."""
    found = db.session.get(PlanVersion, plan_version_id) or abort(404)
    plan = access.plan_to("pair.read", slug, found.plan_id)
    parts = [part for part in found.parts if _shown(part)]
    told = [(part, reading.version_html(part.version)) for part in parts]
    context = {"frozen": found, "plan": plan, "parts": told}
    return hx.render("plans/version.html", "plans/_version.html", **context)


def _shown(part: Any) -> bool:
    if part.section.removed_at or not access.may(me(), "section.read", part.section):
        return False
    shared_only = access.sees_shared_only(me(), part.section.plan.pair)
    since = part.section.shared_at if shared_only else None
    return versions.shown_since(part.version, since)


def _wrong(context: dict[str, Any]) -> Response:
    signed = context["signed"]
    context["form"].status, context["form"].problem = signed.status, signed.problem
    return hx.invalid("plans/_approval.html", **context)


def _edition(plan: Plan) -> Edition | None:
    language = request.args.get("edition", "")
    if language in ("", plan.language):
        return None
    return next((each for each in plan.editions if each.language == language), None) or abort(404)


def _context(plan: Plan) -> dict[str, Any]:
    edition = _edition(plan)
    found = Approval.of(plan.id, edition)
    language = edition.language if edition else ""
    freezes = access.may(me(), "plan.freeze", plan)
    return {"plan": plan, "approvals": found, "language": language, "freezes": freezes}
