"""Search, with its jobs done: what was changed is in the index."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import jobs
from app.documents.models import Document
from app.extensions import db
from app.notes.models import Note
from app.search import keeping
from app.search.models import SearchRow
from tests.takeaways.conftest import mark as mark
from tests.takeaways.conftest import note as note
from tests.takeaways.conftest import stay as stay

BASE = "/pairs/cologne-soria"


def work() -> None:
    while jobs.work_once():
        pass


def behind() -> bool:
    """Whether a text has lines that the index does not know of."""
    rows = select(SearchRow.thing_id, SearchRow.seq).where(SearchRow.kind == "note")
    known = {number: seq for number, seq in db.session.execute(rows)}
    found = select(Note.id, Document.seq).join(Document, Note.document_id == Document.id)
    notes = db.session.execute(found.where(Note.removed_at.is_(None))).all()
    return any(known.get(number, 0) < seq for number, seq in notes)


def plain(found: str) -> str:
    return found.replace("<mark>", "").replace("</mark>", "")


@pytest.fixture
def search(app: Any, as_: Callable[..., FlaskClient]) -> Callable[..., str]:
    """search("anna", "koln"): what the page says of what was found."""

    def found(name: str, q: str, **more: Any) -> str:
        work()
        for _n in range(100):
            keeping.keep_texts(keeping._taken(app))
            if not behind():
                break
            time.sleep(0.03)  # the writer tells of a text after its answer
        answer = as_(name, htmx=True).get(f"{BASE}/search", query_string={"q": q} | more)
        assert answer.status_code == 200
        return answer.text

    return found
