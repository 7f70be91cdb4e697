"""The product under gunicorn, as `make run` starts it. It can be killed and comes back on the same
port and data; several of them share a database."""

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.accounts.models import Person
from app.extensions import db
from app.pairs.models import Pair
from tests.browser.site import GUNICORN, Site
from tests.browser.warm import Warm
from tests.cast import settings
from tests.documents.writing import new_document
from tests.faults.sizes import count
from tests.running import leave

__all__ = ["Answer", "Mortal", "count", "inside"]

BEAT = 0.5  # of the stream: the pages of these tests live ten times as fast


@dataclass
class Answer:
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Mortal(Site):
    """A site of its own process group. `beside` is one whose database and folder it shares; `warm`
    is a process that has read the product already, for who starts it again and again."""

    def __init__(
        self,
        template: Path,
        url: str = "",
        beside: "Mortal | None" = None,
        warm: Warm | None = None,
        **more: Any,
    ) -> None:
        self.database, self.beside = url, beside
        super().__init__(template, warm, LIVE_HEARTBEAT=BEAT, **more)

    def prepare(self) -> None:
        if self.beside:
            self.folder.rmdir() if not any(self.folder.iterdir()) else None
            self.database = self.database or f"sqlite:///{self.beside.folder / 'tandem.db'}"
        if not self.database:
            super().prepare()
            return
        self.app = create_app(settings(self.folder, self.database))

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"DATABASE_URL": self.database}

    def start(self) -> None:
        self.process = self.launch([*GUNICORN.split(), "-b", f"127.0.0.1:{self.port}", self.serves])
        deadline = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError((self.folder / "log").read_text()[-3000:])
            time.sleep(0.02)

    def stop(self) -> None:
        leave(self.app)
        super().stop()

    @property
    def said(self) -> str:
        return (self.folder / "log").read_text()

    def member(self, name: str, **more: Any) -> dict[str, Any]:
        """A browser of somebody of the cast, for world.mjs."""
        with inside(self.app):
            who = Person.at(f"{name}@example.org")
            assert who
            person_id = who.id
        return {"person": person_id, "cookie": self.cookie(name)["value"], "url": self.url} | more

    def get(self, name: str, path: str) -> "Answer":
        """What somebody of the cast is answered."""
        cookie = {"Cookie": f"tandem={self.cookie(name)['value']}"}
        request = urllib.request.Request(self.url + path, headers=cookie)  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return Answer(answer.read().decode())

    def text(self, words: str = "") -> int:
        """A new text of the pair, with these words in it."""
        with inside(self.app):
            pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
            return new_document(pair, Person.at("anna@example.org"), words)


@contextmanager
def inside(app: Flask) -> Iterator[None]:
    """What is on disk now, read in this process."""
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
