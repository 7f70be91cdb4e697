"""The plain form through the front door: two people save the same text and lose nothing."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.database import writing
from app.documents import check, store, writer
from app.documents.models import DocumentUpdate
from app.events import Event
from app.extensions import db
from app.notes.models import Note
from tests.documents.writing import Browser, new_document, read, seq_of

As = Callable[..., FlaskClient]


@pytest.fixture
def document_id(pair: Any, cast: dict[str, Any]) -> int:
    return new_document(pair, cast["anna"], "Bicycles need a winter service.\n\n- one\n- two")


def opened(client: FlaskClient, document_id: int) -> dict[str, str]:
    """What somebody has in the form who opens it now."""
    html = client.get(f"/documents/{document_id}/text").text
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', html))
    text = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", html, re.DOTALL)
    assert text
    return fields | {"text": unescape(text[1])}


def post(client: FlaskClient, document_id: int, form: dict[str, str], **changed: str) -> Any:
    return client.post(f"/documents/{document_id}/text", data=form | changed)


def test_the_text_reads_as_a_live_region(as_: As, document_id: int) -> None:
    page = as_("anna").get(f"/documents/{document_id}").text
    assert "<h1>Cycling in winter</h1>" in page
    fragment = as_("marek", htmx=True).get(f"/documents/{document_id}")
    assert fragment.status_code == 404  # not yet shared
    fragment_of_anna = as_("anna", htmx=True).get(f"/documents/{document_id}").text
    assert fragment_of_anna.startswith(f'<section id="document-{document_id}"')
    assert 'hx-trigger="nudge"' in fragment_of_anna
    assert "<p>Bicycles need a winter service.</p>" in fragment_of_anna


def test_two_people_who_save_the_same_text_lose_nothing(as_: As, document_id: int) -> None:
    anna, diego = as_("anna", htmx=True), as_("diego", htmx=True)
    hers, his = opened(anna, document_id), opened(diego, document_id)
    first = post(anna, document_id, hers, text=hers["text"].replace("winter", "winter and summer"))
    assert first.status_code == 200
    assert "Saved." in first.text and "Merged" not in first.text
    second = post(diego, document_id, his, text=his["text"] + "\n- three, in Soria 😀")
    assert "Merged with changes by Anna Keller." in second.text
    assert "winter and summer" in second.text and "three, in Soria 😀" in second.text
    assert check.verify(document_id) == []


def test_a_plain_form_is_answered_with_303_and_says_what_was_merged(
    as_: As, document_id: int
) -> None:
    anna, diego = as_("anna"), as_("diego")
    hers, his = opened(anna, document_id), opened(diego, document_id)
    post(anna, document_id, hers, text=hers["text"] + "\n\nMore of Anna's.")
    answer = post(diego, document_id, his, text="Diego's line.\n\n" + his["text"])
    assert answer.status_code == 303
    page = diego.get(answer.location).text
    assert "Merged with changes by Anna Keller." in page
    assert "More of Anna's." in unescape(page)


def test_a_double_click_saves_once(as_: As, document_id: int) -> None:
    anna = as_("anna")
    form = opened(anna, document_id)
    for _ in range(2):
        post(anna, document_id, form, text=form["text"] + "\n- once only")
    assert read(document_id).count("once only") == 0  # it stands inside the list
    assert "".join(read(document_id)).count("once only") == 1
    assert seq_of(document_id) == 2


def test_saving_without_a_change_writes_nothing(as_: As, document_id: int) -> None:
    anna = as_("anna", htmx=True)
    assert post(anna, document_id, opened(anna, document_id)).status_code == 200
    assert seq_of(document_id) == 1


def test_a_form_that_stood_open_for_weeks_still_merges(
    as_: As, document_id: int, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, diego = as_("anna", htmx=True), as_("diego", htmx=True)
    old = opened(anna, document_id)
    for n in range(12):
        form = opened(diego, document_id)
        post(diego, document_id, form, text=form["text"] + f"\n- week {n}")
    later = clock.now() + timedelta(days=45)
    monkeypatch.setattr(clock, "source", lambda: later)
    answer = post(anna, document_id, old, text="From long ago.\n\n" + old["text"])
    assert "From long ago." in answer.text and "week 11" in answer.text


@pytest.mark.parametrize("base", ["", "99", "-1", "x", "²"])
def test_a_broken_form_gives_the_words_back(as_: As, document_id: int, base: str) -> None:
    anna = as_("anna", htmx=True)
    form = opened(anna, document_id)
    answer = post(anna, document_id, form, base=base, text="My precious words")
    assert answer.status_code == 422
    assert "My precious words" in answer.text
    assert seq_of(document_id) == 1


def test_a_failure_gives_the_words_back(
    as_: As, document_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = as_("anna", htmx=True)
    form = opened(anna, document_id)

    def slow(*_args: Any, **_keys: Any) -> int:
        raise TimeoutError

    monkeypatch.setattr("app.documents.log.change", slow)
    answer = post(anna, document_id, form, text="My precious words")
    assert answer.status_code == 422
    assert "My precious words" in answer.text and "could not be saved now" in answer.text


@pytest.mark.parametrize(("name", "status"), [("sean", 404), ("marek", 403), ("ines", 403)])
def test_who_may_not_write(as_: As, document_id: int, name: str, status: int) -> None:
    with writing():
        note = db.session.scalars(select(Note).where(Note.document_id == document_id)).one()
        note.share(by=note.author)
    form = opened(as_("anna"), document_id)
    assert post(as_(name), document_id, form, text="mine").status_code == status
    assert as_(name).get(f"/documents/{document_id}/text").status_code == status
    reading = as_(name).get(f"/documents/{document_id}")
    assert reading.status_code == (404 if status == 404 else 200)
    assert "Edit" not in reading.text.partition('class="document"')[2]


def test_the_others_are_nudged_and_the_acting_tab_is_named(
    as_: As, document_id: int, heard: Callable[[str], list[str]], app: Flask
) -> None:
    anna = as_("anna", htmx=True, tab="tab-of-anna")
    form = opened(anna, document_id)
    post(anna, document_id, form, text=form["text"] + "\n- more")
    writer.writer_of(app).stop()  # listeners run after the answer
    region = f"document-{document_id}"
    assert region in heard("diego")
    assert region not in heard("marek") and region not in heard("sean")


def test_work_is_told_once_in_ten_minutes(
    as_: As, document_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = as_("anna", htmx=True)
    for n in range(3):
        form = opened(anna, document_id)
        post(anna, document_id, form, text=form["text"] + f"\n- more {n}")
    asked = select(Event).where(Event.name == "document.edited")
    db.session.rollback()
    event = db.session.scalars(asked).one()
    assert (event.kind, event.data["title"]) == ("note", "Cycling in winter")
    assert event.audience.endswith("-staff")
    later = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "source", lambda: later)
    form = opened(anna, document_id)
    post(anna, document_id, form, text=form["text"] + "\n- later")
    db.session.rollback()
    assert len(db.session.scalars(asked).all()) == 2


def test_a_live_editor_and_the_form_meet(as_: As, document_id: int, cast: dict[str, Any]) -> None:
    diego = Browser(document_id, cast["diego"].id, "d" * 32)
    diego.doc.apply_update(store.load(document_id)[0].get_update())
    anna = as_("anna", htmx=True)
    form = opened(anna, document_id)
    diego.type("typed live")
    answer = post(anna, document_id, form, text=form["text"].replace("need", "always need"))
    assert "Merged with changes by Diego Serrano." in answer.text
    assert read(document_id) == ["Bicycles always need a winter service.", "onetwo", "typed live"]
    rows = db.session.scalars(select(DocumentUpdate.person_id).order_by(DocumentUpdate.seq)).all()
    assert rows == [cast["anna"].id, cast["diego"].id, cast["anna"].id]
