"""The lines of a draft and their proofs: added, changed, removed and brought back in place."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from app import access, hx
from app.claims import jotting, words
from app.claims.answering import ONE, changed, page, shown, travellers
from app.claims.beginnings import beginnings, filled_in
from app.claims.forms import LineForm, ProofsForm, TextForm
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof, prove
from app.claims.screen import files_of, files_of_claim
from app.extensions import db
from app.forms import ActForm

bp = Blueprint("lines", __name__)
LINES = "/pairs/<slug>/claims/<int:claim_id>/lines"
LINE = LINES + "/<int:line_id>"


@bp.get(LINES + "/new")
def new(slug: str, claim_id: int) -> str:
    """Empty, or as a file or a journey begins it, or as it was being typed."""
    claim = access.claim_to("claim.file", slug, claim_id)
    kept = jotting.Jotting.of(claim, 0, access.me())
    begun = filled_in(claim, request.args) or (kept.fields if kept else {})
    begun = {"traveller": _own_seat(claim)} | begun
    form = form_for(claim, LineForm())
    form.retype(begun)
    return page(claim, opened="new", form=form, kept=kept, **_beside(claim, form))


@bp.post(LINES)
def add(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    form = form_for(claim, LineForm.posted())
    if not form.act(lambda: _add(claim, form)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="new", **_beside(claim, form)))
    return changed(claim)


def _add(claim: Claim, form: LineForm) -> Line:
    me = access.me()
    line = Line.add(claim, by=me, **form.facts(travellers(claim)))
    if file := _file(claim, form):
        db.session.flush()
        prove(line, "invoice", [file], by=me)
    jotting.forget(claim, 0, by=me)
    return line


@bp.get(LINE + "/edit")
def edit(slug: str, claim_id: int, line_id: int) -> str:
    line = line_to(slug, claim_id, line_id)
    if line.correctable == "text":
        words_form = TextForm(obj=line)
        return page(line.claim, opened="text", form=words_form, open_line=line.id)
    kept = jotting.Jotting.of(line.claim, line.id, access.me())
    form = form_for(line.claim, LineForm(obj=line, data=LineForm().current(line)))
    if kept:
        form.retype(kept.fields)
    return page(line.claim, opened="line", form=form, open_line=line.id, kept=kept)


@bp.post(LINE)
def change(slug: str, claim_id: int, line_id: int) -> Response:
    line = line_to(slug, claim_id, line_id)
    claim, form = line.claim, form_for(line.claim, LineForm.posted())
    if not form.act(lambda: _change(line, form)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="line", open_line=line_id))
    return changed(claim)


@bp.post(LINE + "/text")
def correct(slug: str, claim_id: int, line_id: int) -> Response:
    """*Correct text*, where a decided claim was opened again for it."""
    line = line_to(slug, claim_id, line_id)
    claim, form = line.claim, TextForm.posted()
    facts = form.values("description", "document_date", "paid_date")
    if not form.act(lambda: line.correct(form.seen_version, by=access.me(), **facts)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="text", open_line=line_id))
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


def _change(line: Line, form: LineForm) -> Line:
    facts = form.facts(travellers(line.claim))
    jotting.forget(line.claim, line.id, by=access.me())
    return line.change(form.seen_version, by=access.me(), **facts)


def _file(claim: Claim, form: LineForm) -> Any:
    """The file that a new line begins with."""
    number = int(form.file.data) if str(form.file.data).isdecimal() else 0
    return next((file for file in files_of_claim(claim) if file.id == number), None)


def _own_seat(claim: Claim) -> str:
    """Most people file what they paid themselves."""
    mine = [one for one in travellers(claim) if one.person_id == access.me().id]
    return str(mine[0].id) if mine else "0"


def _beside(claim: Claim, form: LineForm) -> dict[str, Any]:
    """Its picture, and what else a line can begin with."""
    return {"picture": _file(claim, form), "beginnings": beginnings(claim, travellers(claim))}


def form_for(claim: Claim, form: LineForm) -> LineForm:
    form.traveller.choices = [SelectChoice(0, _("Nobody’s alone (costs as host)"))]
    form.traveller.choices += [SelectChoice(t.id, words.who(t)) for t in travellers(claim)]
    return form


def _proofs_form(line: Line, form: ProofsForm) -> ProofsForm:
    form.known.choices = [SelectChoice(0, "–")]
    form.known.choices += [SelectChoice(f.id, f.name) for f in files_of(line.claim, line)]
    return form
