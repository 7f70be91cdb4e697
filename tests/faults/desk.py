"""One text and who writes it, in one process or in two: two apps on one database, each with its own
writer, its own kept Docs and its own connections."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.documents import check, store, writer
from app.documents.posts import Answer, Post
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db
from tests.cast import DATABASES, person
from tests.documents.writing import Browser, new_document, read
from tests.running import apart, leave

everywhere = [
    pytest.mark.parametrize("database", DATABASES, indirect=True),
    pytest.mark.parametrize("processes", (1, 2), ids=("one process", "two processes")),
]


def on_all(test: Any) -> Any:
    """On SQLite and on PostgreSQL, with one server process and with two."""
    for mark in everywhere:
        test = mark(test)
    return test


@dataclass
class Desk:
    apps: list[Flask]
    document_id: int
    people: dict[str, int]
    batches: dict[str, int] = field(default_factory=dict)

    def browser(self, name: str, tab: str = "") -> Browser:
        return Browser(self.document_id, self.people[name], (tab or name[0]) * 32)

    @contextmanager
    def process(self, place: int) -> Iterator[Flask]:
        """Inside of the first server process, or of the other one if there are two."""
        app = self.apps[place % len(self.apps)]
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()

    def send(self, place: int, browser: Browser, payload: bytes, **more: Any) -> int:
        with self.process(place):
            return browser.send(payload, **more)

    def type(self, place: int, browser: Browser, words: str) -> int:
        return self.send(place, browser, browser.typed(words))

    def together(self, place: int, posts: list[tuple[Browser, bytes]]) -> list[Any]:
        """What comes of updates that the writer finds in one batch."""
        made = []
        for browser, payload in posts:
            browser.batch += 1
            keys = (self.document_id, browser.person_id, browser.tab, browser.batch)
            made.append(Post(*keys, payload=payload))
        with self.process(place) as app:
            writer.writer_of(app)._write_all(made)
        return [result(post.answer) for post in made]

    def client(self, place: int, name: str = "") -> FlaskClient:
        """A browser at one of the processes, in which somebody is signed in."""
        app = self.apps[place % len(self.apps)]
        client = app.test_client()
        if name:
            with self.process(place), client.session_transaction() as session:
                session["_user_id"] = person(name).get_id()
                session["_fresh"] = True
        return client

    def post(self, client: FlaskClient, payload: bytes, **asked: Any) -> Any:
        keys = {"tab": "a" * 32, "batch": 1, "schema_version": SCHEMA_VERSION} | asked
        url = f"/documents/{self.document_id}/updates"
        return client.post(url, data=payload, query_string=keys, content_type="application/x")

    @property
    def words(self) -> list[str]:
        with self.process(0):
            return read(self.document_id)

    @property
    def wrong(self) -> list[str]:
        with self.process(0):
            return check.verify(self.document_id)

    @property
    def seq(self) -> int:
        with self.process(0):
            return store.seq_of(self.document_id)


def result(answer: Answer) -> int | Exception:
    try:
        return answer.wait(5)
    except Exception as no:
        return no


@pytest.fixture
def desk(
    app: Flask, app_settings: dict[str, Any], pair: Any, cast: dict[str, Any], processes: int
) -> Iterator[Desk]:
    apps = [app] + [create_app(app_settings) for _ in range(processes - 1)]
    for other in apps[1:]:
        apart(other)
    people = {name: who.id for name, who in cast.items()}
    yield Desk(apps, new_document(pair, cast["anna"]), people)
    for one in apps:  # the test's own app is left by its fixture
        writer.writer_of(one).stop()
    for other in apps[1:]:
        leave(other)
