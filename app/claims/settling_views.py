"""What comes after the decisions: paying, opening again, another account, money that comes back."""

from flask import Blueprint, Response, abort, request

from app import access, hx
from app.claims import payees, paying, recoveries, reopening
from app.claims.answering import ONE, act, changed, page, shown
from app.claims.deciding_forms import (
    AccountForm,
    PaymentForm,
    RecoveryForm,
    ReopeningForm,
)
from app.claims.lines import Line
from app.extensions import db

bp = Blueprint("settling", __name__)
CLAIM = "/pairs/<slug>/claims/<int:claim_id>"


@bp.post(CLAIM + "/payment")
def pay(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.pay", slug, claim_id)
    db.session.rollback()  # the bank's proof is read while no transaction is open
    form, me = PaymentForm.posted(), access.me()
    if not form.act(lambda: paying.pay(claim, by=me, **form.facts())):
        return hx.invalid(ONE, form=form, **shown(claim, opened="payment"))
    return changed(claim)


@bp.post(CLAIM + "/payment-list/removal")
def take_off(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.pay", slug, claim_id)
    return act(claim, lambda: paying.take_off(claim, by=access.me()))


@bp.get(CLAIM + "/reopening")
def ask_reopening(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.decide", slug, claim_id)
    return page(claim, opened="reopening", form=ReopeningForm())


@bp.post(CLAIM + "/reopening")
def reopen(slug: str, claim_id: int) -> Response:
    claim, form = access.claim_to("claim.decide", slug, claim_id), ReopeningForm.posted()
    kind, reason, me = form.kind.data or "", form.reason.data, access.me()
    if not form.act(lambda: reopening.reopen(claim, kind, reason=reason, by=me)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="reopening"))
    return changed(claim)


@bp.post(CLAIM + "/reopening/end")
def close(slug: str, claim_id: int) -> Response:
    """By its city where the text was corrected, by a manager where amounts were."""
    claim = access.claim_to("claim.read", slug, claim_id)
    kind = claim.reopened_as  # nothing any more, where the button is pressed twice
    files = kind == "text" or (not kind and access.may(access.me(), "claim.file", claim))
    verb = "claim.file" if files else "claim.decide"
    claim = access.claim_to(verb, slug, claim_id)
    return act(claim, lambda: reopening.close(claim, by=access.me()))


@bp.get(CLAIM + "/account")
def edit_account(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.decide", slug, claim_id)
    form = AccountForm(data={"holder": claim.holder, "iban": claim.iban})
    return page(claim, opened="account", form=form)


@bp.post(CLAIM + "/account")
def ask_account(slug: str, claim_id: int) -> Response:
    claim, form = access.claim_to("claim.decide", slug, claim_id), AccountForm.posted()
    facts = form.values("holder", "iban", "reason")
    if not form.act(lambda: payees.ask(claim, by=access.me(), **facts)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="account"))
    return changed(claim)


@bp.post(CLAIM + "/account/answer")
def answer_account(slug: str, claim_id: int) -> Response:
    """The second manager's yes or no; who asked may take it back."""
    claim = access.claim_to("claim.decide", slug, claim_id)
    yes, me = request.form.get("confirmed") == "y", access.me()
    return act(claim, lambda: payees.answer(claim, yes, by=me))


@bp.get(CLAIM + "/lines/<int:line_id>/recovery")
def ask_recovery(slug: str, claim_id: int, line_id: int) -> str:
    line = line_to(slug, claim_id, line_id)
    return page(line.claim, opened="recovery", form=RecoveryForm(), open_line=line.id)


@bp.post(CLAIM + "/lines/<int:line_id>/recovery")
def recover(slug: str, claim_id: int, line_id: int) -> Response:
    line, form = line_to(slug, claim_id, line_id), RecoveryForm.posted()
    claim, me = line.claim, access.me()
    if not form.act(lambda: recoveries.recover(line, by=me, **form.values())):
        return hx.invalid(ONE, form=form, **shown(claim, opened="recovery", open_line=line_id))
    return changed(claim)


def line_to(slug: str, claim_id: int, line_id: int) -> Line:
    line = access.line_to("claim.decide", slug, claim_id, line_id)
    return abort(404) if line.removed_at else line
