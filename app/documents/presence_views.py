"""What a browser tells of its person at a text. It only says what is done there, and where: name,
city and colour are the server's. Who is told is in here_views.py."""

import json
import time
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, current_app, request
from flask_login import current_user

from app import access
from app.documents import outlines, owners
from app.live import presence
from app.live.pace import Pace
from app.standing import standing

COLOURS = 8
CURSOR = 1024  # bytes
BODY = 4096
A_SECOND, OF_A_PERSON = 10.0, 40.0  # words from a tab; from all tabs of a person
SECONDS = 5.0  # for which a right is remembered

bp = Blueprint("presence", __name__)


@bp.post("/documents/<int:document_id>/presence")
def tell(document_id: int) -> Response:
    at = _at(document_id)
    entry = _said(at)
    if entry.doing == "writing" and not at.writes:
        abort(403)
    table = presence.here()
    if entry.doing == "gone":
        table.leave(entry)
    elif not _in_pace(entry):
        return Response(status=429, headers={"Retry-After": "1"})
    elif at.rights == table.rights:  # else somebody lost a right just now: the next word asks
        table.say(entry)
    return Response(status=204)


# -- what somebody is to a text: asked, and remembered for a moment -------------------------------


@dataclass(frozen=True)
class At:
    """What somebody is to a text, as it was asked when `rights` rights had changed."""

    until: float
    rights: int
    writes: bool
    stamp: dict[str, Any]
    audience: str
    outlines: list[str]


def _at(document_id: int) -> At:
    if not current_user.is_authenticated:
        abort(401)
    known: dict[tuple[str, int], At] = current_app.extensions.setdefault("presence_at", {})
    key = (current_user.get_id(), document_id)
    at = known.get(key)
    if at is None or at.until < time.monotonic() or at.rights != presence.here().rights:
        if len(known) > 1000:
            known.clear()
        at = known[key] = _asked(document_id)
    return at


def _asked(document_id: int) -> At:
    rights, until = presence.here().rights, time.monotonic() + SECONDS
    access.document_to("read", document_id)
    me, owner = access.me(), owners.owner_of(document_id)
    pair = access.pair_of(owner)
    role = standing(me, pair) if pair else None
    if owner is None or pair is None or role is None:
        abort(404)
    city = pair.city(role.city_id)
    stamp = {"document": document_id, "person": me.id, "name": me.name, "role": role.role}
    stamp |= {"city": city.name if city else "", "colour": me.id % COLOURS}
    writes = access.may(me, f"{owner.__tablename__}.write", owner)
    return At(until, rights, writes, stamp, owner.audience, outlines.regions_of(owner))


def _said(at: At) -> presence.Entry:
    """What the browser says; 400 or 413 where that is nothing we know."""
    request.max_content_length = BODY
    said = request.get_json(silent=True)
    if not isinstance(said, dict):
        abort(400)
    tab, doing, cursor = (said.get(name) for name in ("tab", "doing", "cursor"))
    if not _is_tab(tab) or doing not in ("reading", "writing", "gone"):
        abort(400)
    if not isinstance(cursor, dict | None):
        abort(400)
    if len(json.dumps(cursor).encode()) > CURSOR:
        abort(413)
    record = at.stamp | {"tab": tab, "doing": doing, "cursor": cursor}
    place = f"document-{record['document']}"
    return presence.Entry(
        place=place,
        person=record["person"],
        tab=str(tab),
        doing=str(doing),
        record=record,
        audience=at.audience,
        here=[f"{place}-here"],
        writers=at.outlines,
    )


def _is_tab(tab: Any) -> bool:
    """128 random bits in hex, as in X-Tab."""
    return isinstance(tab, str) and len(tab) == 32 and set(tab) <= set("0123456789abcdef")


def _in_pace(entry: presence.Entry) -> bool:
    pace: Pace = current_app.extensions.setdefault("presence_pace", Pace())
    return pace.allows((entry.person, entry.tab), A_SECOND) and pace.allows(
        entry.person, OF_A_PERSON
    )
