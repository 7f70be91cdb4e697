"""The photographs and files of a note: added, removed, brought back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import ValidationError

from app import access, hx
from app.access import me
from app.extensions import db
from app.files.forms import FilesField
from app.files.kinds import OFFICE, PROOFS
from app.files.models import File
from app.forms import ActForm, BaseForm
from app.notes import papers
from app.notes.models import Note

bp = Blueprint("note_files", __name__)
bp.app_context_processor(lambda: {"files_of_note": lambda note: context(note)})
FRAGMENT = "notes/_files.html"
ENDINGS = ",".join((".pdf", ".jpg", ".jpeg", ".png", ".heic", *(kind.ending for kind in OFFICE)))


class FilesForm(BaseForm):
    files = FilesField(
        _l("Photos and files"), kinds=(*PROOFS, *OFFICE), render_kw={"accept": ENDINGS}
    )

    def validate_files(self, field: FilesField) -> None:
        if not field.taken and not field.errors:
            raise ValidationError(_("Please choose a file."))


@bp.get("/pairs/<slug>/notes/<int:note_id>/files")
def index(slug: str, note_id: int) -> str:
    note = access.note_to("note.read", slug, note_id)
    return hx.render("notes/files.html", FRAGMENT, **context(note))


@bp.post("/pairs/<slug>/notes/<int:note_id>/files")
def add(slug: str, note_id: int) -> Response:
    note = access.note_to("note.write", slug, note_id)
    form, by = FilesForm(request.form), me()
    db.session.rollback()  # files are read, and previews made, while no transaction is open
    if form.act(lambda: papers.add(note, form.files.taken, by=by)) is None:
        return hx.invalid(FRAGMENT, **context(note) | {"form": form, "adding": form})
    return hx.answer(FRAGMENT, to=_page(note), **context(note))


@bp.post("/pairs/<slug>/notes/<int:note_id>/files/<int:file_id>/removal")
def remove(slug: str, note_id: int, file_id: int) -> Response:
    return _do(slug, note_id, file_id, papers.remove)


@bp.post("/pairs/<slug>/notes/<int:note_id>/files/<int:file_id>/restoration")
def restore(slug: str, note_id: int, file_id: int) -> Response:
    return _do(slug, note_id, file_id, papers.restore)


def _do(slug: str, note_id: int, file_id: int, rule: Callable[..., Note]) -> Response:
    note = access.note_to("note.write", slug, note_id)
    file, form = access.note_file_to(note, file_id), ActForm.posted()
    if form.act(lambda: rule(note, file, by=me())) is None:
        return hx.invalid(FRAGMENT, **context(note) | {"form": form})
    gone = file if file.removed_at else None
    return hx.answer(FRAGMENT, to=_page(note), **context(note) | {"gone": gone})


def context(note: Note) -> dict[str, Any]:
    files: list[File] = papers.of_note(note)
    return {"note": note, "files": files, "adding": FilesForm(), "form": None, "gone": None}


def _page(note: Note) -> str:
    return url_for("notes.show", slug=note.pair.slug, note_id=note.id)
