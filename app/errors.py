"""Refused, Stale and Away, and how every error is told: as a page, as a notice to htmx, or as JSON
to a script. None of it needs the database: it may be the database that is away."""

import errno
from contextlib import suppress
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.database import AWAY, MOVED
from app.extensions import db, login

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}  # what a disk without room says
FULL_WORDS = ("disk is full", "disk I/O error", "could not extend file", "No space left")
SECRET_FIELDS = {"csrf_token", "once", "code"}
CARRIED = {"version"}  # goes with the words, and is nothing to read


class Refused(Exception):
    """A rule said no; the sentence is shown as it is, beside the field if one is named."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Stale(Exception):
    """Somebody changed the thing after the person's form was opened."""

    def __init__(self, thing: Any) -> None:
        super().__init__("stale")
        self.thing = thing


class Away(Exception):
    """Something that we need does not answer, as a store of files; the sentence says what."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(Refused, lambda no: answer(422, no.sentence))
    app.register_error_handler(Stale, lambda _no: answer(409))
    app.register_error_handler(StaleDataError, lambda _no: answer(409))
    app.register_error_handler(Away, lambda no: answer(503, no.sentence))
    for trouble in AWAY:
        app.register_error_handler(trouble, _database_away)
    app.register_error_handler(OSError, _disk)
    app.register_error_handler(DataError, _no_such_value)
    app.register_error_handler(OverflowError, _no_such_value)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, sentence: str = "", headers: dict[str, str] | None = None) -> Response:
    """The error in words. What was typed is given back with it: nothing typed is lost."""
    with suppress(*AWAY):
        db.session.rollback()
    try:
        response = make_response(_shown(status, sentence), status)
    except AWAY:  # the frame of a page asks who is here and where: it is shown to nobody
        _as_nobody()
        response = make_response(_shown(status, sentence), status)
    response.headers.update(headers or {})
    return response


def _as_nobody() -> None:
    with suppress(*AWAY):
        db.session.rollback()
    g._login_user, g.pair = login.anonymous_user(), None


def _shown(status: int, sentence: str) -> str:
    words_typed = _typed() if request.method == "POST" else []
    fragment = request.headers.get("HX-Request-Type") == "partial"
    return render_template(
        "shared/_error.html" if fragment else "shared/error.html",
        status=status,
        words=words(status),
        sentence=sentence,
        kept=[(name, value) for name, value in words_typed if name not in CARRIED],
        carried=[(name, value) for name, value in words_typed if name in CARRIED],
        # It may have been stored before it went wrong: sent again, it counts once.
        once=request.form.get("once", "") if words_typed and status >= 500 else "",
        action=request.full_path.rstrip("?"),
    )


def _typed() -> list[tuple[str, str]]:
    try:
        return [(n, v) for n, v in request.form.items(multi=True) if n not in SECRET_FIELDS]
    except (HTTPException, OSError):
        return []  # too large to be read, or for the disk, which is what the answer says


def words(status: int) -> tuple[str, str]:
    """A title and what to do, in words that need no computer knowledge."""
    table = {
        400: (_("That did not work"), _("Please try again. Your words are kept below.")),
        401: (_("Please sign in"), _("Your session has ended. Sign in and send it again.")),
        403: (_("Not allowed"), _("You may see this, but you may not change it.")),
        404: (_("Not found"), _("There is nothing here, or you may not see it.")),
        405: (_("Not found"), _("This address is not a page.")),
        409: (_("Changed meanwhile"), _("Somebody else changed this. Please look at it again.")),
        413: (_("Too large"), _("This is larger than we can take.")),
        422: (_("That did not work"), _("Please look at what is written here and try again.")),
        429: (_("Too many tries"), _("Please wait a little and try again.")),
        503: (_("Not available for a moment"), _("Please try again in a moment.")),
    }
    fallback = (_("Something went wrong"), _("The fault is ours. Please try again."))
    return table.get(status, fallback)


def _http(error: HTTPException) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    if error.code == 401 and _is_page():
        wanted = request.full_path.rstrip("?")
        address = url_for("accounts.ask", next=wanted if wanted != "/" else None)
        return make_response(redirect(address, 302))
    return answer(error.code)


def _is_page() -> bool:
    """Somebody went to an address with a browser; scripts, pictures and streams get a plain 401."""
    headers, types = request.headers, request.accept_mimetypes
    return (
        request.method in ("GET", "HEAD")
        and "HX-Request" not in headers
        and request.blueprint != "live"
        and headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and (not types or types.accept_html)
    )


def _csrf(error: CSRFError) -> Response:
    # The page is old or the session is new; the script fetches a new token and tries once more.
    sentence, stale = _("This page was open for long. Please send it again."), {"X-Csrf": "stale"}
    if request.accept_mimetypes.best == "application/json":
        return make_response({"sentence": sentence}, 400, stale)  # touches no session
    return answer(400, sentence, stale)


def _database_away(error: Exception) -> Response:
    """Locked, full or away. It rolls back what was begun, so nothing of it is stored."""
    current_app.logger.exception("database away")
    try:
        get_locale()  # the words are the reader's own, if it can be known who that is
    except AWAY:
        _as_nobody()
    is_full = any(words in str(error) for words in FULL_WORDS)
    return _later(_no_room() if is_full else _out_of_reach())


def _disk(error: OSError) -> Response:
    if error.errno not in FULL:
        return _unexpected(error)
    current_app.logger.exception("disk full")
    return _later(_no_room())


def _out_of_reach() -> str:
    return _("The data cannot be reached just now. Please try again in a moment.")


def _no_room() -> str:
    return _("The server has no room left: this could not be saved. Please try again later.")


def _later(sentence: str) -> Response:
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(error="busy", sentence=sentence), 503)
    return answer(503, sentence)


def _no_such_value(error: Exception) -> Response:
    """What no column can hold, as an id of thirty digits: nothing of ours is called that."""
    current_app.logger.warning("no such value: %s", error)
    return answer(404 if request.method in ("GET", "HEAD") else 422)


def _moved() -> str:
    return _(
        "Tandem has moved to another database, and this server does not know it yet: nothing was "
        "saved. Please tell the people who run it."
    )


def _unexpected(error: Exception) -> Response:
    if MOVED in str(error):
        return _later(_moved())
    current_app.logger.exception("unexpected")
    if current_app.testing:
        raise error
    return answer(500)
