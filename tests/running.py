"""The app as a test runs it: on a database and a day of its own, for people who hear things.

Who they are, and what is in the database, is in tests/cast.py.
"""

import contextvars
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, current_app, has_app_context
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from app import clock, create_app
from app.documents.writer import writer_of
from app.extensions import db
from app.hearing import may_hear
from app.live.bus import Bus
from tests.cast import TODAY, person


class Compiled(BytecodeCache):
    """Templates are compiled once for all the apps of a worker, not once for each test."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture
def app(app_settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app on its own database, on a Monday in month 9, with an app context open."""
    monkeypatch.setattr(clock, "source", lambda: clock.at(TODAY, clock.time(10), "UTC"))
    app = create_app(app_settings)
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        apart(app)
        yield app
        leave(app)


def leave(app: Flask) -> None:
    """Nothing of this app goes on: what its writer tells after its answers is told, its connection
    is back, and the next test is not told a second later."""
    writer_of(app).stop()
    app.extensions.pop("document_texts", None)
    if has_app_context() and current_app._get_current_object() is app:  # type: ignore[attr-defined]
        db.session.remove()
    with app.app_context():
        db.engine.dispose()


def day_of(began: float) -> Callable[[], datetime]:
    """A clock that showed ten o'clock of TODAY when a test began (Unix seconds), and goes on: for
    browsers and a server, which have to wait for one another."""
    ahead = clock.at(TODAY, clock.time(10), "UTC") - datetime.fromtimestamp(began, UTC)
    return lambda: datetime.now(UTC) + ahead


class Noted(dict[tuple[int, int], float]):
    """As if everybody's stay had just been noted: it is written with somebody's first page only,
    and pages are to be compared. tests/activity/test_new.py takes it away."""

    def get(self, _key: object, _default: object = None) -> float:  # type: ignore[override]
        return time.monotonic()


def apart(app: Flask) -> None:
    """Each request in a context of its own, as on a server: in the test's own, who was signed in
    first would still be so for the next. What the test has read is read anew afterwards."""
    inner = app.wsgi_app
    app.extensions["last_here"] = Noted()

    def fresh(environ: Any, start: Any) -> Any:
        try:
            return contextvars.Context().run(inner, environ, start)
        finally:
            if has_app_context():
                db.session.rollback()

    app.wsgi_app = fresh  # type: ignore[assignment,method-assign]


@pytest.fixture
def as_(app: Flask) -> Callable[[str], FlaskClient]:
    """A browser in which somebody is signed in; `as_("anna", htmx=True)` asks as htmx does."""

    def client(name: str, *, htmx: bool = False, tab: str = "") -> FlaskClient:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = person(name).get_id()
            session["_fresh"] = True
        if htmx:
            client.environ_base["HTTP_HX_REQUEST"] = "true"
            client.environ_base["HTTP_HX_REQUEST_TYPE"] = "partial"
        if tab:
            client.environ_base["HTTP_X_TAB"] = tab
        return client

    return client


@pytest.fixture
def heard(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """heard("anna"): the regions that somebody was told of, under the rights they have now."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(Bus, "tell", lambda _bus, message: told.append(message))

    def regions(name: str) -> list[str]:
        who = person(name)
        return [
            message["data"]["region"]
            for message in told
            if message.get("event") == "nudge" and may_hear(who, message["topic"])
        ]

    return regions
