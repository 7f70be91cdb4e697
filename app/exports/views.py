"""Files that go out: the address of a page with a suffix answers the file; the button makes it as a
job and shows how far it is."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from app import access, hx
from app.access import me
from app.attachments import attached
from app.exports import jobs, making
from app.exports.forms import ExportForm
from app.exports.making import MEDIA
from app.exports.models import Export
from app.extensions import db
from app.files.blobs import blobs
from app.notes.models import Note
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan, Section

bp = Blueprint("exports", __name__)
SUFFIX = "<any(docx, odt, pdf, md):format>"


@bp.get(f"/pairs/<slug>/plan.{SUFFIX}")
def plan(slug: str, format: str) -> Response:
    pair = access.pair_to("pair.read", slug)
    return _file(Plan.of(pair.id) or abort(404), format)


@bp.get(f"/pairs/<slug>/plans/<int:plan_id>.{SUFFIX}")
def other_plan(slug: str, plan_id: int, format: str) -> Response:
    return _file(access.plan_to("pair.read", slug, plan_id), format)


@bp.get(f"/pairs/<slug>/sections/<int:section_id>.{SUFFIX}")
def section(slug: str, section_id: int, format: str) -> Response:
    return _file(access.section_to("section.read", slug, section_id), format)


@bp.get(f"/pairs/<slug>/notes/<int:note_id>.{SUFFIX}")
def note(slug: str, note_id: int, format: str) -> Response:
    return _file(access.note_to("note.read", slug, note_id), format)


@bp.get(f"/pairs/<slug>/versions/<int:plan_version_id>.{SUFFIX}")
def version(slug: str, plan_version_id: int, format: str) -> Response:
    """A frozen version, as a council gets it."""
    return _file(access.plan_version_to(slug, plan_version_id), format)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/export")
def choose(slug: str, plan_id: int) -> str:
    """The formats that a plan goes out in; `?edition=es` for one of its editions."""
    found = access.plan_to("pair.read", slug, plan_id)
    context = _context(found, ExportForm())
    return hx.render("exports/choose.html", "exports/_choose.html", **context)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/export")
def ask(slug: str, plan_id: int) -> Response:
    found = access.plan_to("pair.read", slug, plan_id)
    form, language = ExportForm(request.form), _language(found)
    remarks = bool(form.remarks.data)
    asked = form.act(
        lambda: jobs.ask(found, form.format.data, by=me(), language=language, remarks=remarks)
    )
    context = _context(found, form)
    if asked is None:
        return hx.invalid("exports/_choose.html", **context)
    to = url_for("exports.choose", slug=slug, plan_id=plan_id, edition=language or None)
    return hx.answer("exports/_choose.html", to=to, **context)


@bp.get("/exports/<int:export_id>")
def show(export_id: int) -> str:
    export = access.export_to(export_id)
    return hx.render("exports/show.html", "exports/_export.html", export=export)


@bp.get("/exports/<int:export_id>/file")
def download(export_id: int) -> Response:
    export = access.export_to(export_id)
    if not export.sha256:
        abort(404)
    try:
        opened = blobs().open(export.sha256)
    except FileNotFoundError:
        abort(404)  # kept for a day
    return attached(opened, MEDIA[export.format], export.name)


def _file(thing: Plan | PlanVersion | Section | Note, format_: str) -> Response:
    language = _language(thing) if isinstance(thing, Plan) else ""
    remarks = request.args.get("comments") != "0"
    paper = making.paper_of(thing, me(), language=language, remarks=remarks)
    db.session.rollback()  # nothing is held while the file is made
    data = making.make(paper, format_)
    return attached(data, MEDIA[format_], making.name_of(paper, format_))


def _language(found: Plan) -> str:
    """The edition that is asked for; the original's is nothing."""
    language = request.args.get("edition", "")
    if not language or language == found.language:
        return ""
    edition = Edition.of(found.id, language)
    if edition is None or edition.removed_at:
        abort(404)
    return language


def _context(found: Plan, form: ExportForm) -> dict[str, Any]:
    mine = db.session.query(Export).filter_by(asked_by_id=me().id, kind="plan", thing_id=found.id)
    exports = mine.order_by(Export.id.desc()).limit(5).all()
    return {"plan": found, "form": form, "exports": exports, "language": _language(found)}
