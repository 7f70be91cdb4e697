"""Who is with a text, for those who read it; and who is there no longer when a right is lost.
What browsers tell of their people is in presence_views.py."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.accounts.models import Person
from app.documents import owners
from app.documents.models import Document
from app.events import Happened, on
from app.extensions import db
from app.live import bus, presence

bp = Blueprint("here", __name__)


@bp.get("/documents/<int:document_id>/presence")
def show(document_id: int) -> str | Redirect:
    document = access.document_to("read", document_id)
    if not hx.wants_fragment():
        return redirect(url_for("documents.show", document_id=document_id), 303)
    return hx.render("documents/show.html", "documents/_here.html", document=document)


@bp.get("/documents/<int:document_id>/carets")
def carets(document_id: int) -> Response:
    """For writers: where everybody is, to begin with. Then `presence` events tell what changes."""
    access.document_to("write", document_id)
    return jsonify([entry.record for entry in _at(document_id)])


@bp.app_template_global("people_at")
def people_at(document: Document) -> list[dict[str, Any]]:
    """The others at a text, each once, those who write first."""
    found: dict[int, dict[str, Any]] = {}
    for entry in _at(document.id):
        if entry.person not in found or entry.doing == "writing":
            found[entry.person] = entry.record
    found.pop(current_user.id, None)
    return sorted(found.values(), key=lambda one: one["doing"] != "writing")


@on("membership.*", "appointment.*", "section.*", "note.*")
def ask_again(happened: Happened) -> None:
    """Who lost a right is gone from the texts at once; and what is told of those who stay is told
    only to those who may still hear it."""
    table, data = presence.here(), happened.data
    table.forget_rights()
    document_id, person_id = data.get("document_id"), data.get("person_id", 0)
    for entry in _at(document_id) if document_id else table.entries(person=person_id):
        owner = owners.owner_of(entry.record["document"])
        heard = replace(entry, audience=owner.audience) if owner else entry
        if owner is None or not _holds(entry, owner):
            table.leave(heard)
        elif heard != entry:
            table.say(heard)


@on("section.unshared", "section.removed", "note.unshared", "note.removed")
def close(happened: Happened) -> None:
    """A text under a reader's eyes stays as it is at a nudge; not at this one."""
    nudge = {"region": f"document-{happened.data['document_id']}", "closing": True}
    told = nudge | {"tab": happened.tab, "by": happened.actor_name}
    bus.send(happened.audience, "nudge", told)


def _holds(entry: presence.Entry, owner: Any) -> bool:
    """Whether somebody may still do what they are doing there."""
    person = db.session.get(Person, entry.person)
    verb = "write" if entry.doing == "writing" else "read"
    return person is not None and access.may(person, f"{owner.__tablename__}.{verb}", owner)


def _at(document_id: int) -> list[presence.Entry]:
    return presence.here().entries(f"document-{document_id}")
