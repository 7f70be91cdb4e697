"""Mornings and letters: time goes on by hand, jobs are done by hand, mail goes to a real server."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app import clock, jobs
from app.comments.models import Thread
from app.comments.threads import open_thread
from app.events import act
from app.extensions import db
from app.mail import Mail
from app.news import ticking
from app.notes.models import Note
from app.pairs.models import Pair
from tests.cast import person

BASE = "/pairs/cologne-soria"


@pytest.fixture
def server(app: Any, smtp_server: Any) -> Any:
    app.config["SMTP_URL"] = f"smtp://{smtp_server.host}:{smtp_server.port}"
    return smtp_server


@pytest.fixture
def at(app: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """at("2026-11-24 08:00"): it is this time in Brussels; what is due is done."""

    def go(text: str, zone: str = "Europe/Brussels", *, work: bool = True) -> None:
        wall = datetime.fromisoformat(text)
        instant = clock.at(wall.date(), wall.time(), zone)
        monkeypatch.setattr(clock, "source", lambda: instant)
        if work:
            done()

    return go


def done() -> None:
    """A look of the worker: mornings, letters, mails."""
    ticking.tick()
    while jobs.work_once():
        pass
    db.session.rollback()


@pytest.fixture
def note(pair: Pair) -> Note:
    anna = person("anna")
    return act(lambda: Note.start(pair, by=anna, title="By bicycle"), by=anna)


@pytest.fixture
def say(note: Note) -> Callable[..., Thread]:
    """say("anna", "What do you think, @Diego?")"""

    def said(name: str, words: str, **more: Any) -> Thread:
        by = person(name)
        return act(lambda: open_thread(note, words, by=by, **more), by=by)

    return said


def news_mails(name: str) -> list[Mail]:
    db.session.rollback()
    query = db.session.query(Mail).filter(Mail.to == f"{name}@example.org")
    return query.filter(Mail.kind.in_(("news", "summary"))).order_by(Mail.id).all()
