"""When somebody was last in a pair: what came after that is new. A stay ends after half an hour
without a page."""

import time
from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, g, request
from flask_login import current_user
from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person
from app.clock import UTCDateTime, now
from app.database import AWAY, writing
from app.extensions import db
from app.hx import wants_fragment

bp = Blueprint("last_here", __name__)
STAY = timedelta(minutes=30)
EVERY = 300.0  # seconds between two notes of one stay in this process


class LastHere(db.Model):
    """`at` is the last page that was seen, `before` the last one of the stay before."""

    __tablename__ = "last_here"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    before: Mapped[datetime | None] = mapped_column(UTCDateTime)


STAYS = select(LastHere.at, LastHere.before).where(
    LastHere.person_id == bindparam("person"), LastHere.pair_id == bindparam("pair")
)


def since(person: Person, pair_id: int) -> datetime | None:
    """The end of the stay before this one; None for who is here for the first time."""
    row = db.session.execute(STAYS, {"person": person.id, "pair": pair_id}).first()
    if row is None:
        return None
    return row.at if now() - row.at > STAY else row.before


def arrive(person_id: int, pair_id: int) -> None:
    with writing():
        row = db.session.get(LastHere, (person_id, pair_id))
        if row is None:
            db.session.add(LastHere(person_id=person_id, pair_id=pair_id, at=now()))
            return
        if now() - row.at > STAY:
            row.before = row.at
        row.at = now()


@bp.after_app_request
def note_stay(response: Response) -> Response:
    """After the page was made. Nobody waits for it: where it cannot be written, it is left out."""
    pair = g.get("pair")
    page = request.method == "GET" and response.status_code == 200 and not wants_fragment()
    if pair is None or not page or response.mimetype != "text/html":
        return response
    if not current_user.is_authenticated:
        return response
    key = (current_user.id, pair.id)
    noted: dict[tuple[int, int], float] = current_app.extensions.setdefault("last_here", {})
    if time.monotonic() - noted.get(key, -EVERY) >= EVERY:
        if len(noted) > 10_000:
            noted.clear()
        noted[key] = time.monotonic()
        try:
            arrive(*key)
        except (*AWAY, IntegrityError):
            current_app.logger.exception("a stay was not noted")
    return response
