"""What is done with a claim that was handed in: deciding, sending back, withdrawing."""

from typing import Any

from flask import Blueprint, Response, abort, request

from app import access, hx
from app.claims import decisions, returning
from app.claims.answering import ONE, act, changed, page, shown
from app.claims.deciding_forms import DECISIONS, AllForm, DecisionForm
from app.claims.lines import Line

bp = Blueprint("decisions", __name__)
CLAIM = "/pairs/<slug>/claims/<int:claim_id>"
ASKING = ("in_part", "refused", "sent_back")  # decisions that need more than a button


@bp.get(CLAIM + "/lines/<int:line_id>/decision")
def edit(slug: str, claim_id: int, line_id: int) -> str:
    line = line_to_decide(slug, claim_id, line_id)
    result = request.args.get("result", "")
    form = DecisionForm(data={"result": result if result in ASKING else "refused"})
    return page(line.claim, opened="decision", form=form, open_line=line.id)


@bp.post(CLAIM + "/lines/<int:line_id>/decision")
def decide(slug: str, claim_id: int, line_id: int) -> Response:
    line = line_to_decide(slug, claim_id, line_id)
    claim, form = line.claim, DecisionForm.posted()
    if form.act(lambda: _decide(line, form)) is None:
        opened = "decision" if form.result.data in ASKING else ""
        return hx.invalid(ONE, form=form, **shown(claim, opened=opened, open_line=line_id))
    return changed(claim)


@bp.post(CLAIM + "/approval")
def approve(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.decide", slug, claim_id)
    return act(claim, lambda: decisions.approve_rest(claim, by=access.me()))


@bp.get(CLAIM + "/return")
def ask_back(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.decide", slug, claim_id)
    return page(claim, opened="return", form=AllForm())


@bp.post(CLAIM + "/return")
def send_back(slug: str, claim_id: int) -> Response:
    """Every open line, for one reason; or refuses them."""
    claim, form = access.claim_to("claim.decide", slug, claim_id), AllForm.posted()
    reason, me = form.reason.data, access.me()
    refuses = form.result.data == "refused"
    rule = decisions.refuse_rest if refuses else returning.send_back_all
    if not form.act(lambda: rule(claim, reason=reason, by=me)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="return"))
    return changed(claim)


@bp.post(CLAIM + "/care")
def take(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.decide", slug, claim_id)
    return act(claim, lambda: returning.take(claim, by=access.me()))


@bp.post(CLAIM + "/care/removal")
def let_go(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.decide", slug, claim_id)
    return act(claim, lambda: returning.let_go(claim, by=access.me()))


@bp.post(CLAIM + "/withdrawal")
def withdraw(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    return act(claim, lambda: decisions.withdraw(claim, by=access.me()))


def _decide(line: Line, form: DecisionForm) -> Any:
    me, reason = access.me(), form.reason.data or ""
    if form.result.data == "sent_back":
        return returning.send_back(line, reason=reason, by=me)
    if form.result.data == "later":
        return returning.decide_later(line, by=me)
    facts = form.values("amount", "reason")
    result = form.result.data if form.result.data in DECISIONS else ""
    return decisions.decide(line, result, by=me, **facts)


def line_to_decide(slug: str, claim_id: int, line_id: int) -> Line:
    line = access.line_to("claim.decide", slug, claim_id, line_id)
    return abort(404) if line.removed_at else line
