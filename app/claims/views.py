"""Claims: the list, a new one, the one screen of a claim, its payee, handing it in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app import access, hx
from app.claims import words
from app.claims.forms import DraftForm, PayeeForm, PaymentForm, SubmissionForm
from app.claims.lines import Line
from app.claims.listing import claimable, page_of
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.screen import payable, screen
from app.claims.submission import submit as hand_in
from app.clock import days
from app.extensions import db
from app.forms import ActForm
from app.pairs.models import MemberCity, Pair
from app.standing import standing

bp = Blueprint("claims", __name__)

ONE = "claims/_claim.html"
CHANGED = "claims/_changed.html"


@bp.get("/pairs/<slug>/claims")
def index(slug: str) -> str:
    pair = pair_of(slug)
    page = max(1, request.args.get("page", 1, type=int))
    rows, pages = page_of(pair, own_city_id(pair), page)
    return hx.render(
        "claims/index.html",
        "claims/_list.html",
        rows=rows,
        words=words,
        pager=pager("claims.index", slug, page, pages),
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
    return page(claim, undo=_undo_in(claim))


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


# -- what the views of claims and of their lines share ------------------------------------------


def pair_of(slug: str, verb: str = "claim.read") -> Pair:
    """The pair, for those who may see claims in it at all; to others there is no such page."""
    pair = access.pair_to("pair.read", slug)
    if not access.may(access.me(), "claim.read", pair):
        abort(404)
    return pair if verb == "claim.read" else access.pair_to(verb, slug)


def own_city_id(pair: Pair) -> int | None:
    """An officer's; None for those who see every city's claims."""
    at = standing(access.me(), pair)
    return at.city_id if at else None


def own_city(pair: Pair) -> MemberCity:
    return pair.city(own_city_id(pair)) or abort(404)


def shown(claim: Claim, **opened: Any) -> dict[str, Any]:
    """All that the fragment of a claim needs; `opened` says which form is open in it."""
    me = access.me()
    seen = screen(
        claim,
        me=me,
        files=access.may(me, "claim.file", claim),
        decides=access.may(me, "claim.decide", claim),
    )
    seen["ask"] = SubmissionForm() if seen["edits"] else PaymentForm() if seen["pays"] else None
    return seen | opened


def page(claim: Claim, **opened: Any) -> str:
    return hx.render("claims/show.html", ONE, **shown(claim, **opened))


def changed(claim: Claim, said: str = "", undo: str = "", **removed: int) -> Response:
    """The claim as it is now, with a toast where there is something to say or to undo."""
    return hx.answer(CHANGED, to=address(claim, **removed), said=said, toast=undo, **shown(claim))


def act(claim: Claim, rule: Callable[[], Any]) -> Response:
    """A button: the claim as it is afterwards, or with the reason at its top."""
    form = ActForm.posted()
    if form.act(rule) is None:
        return hx.invalid(ONE, form=form, **shown(claim))
    return changed(claim)


def address(claim: Claim, **more: Any) -> str:
    return url_for("claims.show", slug=claim.pair.slug, claim_id=claim.id, **more)


def pager(endpoint: str, slug: str, page: int, pages: int) -> dict[str, Any]:
    def at(number: int) -> str | None:
        return url_for(endpoint, slug=slug, page=number) if 1 <= number <= pages else None

    return {"page": page, "pages": pages, "earlier": at(page - 1), "later": at(page + 1)}


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


def _undo_in(claim: Claim) -> str:
    """Where a line or proof that was just removed comes back; for those without JavaScript."""
    where: dict[str, Any] = {"slug": claim.pair.slug, "claim_id": claim.id}
    line = db.session.get(Line, request.args.get("line", 0, type=int))
    proof = db.session.get(Proof, request.args.get("proof", 0, type=int))
    if line and line.claim_id == claim.id and line.removed_at:
        return url_for("lines.restore", line_id=line.id, **where)
    if proof and proof.line.claim_id == claim.id and proof.removed_at:
        return url_for("lines.restore_proof", line_id=proof.line_id, proof_id=proof.id, **where)
    return ""


def _undo_of_claim(slug: str) -> str:
    """Where the draft that was just put in the bin can be brought back; without JavaScript too."""
    number = request.args.get("removed", 0, type=int)
    claim = db.session.get(Claim, number) if number else None
    mine = claim and claim.removed_at and access.may(access.me(), "claim.file", claim)
    return url_for("claims.restore", slug=slug, claim_id=number) if mine else ""
