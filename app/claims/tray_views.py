"""Proofs first: files that no line has yet, and one invoice split over several travellers."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.claims import split_forms, tray
from app.claims.answering import ONE, changed, page, shown, travellers
from app.claims.forms import TrayForm
from app.claims.models import Claim
from app.claims.screen import files_of_claim
from app.extensions import db
from app.files.models import File
from app.forms import ActForm

bp = Blueprint("tray", __name__)
FILES = "/pairs/<slug>/claims/<int:claim_id>/files"


@bp.post(FILES)
def drop(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    form, me = TrayForm.posted(), access.me()
    db.session.rollback()  # files are read, and previews made, while no transaction is open
    if not form.act(lambda: tray.drop(claim, form.files.taken, by=me)):
        return hx.invalid(ONE, form=form, **shown(claim, opened="tray"))
    return changed(claim)


@bp.post(FILES + "/<int:file_id>/removal")
def remove(slug: str, claim_id: int, file_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    file, form = file_to(claim, file_id), ActForm.posted()
    if not form.act(lambda: tray.throw_out(claim, file, by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    undo = url_for("tray.restore", slug=slug, claim_id=claim_id, file_id=file_id)
    return changed(claim, _("The file was removed."), undo, file=file_id)


@bp.post(FILES + "/<int:file_id>/restoration")
def restore(slug: str, claim_id: int, file_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    file, form = file_to(claim, file_id), ActForm.posted()
    if not form.act(lambda: tray.take_back_in(claim, file, by=access.me())):
        return hx.invalid(ONE, form=form, **shown(claim))
    return changed(claim, _("The file is back."))


@bp.get("/pairs/<slug>/claims/<int:claim_id>/split")
def share(slug: str, claim_id: int) -> str:
    claim = access.claim_to("claim.file", slug, claim_id)
    chosen = request.args.get("file", 0, type=int)
    form = split_forms.blank(claim, travellers(claim), files_of_claim(claim), chosen)
    return page(claim, opened="split", form=form, picture=_picture(claim, chosen))


@bp.post("/pairs/<slug>/claims/<int:claim_id>/split")
def split(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    form = split_forms.posted(travellers(claim), files_of_claim(claim))
    if not form.act(lambda: _split(claim, form)):
        about = shown(claim, opened="split", picture=_picture(claim, form.file.data))
        return hx.invalid(ONE, form=form, **about)
    return changed(claim, _("The invoice is split."))


def _split(claim: Claim, form: Any) -> Claim:
    file = next((one for one in files_of_claim(claim) if one.id == form.file.data), None)
    parts = form.parts(travellers(claim))
    facts = form.values(
        "category",
        "description",
        "document_date",
        "paid_date",
        "amount",
        "currency",
        "paid_by",
        "kind",
        "vat",
        "vat_recoverable",
    )
    facts["vat"] = facts["vat"] or 0
    return tray.split(claim, file or abort(404), form.how.data, parts, by=access.me(), **facts)


def _picture(claim: Claim, file_id: int | None) -> File | None:
    return next((one for one in files_of_claim(claim) if one.id == file_id), None)


def file_to(claim: Claim, file_id: int) -> File:
    """A file that hangs on this claim, in the bin or not."""
    file = db.session.get(File, file_id)
    mine = file is not None and (file.kind, file.thing_id) == (Claim.__tablename__, claim.id)
    return file if file is not None and mine else abort(404)
