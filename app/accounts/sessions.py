"""A signed-in browser: how long it stays so, and how it ends."""

import secrets
from datetime import timedelta

from flask import Flask, session
from flask_login import current_user, login_user, logout_user

from app.accounts.models import Person
from app.clock import now

SHARED_FOR = timedelta(hours=12)  # on a shared device; 30 days on one's own (config)


def init_app(app: Flask) -> None:
    app.before_request(_slide)


def browser() -> str:
    """A secret of this browser, kept in its signed cookie; codes are bound to it."""
    if "browser" not in session:
        session["browser"] = secrets.token_urlsafe(16)
    return str(session["browser"])


def begin(person: Person, *, shared: bool) -> None:
    session.permanent = not shared
    session["until"] = (now() + SHARED_FOR).timestamp() if shared else None
    session.pop("mail", None)
    login_user(person)


def end() -> None:
    logout_user()
    session.clear()


def _slide() -> None:
    """On a shared device a session ends 12 hours after its last use, whatever the cookie says."""
    until = session.get("until")
    if until is None or not current_user.is_authenticated:
        return
    if now().timestamp() > until:
        end()
    else:
        session["until"] = (now() + SHARED_FOR).timestamp()
