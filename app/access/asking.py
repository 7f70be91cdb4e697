"""Who asks, and the checks that every loader shares: 404 for who may not see, 403 for who may not
do."""

from typing import Any, NoReturn

from flask import abort, g
from flask_login import current_user

from app.accounts.models import Person
from app.extensions import db
from app.standing import programme_role
from app.table import may, pair_of


def me() -> Person:
    """Who asks. 401 for nobody."""
    if not current_user.is_authenticated:
        abort(401)
    return current_user._get_current_object()


def manage() -> Person:
    """Managers only. Others do not learn that there is such a page."""
    person = me()
    if programme_role(person) != "manager":
        abort(404)
    return person


def in_pair(
    model: type[Any], reading: str, verb: str, slug: str, thing_id: int, binned: bool = False
) -> Any:
    """A thing of this pair; from the bin only for who asks for it there."""
    thing = db.session.get(model, thing_id)
    pair = pair_of(thing) if thing is not None else None
    gone = getattr(thing, "removed_at", None) is not None
    wrong = pair is None or pair.slug != slug or gone != binned
    return checked(None if wrong else thing, reading, verb)


def below(model: type[Any], parent: Any, key: str, thing_id: int) -> Any:
    thing = db.session.get(model, thing_id)
    if thing is None or getattr(thing, key) != parent.id:
        abort(404)
    return thing


def checked(thing: Any, reading: str, verb: str) -> Any:
    person = me()
    if thing is None or not may(person, reading, thing):
        abort(404)
    g.pair = pair_of(thing)
    if verb != reading and not may(person, verb, thing):
        abort(403)
    return thing


def nothing() -> NoReturn:
    abort(404)
