"""Who may write a text, remembered for a moment: a keystroke asks no database. What is not known
here is asked of access, which alone decides; only its yes is kept."""

import time

from flask import current_app, session

from app import access
from app.events import Happened, on
from app.live import bus

SECONDS = 5.0  # a yes is never older than that
MOST = 10_000
KIND = "rights"  # the message to the other processes

Known = dict[tuple[str, int], tuple[float, int]]  # (session, document) → (until, person)


class Kept:
    """What one app knows. Forgetting puts a new dict in place, so that an answer which was asked
    for before goes into the old one, and is not kept."""

    def __init__(self) -> None:
        self.known: Known = {}

    def forget(self) -> None:
        self.known = {}


def to_write(document_id: int) -> int:
    """The id of who asks, if they may write this text; 401, 404 or 403 as access says."""
    known, began = _kept().known, time.monotonic()
    key = (session.get("_user_id", ""), document_id)
    until, person_id = known.get(key, (began, 0))
    if began < until:
        return person_id
    access.document_to("write", document_id)
    person_id = access.me().id
    if len(known) >= MOST:
        known.clear()
    known[key] = (began + SECONDS, person_id)
    return person_id


@on("membership.*", "appointment.*", "person.*", "note.*", "section.*", "plan.*", "pair.*")
def forget(_happened: Happened) -> None:
    """Whatever may have taken a right from somebody: all are asked again, in every process."""
    bus.here().tell({"kind": KIND})


def _kept() -> Kept:
    kept: Kept | None = current_app.extensions.get(KIND)
    if kept is None:
        kept = current_app.extensions.setdefault(KIND, Kept())
        bus.here().on(KIND, kept.forget)
    return kept
