"""Papers of a visit: the address of its page with a suffix answers the file."""

import io

from flask import Blueprint, Response, send_file
from flask_babel import get_locale

from app import access
from app.access import me
from app.exports import making
from app.exports.making import MEDIA
from app.extensions import db
from app.handouts import programme

bp = Blueprint("handouts", __name__)


@bp.get("/pairs/<slug>/visits/<int:visit_id>.<any(pdf, docx):format>")
def visit(slug: str, visit_id: int, format: str) -> Response:
    """Its programme."""
    found = access.visit_to("visit.read", slug, visit_id)
    paper = programme.of_visit(found, me(), str(get_locale() or "en"))
    db.session.rollback()  # nothing is held while the file is made
    data = making.make(paper, format)
    name = making.name_of(paper, format)
    response = send_file(
        io.BytesIO(data), MEDIA[format], as_attachment=True, download_name=name, conditional=False
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
