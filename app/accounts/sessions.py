"""A signed-in browser: how long it stays so, and how it ends."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, request, session
from flask.sansio.app import App
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_login import current_user, login_user, logout_user
from itsdangerous import BadSignature

from app.accounts.models import Person
from app.clock import now

OWN_FOR = timedelta(days=30)
SHARED_FOR = timedelta(hours=12)


class Cookies(SecureCookieSessionInterface):
    """A cookie's seal that was found whole is not computed again for a minute: a browser sends the
    same cookie with each keystroke. What is kept is the text, so each request has its own session.
    """

    KEPT, MOST = 60.0, 5000

    def __init__(self) -> None:
        self._whole: dict[tuple[Any, str], tuple[float, str]] = {}

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        key = (app.secret_key, request.cookies.get(self.get_cookie_name(app), ""))
        until, text = self._whole.get(key, (0.0, ""))
        if time.monotonic() < until:
            return self.session_class(self.serializer.loads(text))
        opened = self._opened(app, key[1])
        if opened:
            if len(self._whole) >= self.MOST:
                self._whole.clear()
            text = self.serializer.dumps(dict(opened))
            self._whole[key] = (time.monotonic() + self.KEPT, text)
        return opened

    def _opened(self, app: Flask, sealed: str) -> SecureCookieSession | None:
        """As Flask's own, which takes no seal from a later time than now: when a clock is set back,
        it would sign out everybody who came in the time that now comes again."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        try:
            told, at = signer.loads(sealed, return_timestamp=True) if sealed else ({}, None)
        except BadSignature:
            return self.session_class()
        is_over = at and datetime.now(UTC) - at > app.permanent_session_lifetime
        return self.session_class({} if is_over else told)


def init_app(app: App) -> None:
    app.session_interface = Cookies()  # type: ignore[attr-defined]
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
