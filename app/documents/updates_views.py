"""What an editor sends and fetches: updates of a text, in bytes up and in JSON down."""

from base64 import b64encode
from typing import Any

import brotli  # type: ignore[import-untyped]
from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from app import access, rights
from app.documents import log, store, waiting
from app.documents.refusals import BadUpdate, Gap, OtherPerson, Refusal, TooLarge
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db

LONG = 50_000  # bytes

bp = Blueprint("document_updates", __name__)


@bp.get("/documents/<int:document_id>/updates")
def fetch(document_id: int) -> ResponseReturnValue:
    """All after line `after`, or the whole text (-1); where there is nothing yet, waits up to
    `wait` seconds for it.

    For writers only: the log holds words that were deleted before a text was shared.
    """
    access.document_to("write", document_id)
    after = request.args.get("after", 0, type=int)
    seconds = request.args.get("wait", 0.0, type=float)
    nothing = {"seq": max(after, 0), "schema_version": SCHEMA_VERSION, "updates": []}
    try:
        found = waiting.until(lambda: _since(document_id, after), seconds)
    except waiting.Full:
        return _json(nothing, 200, {"Retry-After": "2"})
    return _packed(_json(_told(found) if found else nothing))


@bp.post("/documents/<int:document_id>/updates")
def send(document_id: int) -> ResponseReturnValue:
    """One update as the body. `resync=1` answers a gap with all that the server lacks; `person` is
    whose words these are, if the sender knows it."""
    person_id = rights.to_write(document_id)
    resync = request.args.get("resync") == "1"
    # Set before the first byte is read: more is refused, not read.
    request.max_content_length = log.RESYNC_BYTES if resync else log.UPDATE_BYTES
    try:
        if request.args.get("person", str(person_id)) != str(person_id):
            raise OtherPerson
        return _json({"seq": _append(document_id, request.get_data(), person_id, resync)})
    except RequestEntityTooLarge:
        return _refused(TooLarge())
    except Refusal as refusal:
        return _refused(refusal)


def _append(document_id: int, payload: bytes, person_id: int, resync: bool) -> int:
    return log.append(
        document_id,
        payload,
        person_id=person_id,
        tab=request.args.get("tab", ""),
        batch=_number("batch"),
        schema_version=_number("schema_version"),
        resync=resync,
    )


def _number(name: str) -> int:
    number = request.args.get(name, type=int)
    if number is None:
        raise BadUpdate(name)
    return number


def _since(document_id: int, after: int) -> store.Since | None:
    found = store.since(document_id, after)
    # The connection goes back while this request waits.
    db.session.close()
    return found if found.lines or found.state else None


def _told(since: store.Since) -> dict[str, Any]:
    updates = [
        {"seq": seq, "person": person_id, "tab": tab, "update": b64encode(payload).decode()}
        for seq, person_id, tab, payload in since.lines
    ]
    told = {"seq": since.seq, "schema_version": SCHEMA_VERSION, "updates": updates}
    return told | ({"state": b64encode(since.state).decode()} if since.state else {})


def _packed(response: Response) -> Response:
    """A long text is packed lightly: packed as a page is, it would take more than all the rest."""
    body = response.get_data()
    if len(body) > LONG and request.accept_encodings.best_match(["br"]):
        response.set_data(brotli.compress(body, quality=1))
        response.headers["Content-Encoding"] = "br"
        response.vary.add("Accept-Encoding")
    return response


def _refused(refusal: Refusal) -> ResponseReturnValue:
    told: dict[str, Any] = {"error": refusal.code, "schema_version": SCHEMA_VERSION}
    told["sentence"] = _sentence(refusal.code)
    if isinstance(refusal, Gap):
        told["state"] = b64encode(refusal.state).decode()
    return _json(told, refusal.status)


def _sentence(code: str) -> str:
    """For the person who wrote; the editor keeps their words in any case."""
    return {
        "gap": _("Something you wrote before has not arrived yet. It is being sent again."),
        "schema": _("The editor was renewed. Please reload the page: your words are kept."),
        "batch-reused": _("This was sent before with other words. Please reload the page."),
        "too-large": _("This is too much at once. Please put it in in smaller parts."),
        "unknown": _("This text is no longer there. Please copy your words."),
        "other-person": _("Somebody else has signed in here. These words wait for their writer."),
        "busy": _("This could not be saved yet. It is being sent again."),
    }.get(code, _("This change could not be read. Please copy your words and reload the page."))


def _json(
    told: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    response = jsonify(told)
    response.status_code = status
    response.headers.update(headers or {})
    return response
