"""The versions of a text: listed, named, looked at, compared and restored."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.access import me
from app.documents import compare as comparing
from app.documents import owners, reading, screen, tree, versions
from app.documents import restore as restoring
from app.documents.forms import NameForm
from app.documents.models import Document, Version
from app.documents.refusals import Refusal, careful
from app.errors import Refused
from app.extensions import db
from app.forms import ActForm

bp = Blueprint("versions", __name__)


@bp.get("/documents/<int:document_id>/versions")
def index(document_id: int) -> str:
    document = access.document_to("read", document_id)
    context = _context(document) | {"rows": _rows(document), "form": NameForm()}
    return hx.render("documents/versions.html", "documents/_versions.html", **context)


@bp.post("/documents/<int:document_id>/versions")
def name(document_id: int) -> Response:
    document = access.document_to("write", document_id)
    form = NameForm(request.form)
    made = form.act(lambda: versions.name(document, form.name.data or "", me()))
    context = _context(document) | {"rows": _rows(document)}
    if made is None:
        return hx.invalid("documents/_versions.html", form=form, **context)
    to = url_for("documents.versions.index", document_id=document_id)
    return hx.answer("documents/_versions.html", to=to, form=NameForm(), **context)


@bp.get("/documents/<int:document_id>/versions/<int:version_id>")
def show(document_id: int, version_id: int) -> str:
    document = access.document_to("read", document_id)
    context = _one(document, _version(document, version_id))
    return hx.render("documents/version.html", "documents/_version.html", **context)


@bp.get("/documents/<int:document_id>/comparison")
def compare(document_id: int) -> str:
    """Of two versions, the older one first; without a number on a side, with the text of now."""
    document = access.document_to("read", document_id)
    sides = [_asked(document, name) for name in ("from", "to")]
    older, newer = sorted(sides, key=lambda version: version.seq if version else document.seq + 1)
    found = _compared(document, older, newer)
    people = _wrote(document, older, newer)
    more = {"older": older, "newer": newer, "found": found, "people": people}
    context = _context(document) | more | {"rows": _rows(document)}
    return hx.render("documents/comparison.html", "documents/_comparison.html", **context)


@bp.post("/documents/<int:document_id>/versions/<int:version_id>/restoration")
def restore(document_id: int, version_id: int) -> Response:
    document = access.document_to("write", document_id)
    version = _version(document, version_id)
    try:
        restoring.restore(version, by=me(), once=ActForm.posted().once.data)
    except Refusal:
        raise Refused(_("This could not be restored now. Please try again.")) from None
    to = url_for("documents.versions.show", document_id=document_id, version_id=version_id)
    document = access.document_to("read", document_id)
    context = _one(document, _version(document, version_id)) | {"restored": True}
    return hx.answer("documents/_version.html", to=to, **context)


def _context(document: Document) -> dict[str, Any]:
    return screen.about(document, lambda verb, owner: access.may(me(), verb, owner))


def _rows(document: Document) -> list[Any]:
    return versions.listed(document.id, _shown_since(document))


def _one(document: Document, version: Version) -> dict[str, Any]:
    """For _version.html. `current`: the text of now says the same."""
    current = document.seq == version.seq or restoring.says_now(version)
    facts = {"version": version, "current": current, "html": reading.version_html(version)}
    return _context(document) | facts | {"people": versions.took_part(version)}


def _version(document: Document, version_id: int) -> Version:
    found = db.session.get(Version, version_id)
    mine = found is not None and found.document_id == document.id
    if found is None or not mine or not versions.shown_since(found, _shown_since(document)):
        abort(404)
    return found


def _asked(document: Document, name: str) -> Version | None:
    """The version that the address names; None for the text of now."""
    number = request.args.get(name, "")
    if not number:
        return None
    if not number.isascii() or not number.isdigit():
        abort(404)
    return _version(document, int(number))


def _compared(
    document: Document, older: Version | None, newer: Version | None
) -> comparing.Compared | None:
    """None where one of them cannot be read."""
    try:
        with careful():
            return comparing.compare(_text(document, older), _text(document, newer))
    except Refusal:
        return None


def _text(document: Document, version: Version | None) -> tree.Node:
    return versions.text_of(version) if version else reading.top_of(document)


def _wrote(document: Document, older: Version | None, newer: Version | None) -> list[Any]:
    after = older.seq if older else document.seq
    return versions.people(document.id, after, newer.seq if newer else document.seq)


def _shown_since(document: Document) -> datetime | None:
    """For those who see what is shared: since when. What the text was before is the cities' own."""
    owner: Any = owners.owner_of(document.id)
    pair = access.pair_of(owner)
    return owner.shared_at if pair and access.sees_shared_only(me(), pair) else None
