"""The wire of an editor: updates up in bytes, down in JSON, each under the sender's rights."""

import threading
import time
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.database import writing
from app.documents import log, store, tree, waiting
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db
from app.notes.models import Note
from tests.documents.writing import Browser, read, seq_of

As = Callable[..., FlaskClient]
BYTES = "application/octet-stream"


def send(client: FlaskClient, document_id: int, payload: bytes, **query: Any) -> Any:
    keys = {"tab": "a" * 32, "batch": 1, "schema_version": SCHEMA_VERSION} | query
    asked = {name: value for name, value in keys.items() if value is not None}
    url = f"/documents/{document_id}/updates"
    return client.post(url, data=payload, query_string=asked, content_type=BYTES)


def test_an_update_goes_up_and_comes_down(as_: As, document_id: int, anna: Browser) -> None:
    update = anna.typed("héllo 😀")
    answer = send(as_("anna"), document_id, update)
    assert (answer.status_code, answer.json) == (200, {"seq": 1})
    assert send(as_("anna"), document_id, update).json == {"seq": 1}
    found: Any = as_("diego").get(f"/documents/{document_id}/updates?after=0").json
    assert found["seq"] == 1
    assert [b64decode(line["update"]) for line in found["updates"]] == [update]
    assert (found["updates"][0]["person"], found["updates"][0]["tab"]) == (anna.person_id, "a" * 32)
    later: Any = as_("diego").get(f"/documents/{document_id}/updates?after=1")
    assert later.json["updates"] == []


def test_who_lacks_much_gets_one_state(
    as_: As, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "WHOLE_AFTER", 2)
    for n in range(3):
        anna.type(f"line {n}")
    found: Any = as_("diego").get(f"/documents/{document_id}/updates?after=0").json
    assert found["updates"] == [] and found["seq"] == 3
    doc = tree.load(b64decode(found["state"]))
    assert [tree.words_of(n) for n in tree.read(doc).children] == ["line 0", "line 1", "line 2"]


def test_a_gap_is_409_with_our_state(as_: As, document_id: int, anna: Browser) -> None:
    anna.type("one")
    assert anna.typed("on the way")
    answer = send(as_("anna"), document_id, anna.typed("late"), batch=3)
    assert (answer.status_code, answer.json["error"]) == (409, "gap")
    missing = anna.doc.get_update(b64decode(answer.json["state"]))
    assert send(as_("anna"), document_id, missing, batch=4, resync=1).status_code == 200
    assert read(document_id) == ["one", "on the way", "late"]


@pytest.mark.parametrize(
    ("query", "payload", "status", "error"),
    [
        ({"schema_version": 0}, None, 409, "schema"),
        ({"schema_version": None}, None, 400, "bad-update"),
        ({"batch": "x"}, None, 400, "bad-update"),
        ({"batch": -1}, None, 400, "bad-update"),
        ({"tab": ""}, None, 400, "bad-update"),
        ({"tab": "t" * 65}, None, 400, "bad-update"),
        ({}, b"nonsense", 400, "bad-update"),
    ],
)
def test_what_is_refused_says_why(
    as_: As, document_id: int, anna: Browser, query: Any, payload: Any, status: int, error: str
) -> None:
    answer = send(as_("anna"), document_id, payload or anna.typed("x"), **query)
    assert (answer.status_code, answer.json["error"]) == (status, error)
    assert seq_of(document_id) == 0


def test_other_bytes_under_the_same_number_are_409(
    as_: As, document_id: int, anna: Browser
) -> None:
    send(as_("anna"), document_id, anna.typed("one"))
    answer = send(as_("anna"), document_id, anna.typed("two"))
    assert (answer.status_code, answer.json["error"]) == (409, "batch-reused")


def test_too_much_is_refused_before_it_is_read(as_: As, document_id: int) -> None:
    class Unread:
        """A body that says how long it is and must not be read."""

        def __init__(self, length: int) -> None:
            self.length, self.at = length, 0

        def read(self, _size: int = -1) -> bytes:
            raise AssertionError("read")

        def tell(self) -> int:
            return self.at

        def seek(self, offset: int, whence: int = 0) -> int:
            self.at = self.length if whence else offset
            return self.at

        def close(self) -> None:
            pass

    for resync, limit in ((0, log.UPDATE_BYTES), (1, log.RESYNC_BYTES)):
        answer: Any = as_("anna").post(
            f"/documents/{document_id}/updates?tab=t&batch=1&schema_version=1&resync={resync}",
            input_stream=Unread(limit + 1),
            content_type=BYTES,
        )
        assert answer.status_code == 413


@pytest.mark.parametrize(("name", "status"), [("sean", 404), ("marek", 403), ("vera", 403)])
def test_who_may_not_write_sends_nothing_and_reads_no_log(
    as_: As, document_id: int, anna: Browser, name: str, status: int
) -> None:
    """The log holds what was deleted before the text was shared."""
    with writing():
        note = db.session.query(Note).filter_by(document_id=document_id).one()
        note.share(by=note.author)
    assert send(as_(name), document_id, anna.typed("x")).status_code == status
    assert as_(name).get(f"/documents/{document_id}/updates").status_code == status
    assert seq_of(document_id) == 0


def test_waiting_ends_when_a_line_comes(
    app: Flask, as_: As, document_id: int, anna: Browser
) -> None:
    found: list[Any] = []
    client = as_("diego")

    def wait() -> None:
        found.append(client.get(f"/documents/{document_id}/updates?after=0&wait=15").json)

    waiter = threading.Thread(target=wait)
    waiter.start()
    time.sleep(0.2)
    began = time.monotonic()
    anna.type("now")
    waiter.join(5)
    assert time.monotonic() - began < 3
    assert found[0]["seq"] == 1


def test_waiting_ends_by_itself_and_has_few_places(
    as_: As, document_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_places", threading.BoundedSemaphore(1))
    url = f"/documents/{document_id}/updates?after=0&wait=0.1"
    answer: Any = as_("diego").get(url)
    assert answer.json["updates"] == [] and "Retry-After" not in answer.headers
    waiting._places.acquire()
    answer = as_("diego").get(url)
    assert answer.json["updates"] == [] and answer.headers["Retry-After"] == "2"
