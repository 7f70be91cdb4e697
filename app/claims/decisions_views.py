"""What is done with a claim that was handed in: deciding on its lines, paying, withdrawing."""

from flask import Blueprint, Response, abort, request

from app import access, hx
from app.claims import decisions
from app.claims.forms import DecisionForm, PaymentForm
from app.claims.lines import Line
from app.claims.views import ONE, act, changed, page, shown

bp = Blueprint("decisions", __name__)


@bp.get("/pairs/<slug>/claims/<int:claim_id>/lines/<int:line_id>/decision")
def edit(slug: str, claim_id: int, line_id: int) -> str:
    line = line_to_decide(slug, claim_id, line_id)
    result = "in_part" if request.args.get("result") == "in_part" else "refused"
    form = DecisionForm(data={"result": result})
    return page(line.claim, opened="decision", form=form, open_line=line.id)


@bp.post("/pairs/<slug>/claims/<int:claim_id>/lines/<int:line_id>/decision")
def decide(slug: str, claim_id: int, line_id: int) -> Response:
    line = line_to_decide(slug, claim_id, line_id)
    claim, form = line.claim, DecisionForm.posted()
    if form.act(lambda: _decide(line, form)) is None:
        opened = "decision" if form.result.data in ("in_part", "refused") else ""
        return hx.invalid(ONE, form=form, **shown(claim, opened=opened, open_line=line_id))
    return changed(claim)


@bp.post("/pairs/<slug>/claims/<int:claim_id>/approval")
def approve(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.decide", slug, claim_id)
    return act(claim, lambda: decisions.approve_rest(claim, by=access.me()))


@bp.post("/pairs/<slug>/claims/<int:claim_id>/payment")
def pay(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.pay", slug, claim_id)
    form = PaymentForm.posted()
    me = access.me()
    if not form.act(lambda: decisions.pay(claim, by=me, **form.values("paid_on", "reference"))):
        return hx.invalid(ONE, form=form, **shown(claim, opened="payment"))
    return changed(claim)


@bp.post("/pairs/<slug>/claims/<int:claim_id>/withdrawal")
def withdraw(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    return act(claim, lambda: decisions.withdraw(claim, by=access.me()))


def _decide(line: Line, form: DecisionForm) -> decisions.Decision:
    facts = form.values("amount", "reason")
    return decisions.decide(line, form.result.data, by=access.me(), **facts)


def line_to_decide(slug: str, claim_id: int, line_id: int) -> Line:
    line = access.line_to("claim.decide", slug, claim_id, line_id)
    return abort(404) if line.removed_at else line
