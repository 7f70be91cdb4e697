"""The report of a visit: begun from its notes, or opened if somebody has begun it."""

from flask import Blueprint, Response, url_for

from app import access, hx
from app.access import me
from app.forms import ActForm
from app.notes import report

bp = Blueprint("reports", __name__)
bp.app_context_processor(lambda: {"report_of": report.Report.of})
ONE = "notes/_report.html"


@bp.get("/pairs/<slug>/visits/<int:visit_id>/report")
def show(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return hx.render("notes/report.html", ONE, visit=visit)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/report")
def start(slug: str, visit_id: int) -> Response:
    pair = access.pair_to("note.write", slug)
    visit, form, by = access.visit_to("visit.read", pair.slug, visit_id), ActForm.posted(), me()
    note = form.act(lambda: report.start(visit, by=by))
    if note is None:
        return hx.invalid(ONE, form=form, visit=visit)
    return hx.go(url_for("notes.show", slug=slug, note_id=note.id))
