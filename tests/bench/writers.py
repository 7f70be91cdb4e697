"""Who types into a text: people of the pair, signed in on the running server, each with a session
and a CSRF token as a browser has them, and an empty text for them."""

import json
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from app.database import writing
from app.documents import tree
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from tests.bench.serving import Site, app_on, cookie_of, signed_in
from tests.cast import person

NAMES = ("anna", "diego", "ibai", "lena", "maria", "tom")  # a person has at most 20 streams


@dataclass(frozen=True)
class Writer:
    cookie: str
    token: str
    document: int


def writers(site: Site, folder: Path, document: int = 0) -> list[Writer]:
    """All of them at a text of its own, or at the one that is given."""
    app = app_on(folder)
    with app.app_context():
        document = document or new_text()
    cookies = [cookie_of(signed_in(name, app)) for name in NAMES]
    with app.app_context():
        db.engine.dispose()
    return [Writer(*token_of(site, cookie), document) for cookie in cookies]


def told(people: list[Writer]) -> dict[str, Any]:
    """What the client in node has to know of them."""
    return {"schema": SCHEMA_VERSION, "people": [asdict(writer) for writer in people]}


def paragraph_of(doc: Doc[Any]) -> XmlText:
    """An empty one, put into the text: who writes keystrokes writes there."""
    paragraph = tree.root_of(doc).children.append(XmlElement("paragraph"))
    return paragraph.children.append(XmlText())


def new_text() -> int:
    with writing():
        pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
        note = Note.start(pair, by=person("anna"), title="Written by many")
    return note.document_id


def token_of(site: Site, cookie: str) -> tuple[str, str]:
    """The session and its token as the server gave them: the token is in the cookie, too."""
    asked = urllib.request.Request(f"{site.url}/session/token", headers={"Cookie": cookie})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
        fresh = answer.headers.get("Set-Cookie", cookie).partition(";")[0]
        return fresh, json.loads(answer.read())["token"]
