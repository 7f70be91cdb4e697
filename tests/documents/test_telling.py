"""Who hears of what is written: editors of each line at once, readers once a second."""

import time
from typing import Any

import pytest
from flask import Flask

from app.documents import live, writer
from app.documents.posts import Answer
from app.live.bus import Bus
from tests.cast import on_both
from tests.documents.writing import Browser
from tests.live.server import wait_for

Told = list[dict[str, Any]]


@pytest.fixture
def told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Told:
    found: Told = []
    monkeypatch.setattr(Bus, "tell", lambda _bus, message: found.append(message))
    return found


def updates(told: Told) -> list[int]:
    return [one["data"]["seq"] for one in told if one.get("event") == "update"]


def nudges(told: Told, document_id: int) -> list[dict[str, Any]]:
    found = [one["data"] for one in told if one.get("event") == "nudge"]
    return [data for data in found if data["region"] == f"document-{document_id}"]


@on_both
def test_editors_hear_each_line_and_readers_the_first_and_the_rest_at_once(
    app: Flask, document_id: int, anna: Browser, told: Told
) -> None:
    began = time.monotonic()
    for n in range(5):
        anna.type(f"line {n}")
    writer.writer_of(app).stop()
    assert updates(told) == [1, 2, 3, 4, 5]
    if time.monotonic() - began < live.EVERY:
        assert len(nudges(told, document_id)) == 1
    wait_for(lambda: len(nudges(told, document_id)) >= 2)
    time.sleep(0.1)
    if time.monotonic() - began < 2 * live.EVERY:
        assert len(nudges(told, document_id)) == 2
    assert {data["by"] for data in nudges(told, document_id)} == {"Anna Keller"}


def test_one_key_nudges_once(app: Flask, document_id: int, anna: Browser, told: Told) -> None:
    anna.type("one")
    writer.writer_of(app).stop()
    time.sleep(live.EVERY + 0.3)
    assert len(nudges(told, document_id)) == 1


def test_a_tab_is_named_only_if_nobody_else_wrote(
    app: Flask, document_id: int, anna: Browser, diego: Browser, told: Told
) -> None:
    """The tab that is named does not read the text again."""
    for page, browser in (("hers", anna), ("hers", anna), ("his", diego)):
        with app.test_request_context(headers={"X-Tab": page}):
            app.preprocess_request()
            browser.type("x")
    wait_for(lambda: len(nudges(told, document_id)) == 2)
    assert [data["tab"] for data in nudges(told, document_id)] == ["hers", ""]


def test_editors_hear_before_the_sender_and_readers_after(
    app: Flask, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(writer, "_first", [lambda _line: order.append("editors")])
    monkeypatch.setattr(writer, "_then", [lambda _lines: order.append("readers")])
    plain = Answer.give

    def give(answer: Answer, outcome: Any) -> None:
        order.append("sender")
        plain(answer, outcome)

    monkeypatch.setattr(Answer, "give", give)
    anna.type("x")
    writer.writer_of(app).stop()
    assert order == ["editors", "sender", "readers"]


def test_a_listener_that_fails_costs_nobody_their_words(
    app: Flask, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_told: Any) -> None:
        raise RuntimeError("nobody hears me")

    monkeypatch.setattr(writer, "_first", [fail])
    monkeypatch.setattr(writer, "_then", [fail])
    assert [anna.type("one"), anna.type("two")] == [1, 2]


def test_a_fault_outside_of_the_batch_ends_no_thread(
    app: Flask, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits is told, and the next are served."""

    def fail(_posts: Any) -> None:
        raise RuntimeError("after the commit")

    monkeypatch.setattr(writer, "_told", fail)
    update = anna.typed("one")
    with pytest.raises(RuntimeError, match="after the commit"):
        anna.send(update, batch=1)
    monkeypatch.undo()
    assert anna.send(update, batch=1) == 1  # it was stored: the repeat is recognised
    assert anna.type("two") == 2


def test_nobody_is_told_of_a_text_that_is_nobodys(
    app: Flask, document_id: int, anna: Browser, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.owners, "owner_of", lambda _document_id: None)
    anna.type("one")
    writer.writer_of(app).stop()
    assert nudges(told, document_id) == []
