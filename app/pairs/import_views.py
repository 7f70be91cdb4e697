"""Importing into a cohort, for managers: template, handing a file in, preview, import."""

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import BooleanField

from app import access, hx
from app.accounts.models import Person
from app.errors import Refused
from app.extensions import db
from app.files.blobs import blobs
from app.forms import ActForm, BaseForm
from app.pairs import sheets, welcome
from app.pairs.imports import Import
from app.pairs.intake import look
from app.pairs.programmes import Cohort

bp = Blueprint("imports", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ApplyForm(BaseForm):
    invite = BooleanField()


@bp.get("/cohorts/<int:cohort_id>/imports")
def index(cohort_id: int) -> str:
    cohort = access.cohort_to_manage(cohort_id)
    return render_template("programmes/imports.html", cohort=cohort, form=ActForm())


@bp.get("/cohorts/<int:cohort_id>/imports/template.xlsx")
def template(cohort_id: int) -> Response:
    access.cohort_to_manage(cohort_id)
    response = make_response(sheets.write())
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = 'attachment; filename="tandem-import.xlsx"'
    return response


@bp.post("/cohorts/<int:cohort_id>/imports")
def hand_in(cohort_id: int) -> Response:
    access.manage()
    db.session.rollback()  # the file is read and stored while no transaction is open
    form = ActForm.posted()
    try:
        name, sha256 = _taken()
    except Refused as no:
        form.refuse(no)
        return _invalid(cohort_id, form)
    cohort, by = access.cohort_to_manage(cohort_id), access.me()
    handed_in = form.act(lambda: Import.hand_in(cohort, name, sha256, by=by))
    if handed_in is None:
        return _invalid(cohort_id, form)
    return hx.go(url_for("imports.show", cohort_id=cohort_id, import_id=handed_in.id))


@bp.get("/cohorts/<int:cohort_id>/imports/<int:import_id>")
def show(cohort_id: int, import_id: int) -> str:
    found = _import_of(cohort_id, import_id)
    return render_template("programmes/import.html", **_preview(found, ApplyForm()))


@bp.post("/cohorts/<int:cohort_id>/imports/<int:import_id>/application")
def apply(cohort_id: int, import_id: int) -> Response:
    found, by = _import_of(cohort_id, import_id), access.me()
    form = ApplyForm(request.form)
    rows, wrong = _rows(found)
    if rows is None:
        form.refuse(Refused(wrong))
    elif form.act(lambda: _apply(found, rows, form.invite.data, by)):
        return hx.go(url_for("imports.show", cohort_id=cohort_id, import_id=import_id))
    return hx.invalid("programmes/_import.html", **_preview(found, form))


def _apply(found: Import, rows: sheets.Sheets, invite: bool, by: Person) -> Import:
    members = found.apply(rows, by=by)
    if invite:
        for member in members:
            welcome.send(member, by=by)
    return found


def _import_of(cohort_id: int, import_id: int) -> Import:
    cohort = access.cohort_to_manage(cohort_id)
    return db.first_or_404(db.select(Import).filter_by(id=import_id, cohort_id=cohort.id))


def _taken() -> tuple[str, str]:
    """The file's name and its blob's; it must at least be a workbook."""
    given = request.files.get("file")
    if given is None or not given.filename:
        raise Refused(_("Please choose a file."))
    data = given.stream.read(sheets.MOST_BYTES + 1)
    given.close()
    sheets.read(data)
    with tempfile.NamedTemporaryFile(prefix="tandem-import-") as copy:
        copy.write(data)
        copy.flush()
        return Path(given.filename).name, blobs().put(Path(copy.name))


def _rows(found: Import) -> tuple[sheets.Sheets | None, str]:
    try:
        with blobs().open(found.sha256) as opened:
            return sheets.read(opened.read(sheets.MOST_BYTES + 1)), ""
    except FileNotFoundError:
        return None, _("This file is no longer kept. Please hand it in again.")
    except Refused as no:
        return None, no.sentence


def _preview(found: Import, form: BaseForm) -> dict[str, Any]:
    rows, wrong = _rows(found)
    cohort: Cohort = found.cohort
    return {
        "found": found,
        "cohort": cohort,
        "form": form,
        "gone": wrong,
        "intake": look(cohort, rows) if rows else None,
        "title": _("Import"),
    }


def _invalid(cohort_id: int, form: BaseForm) -> Response:
    cohort = access.cohort_to_manage(cohort_id)
    return hx.invalid("programmes/_upload.html", form=form, cohort=cohort, title=_("Import"))
