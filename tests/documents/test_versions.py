"""Versions: kept after a spell of work or named by someone, never changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app import clock
from app.documents import check, versions
from app.documents.models import Version
from app.extensions import db
from app.notes.models import Note
from tests.cast import on_both
from tests.documents.writing import Browser, new_document

As = Callable[..., FlaskClient]


def of(document_id: int) -> list[tuple[int, str | None, list[str]]]:
    db.session.rollback()
    found = versions.listed(document_id)
    return [(v.seq, v.name, [person.name for person in people]) for v, people in found]


def latest(document_id: int) -> Version:
    db.session.rollback()
    return versions.of(document_id)[0]


def wait(monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "source", lambda: later)


@on_both
def test_work_after_a_pause_keeps_what_was_before(
    document_id: int, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = Browser(document_id, cast["anna"].id, "a")
    diego = Browser(document_id, cast["diego"].id, "d")
    anna.type("one")
    diego.type("two")
    wait(monkeypatch, 9)
    anna.type("three")
    assert of(document_id) == []
    wait(monkeypatch, 11)
    diego.type("four")
    wait(monkeypatch, 60)
    anna.type("five")
    assert of(document_id) == [
        (4, None, ["Diego Serrano"]),
        (3, None, ["Anna Keller", "Diego Serrano"]),
    ]
    first = versions.of(document_id)[-1]
    assert "four" not in str(versions.text_of(first)) and "three" in str(versions.text_of(first))
    assert check.verify(document_id) == []


def test_one_names_the_text_of_now_and_others_look_at_it(
    as_: As, document_id: int, cast: dict[str, Any]
) -> None:
    Browser(document_id, cast["anna"].id, "a").type("As it was, Köln 😀")
    url = f"/documents/{document_id}/versions"
    answer = as_("diego", htmx=True).post(url, data={"name": " To the  council ", "once": "o1"})
    assert answer.status_code == 200 and "To the council" in answer.text
    as_("diego").post(url, data={"name": "again", "once": "o1"})
    assert of(document_id) == [(1, "To the council", ["Anna Keller"])]
    Browser(document_id, cast["diego"].id, "d").type("later words")
    version = latest(document_id)
    page = as_("anna").get(f"{url}/{version.id}").text
    assert "As it was, Köln 😀" in page and "later words" not in page


def test_a_version_without_a_name_is_refused(as_: As, document_id: int) -> None:
    answer = as_("anna", htmx=True).post(f"/documents/{document_id}/versions", data={"name": " "})
    assert answer.status_code == 422
    assert of(document_id) == []


def test_rights_and_other_documents(as_: As, pair: Any, document_id: int, cast: Any) -> None:
    Browser(document_id, cast["anna"].id, "a").type("words")
    as_("anna").post(f"/documents/{document_id}/versions", data={"name": "one"})
    version = latest(document_id)
    other = new_document(pair, cast["anna"])
    assert as_("anna").get(f"/documents/{other}/versions/{version.id}").status_code == 404
    assert as_("sean").get(f"/documents/{document_id}/versions/{version.id}").status_code == 404
    assert as_("sean").get(f"/documents/{document_id}/versions").status_code == 404
    assert as_("vera").get(f"/documents/{document_id}/versions").status_code == 200
    named = as_("vera").post(f"/documents/{document_id}/versions", data={"name": "mine"})
    assert named.status_code == 403


def test_a_version_is_never_changed(as_: As, document_id: int, cast: dict[str, Any]) -> None:
    Browser(document_id, cast["anna"].id, "a").type("words")
    as_("anna").post(f"/documents/{document_id}/versions", data={"name": "one"})
    version = latest(document_id)
    version.name = "other"
    with pytest.raises(ValueError, match="never changed"):
        db.session.flush()
    db.session.rollback()


def test_an_expert_sees_no_version_from_before_the_sharing(
    as_: As, document_id: int, cast: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, note = f"/documents/{document_id}/versions", db.session.query(Note).one()
    Browser(document_id, cast["anna"].id, "a").type("Between us")
    as_("anna").post(url, data={"name": "Ours alone"})
    ours = latest(document_id)
    wait(monkeypatch, 1)
    as_("anna").post(f"/pairs/cologne-soria/notes/{note.id}/sharing")
    wait(monkeypatch, 1)
    as_("anna").post(url, data={"name": "For everyone"})
    shared = latest(document_id)
    for name, sees in (("diego", True), ("vera", True), ("marek", False), ("ines", False)):
        page = as_(name).get(url).text
        assert "For everyone" in page and ("Ours alone" in page) is sees, name
        assert as_(name).get(f"{url}/{shared.id}").status_code == 200
        assert as_(name).get(f"{url}/{ours.id}").status_code == (200 if sees else 404)
