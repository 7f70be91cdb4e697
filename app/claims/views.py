"""Claims: the list, a new one, the one screen of a claim, its payee, handing it in."""

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app import access, hx
from app.claims import words
from app.claims.answering import (
    ONE,
    address,
    changed,
    own_city,
    own_city_id,
    page,
    pager,
    pair_of,
    shown,
    undo_in,
)
from app.claims.forms import DraftForm, PayeeForm, SubmissionForm
from app.claims.listing import Wanted, claimable, page_of
from app.claims.models import Claim
from app.claims.screen import payable
from app.claims.submission import submit as hand_in
from app.clock import days
from app.extensions import db
from app.forms import ActForm
from app.pairs.models import Pair

bp = Blueprint("claims", __name__)


@bp.get("/pairs/<slug>/claims")
def index(slug: str) -> str:
    pair = pair_of(slug)
    number = max(1, request.args.get("page", 1, type=int))
    rows, pages = page_of(Wanted([pair.id], own_city_id(pair)), number)
    return hx.render(
        "claims/index.html",
        "claims/_list.html",
        rows=rows,
        words=words,
        pager=pager("claims.index", slug, number, pages),
        undo=_undo_of_claim(slug),
    )


@bp.get("/pairs/<slug>/claims/new")
def new(slug: str) -> str:
    pair = pair_of(slug, "claim.file")
    return hx.render("claims/new.html", "claims/_new.html", form=_draft_form(pair))


@bp.post("/pairs/<slug>/claims")
def draft(slug: str) -> Response:
    pair = pair_of(slug, "claim.file")
    form, city = _draft_form(pair), own_city(pair)
    visits = {visit.id: visit for visit in claimable(pair, city)}
    visit = visits.get(form.visit.data)
    if visit is None:
        form.visit.errors = [_("Please choose one of these visits.")]
        return hx.invalid("claims/_new.html", form=form)
    claim = form.act(lambda: Claim.draft(visit, city, by=access.me()))
    if claim is None:
        return hx.invalid("claims/_new.html", form=form)
    return hx.go(address(claim))


@bp.get("/pairs/<slug>/claims/<int:claim_id>")
def show(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.read", slug, claim_id)
    return page(claim, undo=undo_in(claim))


@bp.get("/pairs/<slug>/claims/<int:claim_id>/left")
def left(slug: str, claim_id: int) -> str:
    """The sums alone: what is left changes with every other claim's decision."""
    claim = access.claim_to("claim.read", slug, claim_id)
    return hx.render("claims/show.html", "claims/_money.html", **shown(claim))


@bp.get("/pairs/<slug>/claims/<int:claim_id>/payee")
def edit_payee(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.file", slug, claim_id)
    form = _payee_form(claim, PayeeForm(obj=claim, data=PayeeForm().current(claim)))
    return page(claim, opened="payee", form=form)


@bp.post("/pairs/<slug>/claims/<int:claim_id>/payee")
def set_payee(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    form = _payee_form(claim, PayeeForm.posted())
    person = next((p for p in payable(claim) if p.id == form.person.data), None)
    facts = form.values("kind", "holder", "iban") | {"person": person, "by": access.me()}
    if not form.act(lambda: claim.set_payee(form.seen_version, **facts)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="payee"))
    return changed(claim)


@bp.post("/pairs/<slug>/claims/<int:claim_id>/submission")
def submit(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    form = SubmissionForm.posted()
    if not form.act(lambda: hand_in(claim, declared=bool(form.declared.data), by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim, opened="submission"))
    return changed(claim)


@bp.post("/pairs/<slug>/claims/<int:claim_id>/removal")
def remove(slug: str, claim_id: int) -> Response:
    claim = _either(slug, claim_id)
    form = ActForm.posted()
    if not form.act(lambda: claim.remove(by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    return hx.go(url_for("claims.index", slug=slug, removed=claim.id))


@bp.post("/pairs/<slug>/claims/<int:claim_id>/restoration")
def restore(slug: str, claim_id: int) -> Response:
    claim = _either(slug, claim_id)
    if not ActForm.posted().act(lambda: claim.restore(by=access.me())):
        abort(409)
    return hx.go(address(claim))


def _either(slug: str, claim_id: int) -> Claim:
    """From the list or from the bin: a button that is pressed twice finds its claim both times."""
    claim = db.session.get(Claim, claim_id)
    binned = claim is not None and claim.removed_at is not None
    return access.claim_to("claim.file", slug, claim_id, binned=binned)


def _draft_form(pair: Pair) -> DraftForm:
    form = DraftForm.posted() if request.method == "POST" else DraftForm()
    form.visit.choices = [
        SelectChoice(v.id, f"{v.title}, {days(v.from_on, v.to_on)}")
        for v in claimable(pair, own_city(pair))
        if v.from_on and v.to_on
    ]
    return form


def _payee_form(claim: Claim, form: PayeeForm) -> PayeeForm:
    form.person.choices = [SelectChoice(0, "–")]
    form.person.choices += [SelectChoice(p.id, p.name) for p in payable(claim)]
    return form


def _undo_of_claim(slug: str) -> str:
    """Where the draft that was just put in the bin can be brought back; without JavaScript too."""
    number = request.args.get("removed", 0, type=int)
    claim = db.session.get(Claim, number) if number else None
    mine = claim and claim.removed_at and access.may(access.me(), "claim.file", claim)
    return url_for("claims.restore", slug=slug, claim_id=number) if mine else ""
