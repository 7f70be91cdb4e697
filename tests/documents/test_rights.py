"""Who may write is remembered for five seconds: asked once, and anew as soon as it may be lost."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import access, rights
from app.accounts.models import Person
from app.documents.schema import SCHEMA_VERSION
from app.events import act
from app.extensions import db
from app.live import bus
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.plans.models import Plan
from tests.cast import on_both, person
from tests.documents.writing import Browser
from tests.queries import count_queries

As = Callable[..., FlaskClient]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The documents that access was asked for."""
    found: list[int] = []
    plain = access.document_to

    def document_to(verb: str, document_id: int) -> Any:
        found.append(document_id)
        return plain(verb, document_id)

    monkeypatch.setattr(access, "document_to", document_to)
    return found


def send(client: FlaskClient, document_id: int, browser: Browser, words: str = "x") -> int:
    browser.batch += 1
    keys = {"tab": browser.tab, "batch": browser.batch, "schema_version": SCHEMA_VERSION}
    url = f"/documents/{document_id}/updates"
    return client.post(url, data=browser.typed(words), query_string=keys).status_code


def note_of(document_id: int) -> Note:
    return db.session.query(Note).filter_by(document_id=document_id).one()


@on_both
def test_a_keystroke_asks_no_database_before_the_writer(
    as_: As, document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_("anna")
    assert send(client, document_id, anna) == 200
    monkeypatch.setattr("app.documents.log.append", lambda *_a, **_k: 7)
    with count_queries() as sent:
        assert send(client, document_id, anna) == 200
    assert sent == []


def test_who_may_write_is_asked_once(
    as_: As, document_id: int, anna: Browser, asked: list[int]
) -> None:
    client = as_("anna")
    for _time in range(3):
        assert send(client, document_id, anna) == 200
    assert asked == [document_id]


def test_another_session_and_another_text_are_others(
    as_: As, pair: Any, cast: Any, document_id: int, anna: Browser, asked: list[int]
) -> None:
    assert send(as_("anna"), document_id, anna) == 200
    assert send(as_("sean"), document_id, anna) == 404
    assert send(as_("marek"), document_id, anna) == 404
    plan = Plan.of(pair.id)
    assert plan
    section = plan.sections[0]
    other = Browser(section.document_id, cast["lena"].id, "l" * 32)
    assert send(as_("lena"), document_id, other) == 200
    assert send(as_("lena"), section.document_id, other) == 403


def test_it_is_never_older_than_five_seconds(
    as_: As, document_id: int, anna: Browser, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, now = as_("anna"), time.monotonic()
    assert send(client, document_id, anna) == 200
    monkeypatch.setattr(rights.time, "monotonic", lambda: now + 4.5)
    assert send(client, document_id, anna) == 200
    assert len(asked) == 1
    monkeypatch.setattr(rights.time, "monotonic", lambda: now + 6)
    assert send(client, document_id, anna) == 200
    assert len(asked) == 2


@on_both
def test_a_removed_member_is_out_with_the_next_key(
    as_: As, pair: Any, cast: dict[str, Person], document_id: int
) -> None:
    client, lena = as_("lena"), Browser(document_id, cast["lena"].id, "l" * 32)
    assert send(client, document_id, lena) == 200
    gone = Membership.of(pair.id, cast["lena"].id)
    assert gone
    act(lambda: gone.remove(by=person("anna")), by=person("anna"))
    assert send(client, document_id, lena) == 404
    act(lambda: gone.restore(by=person("anna")), by=person("anna"))
    assert send(client, document_id, lena) == 409  # in again; what was refused is missing now


def test_who_becomes_an_observer_is_out_with_the_next_key(
    as_: As, pair: Any, cast: dict[str, Person], document_id: int
) -> None:
    client, lena = as_("lena"), Browser(document_id, cast["lena"].id, "l" * 32)
    assert send(client, document_id, lena) == 200
    hers = Membership.of(pair.id, cast["lena"].id)
    assert hers
    act(lambda: hers.change(hers.version, "observer", None, by=person("anna")), by=person("anna"))
    assert send(client, document_id, lena) == 404  # the note is not shared


def test_who_has_signed_out_everywhere_is_out_with_the_next_key(
    as_: As, cast: dict[str, Person], document_id: int, anna: Browser
) -> None:
    client = as_("anna")
    assert send(client, document_id, anna) == 200
    act(lambda: cast["anna"].sign_out_everywhere(), by=cast["anna"])
    assert send(client, document_id, anna) == 401


def test_a_text_in_the_bin_takes_no_key(as_: As, document_id: int, anna: Browser) -> None:
    client = as_("anna")
    assert send(client, document_id, anna) == 200
    act(lambda: note_of(document_id).remove(by=person("diego")), by=person("diego"))
    assert send(client, document_id, anna) == 404


def test_whom_the_owner_lets_write_no_longer_is_out_with_the_next_key(
    as_: As, pair: Any, cast: dict[str, Person]
) -> None:
    plan = Plan.of(pair.id)
    assert plan
    section, anna = plan.sections[0], cast["anna"]
    words: dict[str, Any] = {"by": anna, "heading": "What we will do", "owner": anna}
    act(lambda: section.change(section.version, writers=[cast["lena"]], **words), by=anna)
    document_id = section.document_id
    client, lena = as_("lena"), Browser(document_id, cast["lena"].id, "l" * 32)
    assert send(client, document_id, lena) == 200
    act(lambda: section.change(section.version, writers=[], **words), by=anna)
    assert send(client, document_id, lena) == 403


def test_other_processes_are_told_and_believed(
    app: Flask, as_: As, document_id: int, anna: Browser, asked: list[int], cast: Any
) -> None:
    client, told = as_("anna"), []
    assert send(client, document_id, anna) == 200
    here = bus.here()
    here.heard({"kind": "rights"})  # what another process says
    assert send(client, document_id, anna) == 200
    assert len(asked) == 2
    here.gap()  # what it may have said
    assert send(client, document_id, anna) == 200
    assert len(asked) == 3
    here.tell = told.append  # type: ignore[method-assign]
    act(lambda: note_of(document_id).share(by=cast["anna"]), by=cast["anna"])
    assert {"kind": "rights"} in told


def test_an_answer_from_before_is_not_kept(
    as_: As, document_id: int, anna: Browser, asked: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody loses a right while access is looking: it may have looked a moment too early."""
    client, plain = as_("anna"), access.document_to

    def overtaken(verb: str, number: int) -> Any:
        found = plain(verb, number)
        bus.here().heard({"kind": "rights"})
        return found

    monkeypatch.setattr(access, "document_to", overtaken)
    assert send(client, document_id, anna) == 200
    assert send(client, document_id, anna) == 200
    assert len(asked) == 2
