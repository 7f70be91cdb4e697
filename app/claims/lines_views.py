"""The lines of a draft and their proofs: added, changed, removed and brought back in place."""

from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app import access, hx
from app.claims import words
from app.claims.forms import LineForm, ProofsForm
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof, prove
from app.claims.screen import files_of
from app.claims.views import ONE, changed, page, shown
from app.extensions import db
from app.forms import ActForm
from app.visits.travellers import Traveller

bp = Blueprint("lines", __name__)
LINES = "/pairs/<slug>/claims/<int:claim_id>/lines"
LINE = LINES + "/<int:line_id>"


@bp.get(LINES + "/new")
def new(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.file", slug, claim_id)
    return page(claim, opened="new", form=_form(claim, LineForm()))


@bp.post(LINES)
def add(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    form = _form(claim, LineForm.posted())
    if not form.act(lambda: Line.add(claim, by=access.me(), **form.facts(travellers(claim)))):
        return hx.invalid(ONE, form=form, **shown(claim, opened="new"))
    return changed(claim)


@bp.get(LINE + "/edit")
def edit(slug: str, claim_id: int, line_id: int) -> str:
    line = line_to(slug, claim_id, line_id)
    form = _form(line.claim, LineForm(obj=line, data=LineForm().current(line)))
    return page(line.claim, opened="line", form=form, open_line=line.id)


@bp.post(LINE)
def change(slug: str, claim_id: int, line_id: int) -> Response:
    line = line_to(slug, claim_id, line_id)
    claim, form = line.claim, _form(line.claim, LineForm.posted())
    if not form.act(lambda: _change(line, form)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="line", open_line=line_id))
    return changed(claim)


@bp.post(LINE + "/removal")
def remove(slug: str, claim_id: int, line_id: int) -> Response:
    line = access.line_to("claim.file", slug, claim_id, line_id)
    claim, form = line.claim, ActForm.posted()
    if not form.act(lambda: line.remove(by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    undo = url_for("lines.restore", slug=slug, claim_id=claim_id, line_id=line_id)
    return changed(claim, _("The line was removed."), undo, line=line_id)


@bp.post(LINE + "/restoration")
def restore(slug: str, claim_id: int, line_id: int) -> Response:
    line = access.line_to("claim.file", slug, claim_id, line_id)
    claim, form = line.claim, ActForm.posted()
    if not form.act(lambda: line.restore(by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    return changed(claim, _("The line is back."))


@bp.get(LINE + "/proofs/new")
def new_proofs(slug: str, claim_id: int, line_id: int) -> str:
    line = line_to(slug, claim_id, line_id)
    form = _proofs_form(line, ProofsForm())
    return page(line.claim, opened="proofs", form=form, open_line=line.id)


@bp.post(LINE + "/proofs")
def add_proofs(slug: str, claim_id: int, line_id: int) -> Response:
    line = line_to(slug, claim_id, line_id)
    claim, form = line.claim, _proofs_form(line, ProofsForm.posted())
    known = [file for file in files_of(claim, line) if file.id == form.known.data]
    me = access.me()
    db.session.rollback()  # files are read, and previews made, while no transaction is open
    if not form.act(lambda: prove(line, form.kind.data, [*form.files.taken, *known], by=me)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="proofs", open_line=line_id))
    return changed(claim)


@bp.post(LINE + "/proofs/<int:proof_id>/removal")
def remove_proof(slug: str, claim_id: int, line_id: int, proof_id: int) -> Response:
    proof = proof_to(slug, claim_id, line_id, proof_id)
    claim, form = proof.line.claim, ActForm.posted()
    if not form.act(lambda: proof.remove(by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    where: dict[str, Any] = {
        "slug": slug,
        "claim_id": claim_id,
        "line_id": line_id,
        "proof_id": proof_id,
    }
    undo = url_for("lines.restore_proof", **where)
    return changed(claim, _("The proof was removed."), undo, proof=proof_id)


@bp.post(LINE + "/proofs/<int:proof_id>/restoration")
def restore_proof(slug: str, claim_id: int, line_id: int, proof_id: int) -> Response:
    proof = proof_to(slug, claim_id, line_id, proof_id)
    claim, form = proof.line.claim, ActForm.posted()
    if not form.act(lambda: proof.restore(by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    return changed(claim, _("The proof is back."))


def line_to(slug: str, claim_id: int, line_id: int) -> Line:
    """A line that is not in the bin."""
    line = access.line_to("claim.file", slug, claim_id, line_id)
    return abort(404) if line.removed_at else line


def proof_to(slug: str, claim_id: int, line_id: int, proof_id: int) -> Proof:
    line = line_to(slug, claim_id, line_id)
    proof = db.session.get(Proof, proof_id)
    return proof if proof and proof.line_id == line.id else abort(404)


def travellers(claim: Claim) -> list[Traveller]:
    """Those who travel on the claim's visit for its city."""
    on = Traveller.on(claim.visit)
    return [one for one in on if one.member_city_id == claim.member_city_id]


def _change(line: Line, form: LineForm) -> Line:
    facts = form.facts(travellers(line.claim))
    return line.change(form.seen_version, by=access.me(), **facts)


def _form(claim: Claim, form: LineForm) -> LineForm:
    form.traveller.choices = [SelectChoice(0, _("Nobody’s alone (costs as host)"))]
    form.traveller.choices += [SelectChoice(t.id, words.who(t)) for t in travellers(claim)]
    return form


def _proofs_form(line: Line, form: ProofsForm) -> ProofsForm:
    form.known.choices = [SelectChoice(0, "–")]
    form.known.choices += [SelectChoice(f.id, f.name) for f in files_of(line.claim, line)]
    return form
