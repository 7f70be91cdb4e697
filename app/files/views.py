"""/files/<id>: its previews, inline; the original only as an attachment that no browser opens."""

from typing import IO

from babel.units import format_unit
from flask import Blueprint, Response, abort, request, send_file
from flask_babel import get_locale

from app import hx
from app.access import file_to
from app.files.blobs import blobs
from app.files.kinds import SENT_AS
from app.files.models import File

bp = Blueprint("files", __name__)

# Whatever is inside runs nothing and loads nothing, and stands in nobody's frame.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"


@bp.app_template_filter("bytes")
def in_words(size: int) -> str:
    """1.2 MB, or 34 kB, as the reader's language writes it."""
    unit, value = ("megabyte", size / 1e6) if size >= 1e6 else ("kilobyte", size / 1e3)
    shown = round(value, 1) if value < 10 else round(value)
    return str(format_unit(shown, f"digital-{unit}", "short", locale=get_locale() or "en"))


@bp.get("/files/<int:file_id>")
def show(file_id: int) -> Response | str:
    """For a person the page of the file, for an <img> its picture; ?original=1 to download it."""
    file = file_to("read", file_id)
    if request.args.get("original") == "1":
        return _original(file)
    if "text/html" in request.accept_mimetypes.values() or hx.wants_fragment():
        return hx.render("files/show.html", "files/_file.html", file=file)
    response = _preview(file, 1)
    response.vary.add("Accept")
    return response


@bp.get("/files/<int:file_id>/preview/<int:page>")
def preview(file_id: int, page: int) -> Response:
    return _preview(file_to("read", file_id), page)


def _original(file: File) -> Response:
    opened = _open(file.sha256)
    media_type = SENT_AS.get(file.media_type, file.media_type)
    response = send_file(
        opened, media_type, as_attachment=True, download_name=file.name, conditional=False
    )
    response.content_length = file.size
    return _confined(response)


def _preview(file: File, page: int) -> Response:
    found = file.preview(page) or abort(404)
    return _confined(send_file(_open(found.sha256), "image/jpeg", conditional=False))


def _confined(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _open(sha256: str) -> IO[bytes]:
    try:
        return blobs().open(sha256)
    except FileNotFoundError:
        abort(404)  # `flask verify` names such files
