"""A small site of the tests' own: people by number, topics by rule, regions in memory.

Run by gunicorn or `flask run` in a process of its own (make), or in the test's (build).
"""

import os
from typing import Any

from flask import Flask, abort, request, send_from_directory, session
from flask_login import LoginManager, UserMixin, login_user

from app import hearing
from app.extensions import db
from app.live import bus, presence, stream
from tests.live import pages
from tests.services.chromium import PROJECT

SIGNED_OUT: set[str] = set()
LOST: set[tuple[int, str]] = set()


class Person(UserMixin):
    def __init__(self, number: int) -> None:
        self.id = number


def may_hear(person: Any, topic: str) -> bool:
    """Everyone hears pair-N; person-N is N's alone."""
    if (person.id, topic) in LOST:
        return False
    return topic.startswith("pair-") or topic == f"person-{person.id}"


def load(key: str | None) -> Person | None:
    return Person(int(key)) if key and key.isdigit() and key not in SIGNED_OUT else None


def build(**settings: Any) -> Flask:
    app = Flask("site", static_folder=None)
    app.config.update(SECRET_KEY="x" * 32, SQLALCHEMY_DATABASE_URI="sqlite://", **settings)
    manager = LoginManager(app)
    manager.user_loader(load)
    manager.request_loader(lambda request: load(request.headers.get("X-Person")))
    db.init_app(app)
    app.register_blueprint(stream.bp)
    app.register_blueprint(pages.bp)
    app.add_url_rule("/as/<int:number>", view_func=enter)
    app.add_url_rule("/js/<path:name>", view_func=script)
    app.add_url_rule("/ok", view_func=lambda: "ok", endpoint="ok")
    app.add_url_rule("/who", view_func=who, endpoint="who")
    app.add_url_rule("/favicon.ico", view_func=lambda: ("", 204), endpoint="icon")
    app.add_url_rule("/say/<act>", view_func=say, methods=["POST"])
    return app


def make() -> Flask:
    """For a process of its own: settings from LIVE_… and REDIS_URL."""
    hearing.may_hear = may_hear
    settings = {n: float(v) for n, v in os.environ.items() if n.startswith("LIVE_")}
    app = build(REDIS_URL=os.environ.get("REDIS_URL", ""), **settings)
    if os.environ.get("NO_SOCKET"):
        inner = app.wsgi_app
        hidden = ("gunicorn.socket", "werkzeug.socket")
        app.wsgi_app = lambda environ, start: inner(  # type: ignore[method-assign]
            {k: v for k, v in environ.items() if k not in hidden}, start
        )
    return app


def enter(number: int) -> str:
    SIGNED_OUT.discard(str(number))
    login_user(Person(number))
    if "ends" in request.args:
        session["ends"] = float(request.args["ends"])
    return "in"


def say(act: str) -> str:
    """What rules do in the product: nudge, drop, recheck; and what browsers tell of a person."""
    form, person = request.form, request.form.get("person", 0, type=int)
    if act == "nudge":
        bus.nudge(form["topic"], form["region"], tab=form.get("tab", ""), by=form.get("by", ""))
    elif act == "drop":
        SIGNED_OUT.add(str(person))
        bus.drop(person)
    elif act == "recheck":
        LOST.add((person, form["topic"]))
        bus.recheck(person)
    elif act in ("here", "gone"):
        record = {"person": person, "doing": "reading"}
        entry = presence.Entry(
            "document-1", person, "tab", "reading", record, "pair-1", ["document-1-here"]
        )
        {"here": presence.here().say, "gone": presence.here().leave}[act](entry)
    else:
        abort(404)
    return "said"


def who() -> list[int]:
    return [entry.person for entry in presence.here().entries()]


def script(name: str) -> Any:
    folder = "node_modules/htmx.org/dist" if name.startswith("htmx") else "static/js"
    return send_from_directory(PROJECT / folder, name)
