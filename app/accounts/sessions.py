"""A signed-in browser: how long it stays so, and how it ends."""

import secrets
from datetime import timedelta

from flask import request, session
from flask.sansio.app import App
from flask_login import current_user, login_user, logout_user

from app.accounts.models import Person
from app.clock import now

OWN_FOR = timedelta(days=30)
SHARED_FOR = timedelta(hours=12)


def init_app(app: App) -> None:
    app.before_request(_slide)


def browser() -> str:
    """A secret of this browser, kept in its signed cookie; codes are bound to it."""
    if "browser" not in session:
        session["browser"] = secrets.token_urlsafe(16)
    return str(session["browser"])


def begin(person: Person, *, shared: bool) -> None:
    """Signs somebody in. The CSRF token stays: words kept in another tab can still be sent."""
    session.permanent = not shared  # the cookie of a shared device goes with its browser
    session["shared"] = shared
    _until_later()
    session.pop("mail", None)
    session.pop("language", None)
    login_user(person)


def end() -> None:
    logout_user()
    session.clear()


def _slide() -> None:
    """A session ends 30 days (12 hours) after its last use, whatever the cookie says.

    Only what a person does counts as use: a forgotten page that reads itself again does not. The
    cookie is written anew seldom, so that an answer on its way does not undo a sign-out.
    """
    ends = session.get("ends")
    if ends is None:
        return
    left = ends - now().timestamp()
    is_late = left < _span().total_seconds() * 0.99
    if left > 0 and not (is_late and _is_use()):
        return  # the usual case, in which nobody needs to know who it is
    if not current_user.is_authenticated:
        return
    if left <= 0:
        _expire()
    else:
        _until_later()


def _expire() -> None:
    """As end(), but the CSRF token stays: what was just typed can be sent after signing in."""
    logout_user()
    for name in ("ends", "shared"):
        session.pop(name, None)


def _is_use() -> bool:
    reads_itself = request.method == "GET" and "HX-Request" in request.headers
    return not reads_itself and request.blueprint not in ("live", None)


def _span() -> timedelta:
    return SHARED_FOR if session.get("shared") else OWN_FOR


def _until_later() -> None:
    session["ends"] = (now() + _span()).timestamp()
