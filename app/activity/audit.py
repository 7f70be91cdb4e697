"""An auditor's views are written down: what was looked at in which pair, for managers to read."""

from datetime import timedelta

from flask import Blueprint, Response, g, request
from flask_login import current_user
from sqlalchemy import select

from app.accounts.models import Person
from app.clock import now
from app.events import Event, act, record
from app.extensions import db
from app.pairs.models import Pair
from app.standing import standing

bp = Blueprint("audit", __name__)

SPELL = timedelta(minutes=10)  # an open page reads its regions again: told once


@bp.after_app_request
def note_view(response: Response) -> Response:
    """Pages, fragments and files of a pair alike: what was shown was seen."""
    pair: Pair | None = g.get("pair")
    if pair is None or request.method != "GET" or response.status_code >= 400:
        return response
    if not current_user.is_authenticated:
        return response
    person: Person = current_user._get_current_object()
    at = standing(person, pair)
    if at is not None and at.role == "auditor" and not _told(person, pair, request.path):
        path = request.path
        act(lambda: _record(person, pair, path), by=person)
    return response


def _record(person: Person, pair: Pair, path: str) -> None:
    record("page.viewed", pair, by=person, audience="programme", pair_id=pair.id, path=path[:300])


def _told(person: Person, pair: Pair, path: str) -> bool:
    query = select(Event.data).where(
        Event.pair_id == pair.id,
        Event.actor_id == person.id,
        Event.name == "page.viewed",
        Event.at > now() - SPELL,
    )
    return any(data.get("path") == path for data in db.session.scalars(query))
