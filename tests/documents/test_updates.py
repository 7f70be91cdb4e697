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
from app.documents import batch, log, store, tree, updates_views, waiting, writer
from app.documents.schema import SCHEMA_VERSION
from app.extensions import db
from app.notes.models import Note
from tests.cast import on_both
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


@on_both
@pytest.mark.parametrize(("after", "whole"), [(-1, True), (0, True), (3, False)])
def test_who_lacks_much_gets_the_newest_snapshot_and_what_came_after(
    as_: As,
    document_id: int,
    anna: Browser,
    monkeypatch: pytest.MonkeyPatch,
    after: int,
    whole: bool,
) -> None:
    monkeypatch.setattr(store, "WHOLE_AFTER", 2)
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 2)
    for n in range(5):
        anna.type(f"line {n}")
    monkeypatch.setattr(store, "load", None)  # no Doc is built for that
    url = f"/documents/{document_id}/updates?after={after}"
    found: Any = as_("diego").get(url).json
    assert found["seq"] == 5
    assert [line["seq"] for line in found["updates"]] == ([5] if whole else [4, 5])
    assert ("state" in found) == whole
    if whole:
        tail = [b64decode(line["update"]) for line in found["updates"]]
        doc = tree.load(b64decode(found["state"]), *tail)
        assert [tree.words_of(n) for n in tree.read(doc).children] == [
            f"line {n}" for n in range(5)
        ]


def test_the_whole_of_a_text_without_a_snapshot_is_its_log(
    as_: As, document_id: int, anna: Browser
) -> None:
    url = f"/documents/{document_id}/updates?after=-1"
    found: Any = as_("anna").get(url).json
    assert (found["seq"], found["updates"], "state" in found) == (0, [], False)
    anna.type("one")
    found = as_("anna").get(url).json
    assert (found["seq"], len(found["updates"]), "state" in found) == (1, 1, False)


def test_the_words_of_another_person_are_not_taken(
    as_: As, document_id: int, anna: Browser, cast: dict[str, Any]
) -> None:
    """A queue is its writer's, even where somebody else has signed in in that browser since."""
    update = anna.typed("mine")
    answer = send(as_("diego"), document_id, update, person=cast["anna"].id)
    assert (answer.status_code, answer.json["error"]) == (403, "other-person")
    assert seq_of(document_id) == 0
    assert send(as_("anna"), document_id, update, person=cast["anna"].id).status_code == 200


def test_a_writer_that_does_not_come_back_in_time_is_busy(
    as_: As, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PATIENCE", 0.05)
    monkeypatch.setattr(writer.Writer, "put", lambda _writer, _post: None)
    answer = send(as_("anna"), document_id, anna.typed("late"))
    assert (answer.status_code, answer.json["error"]) == (503, "busy")


def test_a_refusal_says_so_in_the_language_of_the_person(
    as_: As, document_id: int, anna: Browser
) -> None:
    """Each refusal has its own sentence."""
    client = as_("anna")
    said = {
        code: updates_views._sentence(code)
        for code in ("bad-update", "gap", "batch-reused", "schema", "too-large", "unknown")
    }
    assert len(set(said.values())) == len(said)
    answer = send(client, document_id, b"nonsense")
    assert answer.json["sentence"] == said["bad-update"]


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
