"""A text read and edited through the plain form. What an editor in the browser sends and fetches is
in updates_views.py, versions are in versions_views.py."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.access import me
from app.documents import (
    editor_views,
    log,
    merge,
    owners,
    reading,
    screen,
    store,
    updates_views,
    versions,
    versions_views,
)
from app.documents.forms import TextForm
from app.documents.models import Document
from app.documents.refusals import Refusal, careful

bp = Blueprint("documents", __name__)
owners.finds_owner(access.owner_of)
bp.add_app_template_global(reading.html_of, "text_of")
bp.register_blueprint(editor_views.bp)
bp.register_blueprint(updates_views.bp)
bp.register_blueprint(versions_views.bp)


@bp.get("/documents/<int:document_id>")
def show(document_id: int) -> str:
    document = access.document_to("read", document_id)
    context = _context(document) | {"merged": _meanwhile(document)}
    return hx.render("documents/show.html", "documents/_document.html", **context)


@bp.get("/documents/<int:document_id>/text")
def edit(document_id: int) -> str:
    document = access.document_to("write", document_id)
    doc, seq = store.load(document.id)
    form = TextForm(data={"text": merge.to_text(doc), "base": str(seq)})
    context = _context(document)
    return hx.render("documents/edit.html", "documents/_form.html", form=form, **context)


@bp.post("/documents/<int:document_id>/text")
def save(document_id: int) -> Response:
    document = access.document_to("write", document_id)
    form = TextForm(request.form)
    seq = _merge(document, form)
    if seq is None:
        return hx.invalid("documents/_form.html", form=form, **_context(document))
    to = url_for("documents.show", document_id=document_id, began=form.base.data, saved=seq)
    merged = _others(document_id, int(form.base.data or 0), seq)
    document = access.document_to("read", document_id)
    context = _context(document) | {"merged": merged, "saved": True}
    return hx.answer("documents/_document.html", to=to, **context)


def _context(document: Document) -> dict[str, Any]:
    return screen.about(document, lambda verb, owner: access.may(me(), verb, owner))


def _meanwhile(document: Document) -> list[str]:
    """After a plain form's save: the others whose work is in the text too."""
    began, saved = (request.args.get(name, type=int) for name in ("began", "saved"))
    return _others(document.id, began, saved) if began is not None and saved else []


def _others(document_id: int, began: int, saved: int) -> list[str]:
    people = versions.people(document_id, began, saved)
    return [person.name for person in people if person.id != me().id]


def _merge(document: Document, form: TextForm) -> int | None:
    """The line of the log that has the form's words; None with the reason in the form."""
    base = form.begun_at(document.seq)
    if not form.validate():
        return None
    if base is None:
        form.problem = _("This form is not complete. Copy your words and open the text again.")
        return None
    document_id, person_id, tab = document.id, me().id, f"form-{form.once.data or ''}"[:64]
    try:
        with careful():
            plan = merge.plan_of(
                store.load(document_id, base)[0].get_update(), form.text.data or ""
            )
        if plan is None:
            return base
        return log.change(document_id, plan.update, person_id=person_id, tab=tab)
    except (Refusal, TimeoutError):
        form.problem = _("This could not be saved now. Your words are below: please save again.")
        return None
