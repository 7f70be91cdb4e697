"""The versions of a text: listed, named, looked at."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, request, url_for

from app import access, hx
from app.access import me
from app.documents import owners, reading, screen, versions
from app.documents.forms import NameForm
from app.documents.models import Document, Version
from app.extensions import db

bp = Blueprint("versions", __name__)


@bp.get("/documents/<int:document_id>/versions")
def index(document_id: int) -> str:
    document = access.document_to("read", document_id)
    rows = versions.listed(document.id, _shown_since(document))
    context = _context(document) | {"rows": rows, "form": NameForm()}
    return hx.render("documents/versions.html", "documents/_versions.html", **context)


@bp.post("/documents/<int:document_id>/versions")
def name(document_id: int) -> Response:
    document = access.document_to("write", document_id)
    form = NameForm(request.form)
    made = form.act(lambda: versions.name(document, form.name.data or "", me()))
    context = _context(document) | {"rows": versions.listed(document.id)}
    if made is None:
        return hx.invalid("documents/_versions.html", form=form, **context)
    to = url_for("documents.versions.index", document_id=document_id)
    return hx.answer("documents/_versions.html", to=to, form=NameForm(), **context)


@bp.get("/documents/<int:document_id>/versions/<int:version_id>")
def show(document_id: int, version_id: int) -> str:
    document = access.document_to("read", document_id)
    found = db.session.get(Version, version_id)
    since = _shown_since(document)
    if found is None or found.document_id != document.id or (since and found.at < since):
        abort(404)
    html, people = reading.version_html(found), versions.took_part(found)
    context = _context(document) | {"version": found, "html": html, "people": people}
    return hx.render("documents/version.html", "documents/_version.html", **context)


def _context(document: Document) -> dict[str, Any]:
    return screen.about(document, lambda verb, owner: access.may(me(), verb, owner))


def _shown_since(document: Document) -> datetime | None:
    """For those who see what is shared: since when. What the text was before is the cities' own."""
    owner: Any = owners.owner_of(document.id)
    pair = access.pair_of(owner)
    return owner.shared_at if pair and access.sees_shared_only(me(), pair) else None
