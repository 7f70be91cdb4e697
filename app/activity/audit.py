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
from app.standing import audited, programme_role, standing

bp = Blueprint("audit", __name__)

SPELL = timedelta(minutes=10)  # an open page reads its regions again: told once
OWN = {None, "accounts", "profile", "live", "health"}  # where nobody sees but their own things


@bp.after_app_request
def note_view(response: Response) -> Response:
    """Pages, fragments and files alike: what was shown was seen."""
    if request.method != "GET" or response.status_code >= 400:
        return response
    if g.get("pair") is None and request.blueprint in OWN:
        return response
    if not current_user.is_authenticated:
        return response
    person: Person = current_user._get_current_object()
    seen, path = _seen(person), request.path[:300]
    if new := sorted(set(seen) - _told(person, seen, path)):
        act(lambda: _record(person, new, path), by=person)
    return response


def _seen(person: Person) -> list[int]:
    """The pair that was looked into; outside of one, as with the mail log, all they may look into:
    so it is told where the managers of each read it."""
    pair: Pair | None = g.get("pair")
    if pair is None:
        return audited(person) if programme_role(person) == "auditor" else []
    at = standing(person, pair)
    return [pair.id] if at is not None and at.role == "auditor" else []


def _record(person: Person, pair_ids: list[int], path: str) -> None:
    for pair in db.session.scalars(select(Pair).where(Pair.id.in_(pair_ids)).order_by(Pair.id)):
        record("page.viewed", pair, by=person, audience="programme", pair_id=pair.id, path=path)


def _told(person: Person, pair_ids: list[int], path: str) -> set[int]:
    if not pair_ids:
        return set()
    query = select(Event.pair_id, Event.data).where(
        Event.pair_id.in_(pair_ids),
        Event.actor_id == person.id,
        Event.name == "page.viewed",
        Event.at > now() - SPELL,
    )
    return {pair_id for pair_id, data in db.session.execute(query) if data.get("path") == path}
