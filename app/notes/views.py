"""Notes: the list, one note with its text, and what is done with it."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from app import access, hx
from app.access import me
from app.citations.removing import remove_note
from app.documents import owners
from app.extensions import db
from app.forms import ActForm
from app.notes import listing
from app.notes.forms import NoteForm, RemovalForm, about_of, text_for
from app.notes.models import Note
from app.pairs.models import Pair

bp = Blueprint("notes", __name__)


@bp.get("/pairs/<slug>/notes")
def index(slug: str) -> str:
    pair = access.pair_to("pair.read", slug)
    return hx.render("notes/index.html", "notes/_notes.html", **_list(pair))


@bp.get("/pairs/<slug>/notes/new")
def add(slug: str) -> str:
    """`?visit=5` or `?agenda_item=7`: where somebody was when they wanted to write."""
    pair = access.pair_to("note.write", slug)
    asked = [("item", request.args.get("agenda_item")), ("visit", request.args.get("visit"))]
    about = next((f"{kind}-{number}" for kind, number in asked if number), "")
    form = NoteForm(pair=pair, data={"about": about, "template": request.args.get("template", "")})
    return hx.render("notes/new.html", "notes/_new.html", pair=pair, form=form)


@bp.post("/pairs/<slug>/notes")
def start(slug: str) -> Response:
    pair = access.pair_to("note.write", slug)
    form = NoteForm(request.form, pair=pair)
    note = form.act(lambda: Note.start(pair, by=me(), text=text_for(form, pair), **form.facts()))
    if note is None:
        return hx.invalid("notes/_new.html", form=form, pair=pair)
    return hx.go(_url(note))


@bp.get("/pairs/<slug>/notes/<int:note_id>")
def show(slug: str, note_id: int) -> str:
    note = access.note_to("note.read", slug, note_id)
    return hx.render("notes/show.html", "notes/_note.html", note=note)


@bp.get("/pairs/<slug>/notes/<int:note_id>/edit")
def edit(slug: str, note_id: int) -> str:
    note = access.note_to("note.write", slug, note_id)
    form = NoteForm(obj=note, data={"about": about_of(note)})
    return hx.render("notes/edit.html", "notes/_form.html", note=note, form=form)


@bp.post("/pairs/<slug>/notes/<int:note_id>")
def change(slug: str, note_id: int) -> Response:
    note = access.note_to("note.write", slug, note_id)
    form = NoteForm(request.form, note=note)
    if not form.act(lambda: note.change(form.seen_version, by=me(), **form.facts())):
        return hx.invalid("notes/_form.html", form=form, note=note)
    return hx.answer("notes/_note.html", to=_url(note), note=note)


@bp.post("/pairs/<slug>/notes/<int:note_id>/sharing")
def share(slug: str, note_id: int) -> Response:
    return _do(slug, note_id, "share")


@bp.post("/pairs/<slug>/notes/<int:note_id>/unsharing")
def unshare(slug: str, note_id: int) -> Response:
    return _do(slug, note_id, "unshare")


@bp.post("/pairs/<slug>/notes/<int:note_id>/removal")
def remove(slug: str, note_id: int) -> Response:
    note = _either(slug, note_id)
    form = RemovalForm.posted()
    sure = bool(form.sure.data)
    if not form.act(lambda: remove_note(note, by=me(), sure=sure)):
        return hx.invalid("notes/_note.html", form=form, note=note, asks=form.cited)
    return hx.go(url_for("notes.index", slug=slug, removed=note_id))


@bp.post("/pairs/<slug>/notes/<int:note_id>/restoration")
def restore(slug: str, note_id: int) -> Response:
    note = _either(slug, note_id)
    form = ActForm.posted()
    if not form.act(lambda: note.restore(by=me())):
        return hx.invalid("notes/_notes.html", form=form, **_list(note.pair))
    return hx.go(_url(note))


def _do(slug: str, note_id: int, act: str) -> Response:
    note = access.note_to("note.write", slug, note_id)
    form = ActForm.posted()
    if not form.act(lambda: getattr(note, act)(by=me())):
        return hx.invalid("notes/_note.html", form=form, note=note)
    return hx.answer("notes/_note.html", to=_url(note), note=note)


def _either(slug: str, note_id: int) -> Note:
    """From the list or from the bin: a button that is pressed twice finds its note both times."""
    note = db.session.get(Note, note_id)
    binned = note is not None and note.removed_at is not None
    return access.note_to("note.write", slug, note_id, binned=binned)


def _list(pair: Pair) -> dict[str, Any]:
    """A page of the latest, or of those before one."""
    before = request.args.get("before", type=int)
    shared_only = access.sees_shared_only(me(), pair)
    notes, older = listing.page_of(pair, shared_only=shared_only, before=before)
    shown = {"notes": notes, "older": older, "before": before}
    return {"pair": pair, "removed": _removed(pair)} | shown


def _removed(pair: Pair) -> Note | None:
    """The note that was just removed, to offer it back."""
    number = request.args.get("removed", type=int)
    note = db.session.get(Note, number) if number else None
    back = note is not None and note.removed_at is not None and note.pair_id == pair.id
    return note if back and access.may(me(), "note.write", pair) else None


@owners.leads_to("note")
def _url(note: Note) -> str:
    return url_for("notes.show", slug=note.pair.slug, note_id=note.id)
