"""The live editor's fragment, and the pictures put into a text. The editor itself is in
static/js/editor, what it sends and fetches in updates_views.py."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from app import access, events, hx
from app.access import me
from app.documents import screen
from app.documents.models import Document
from app.errors import Refused
from app.extensions import db
from app.files.kinds import IMAGES
from app.files.models import File
from app.files.store import Taken, take

bp = Blueprint("editor", __name__)


@bp.get("/documents/<int:document_id>/editor")
def show(document_id: int) -> str | Redirect:
    """The text as an editor in place; as a page of its own there is the plain form."""
    document = access.document_to("write", document_id)
    if not hx.wants_fragment():
        return redirect(url_for("documents.edit", document_id=document_id), 303)
    context = screen.about(document, lambda verb, owner: access.may(me(), verb, owner))
    return hx.render("documents/edit.html", "documents/_editor.html", **context)


@bp.get("/documents/words")
def words() -> str:
    """What a browser says of words that it could not send."""
    me()
    return render_template("documents/_unsent.html")


@bp.post("/documents/<int:document_id>/images")
def add_picture(document_id: int) -> tuple[Response, int]:
    """Takes a picture in: JSON with its `src` for the text, or 422 with a `sentence`."""
    access.document_to("write", document_id)
    db.session.rollback()  # nothing is held while the file is read and redrawn
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Refused(_("Choose a picture."))
        taken = take(given.stream, given.filename, given.mimetype, kinds=IMAGES)
    except Refused as no:
        return jsonify({"sentence": no.sentence}), 422
    file = events.act(lambda: _hang(document_id, taken), by=me())
    return jsonify({"src": url_for("files.show", file_id=file.id)}), 201


def _hang(document_id: int, taken: Taken) -> File:
    document = db.session.get_one(Document, document_id)
    return File.add(taken, document, pair_id=document.pair_id, by=me())
