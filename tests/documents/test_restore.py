"""A version restored: a new line of the log, nothing rewritten, what is equal stays the same."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.activity import feed
from app.documents import check, live, store, tree, versions, writer
from app.documents.models import DocumentUpdate, Version
from app.events import Event
from app.extensions import db
from tests.cast import on_both
from tests.documents.writing import Browser, new_document, read, seq_of

As = Callable[..., FlaskClient]


def keep(document_id: int, name: str) -> int:
    """A version of the text of now."""
    db.session.rollback()
    doc, seq = store.load(document_id)
    version = versions.keep(document_id, seq, doc.get_update(), name)
    db.session.commit()
    return version.id


def url_of(document_id: int, version_id: int) -> str:
    return f"/documents/{document_id}/versions/{version_id}"


def states(document_id: int) -> list[tuple[int, str | None, int | None]]:
    db.session.rollback()
    return [(v.seq, v.name, v.by_id) for v in versions.of(document_id)]


@pytest.fixture
def then(document_id: int, anna: Browser) -> int:
    """A version with two paragraphs; the text has become another since."""
    anna.type("Kept é")
    anna.type("Goes 😀")
    version_id = keep(document_id, "Then")
    del anna.fragment.children[1]
    anna.send(anna.doc.get_update())
    anna.type("Came 字")
    return version_id


@on_both
def test_a_version_becomes_the_text_again(
    as_: As, document_id: int, then: int, cast: dict[str, Person]
) -> None:
    diego = cast["diego"].id
    before = [(row.seq, row.payload) for row in db.session.scalars(select(DocumentUpdate))]
    answer = as_("diego").post(f"{url_of(document_id, then)}/restoration", data={"once": "o1"})
    assert answer.status_code == 303 and answer.location == url_of(document_id, then)
    assert read(document_id) == ["Kept é", "Goes 😀"]
    after = [(row.seq, row.payload) for row in db.session.scalars(select(DocumentUpdate))]
    assert after[:-1] == before and after[-1][0] == 5
    # The state before is kept, so that this can be undone.
    assert states(document_id) == [(4, None, diego), (2, "Then", None)]
    undo = versions.of(document_id)[0].id
    as_("diego").post(f"{url_of(document_id, undo)}/restoration", data={"once": "o2"})
    assert read(document_id) == ["Kept é", "Came 字"]
    assert check.verify(document_id) == []


@on_both
def test_pressed_twice_it_restores_once(
    as_: As, document_id: int, then: int, anna: Browser
) -> None:
    url = f"{url_of(document_id, then)}/restoration"
    assert as_("anna").post(url, data={"once": "o1"}).status_code == 303
    assert as_("anna").post(url, data={"once": "o1"}).status_code == 303
    assert seq_of(document_id) == 5
    # Another press, with nothing left to do, writes nothing and keeps nothing.
    assert as_("anna").post(url, data={"once": "o2"}).status_code == 303
    assert seq_of(document_id) == 5 and len(states(document_id)) == 2
    anna.doc.apply_update(store.load(document_id)[0].get_update())
    anna.type("More")
    # The same key once more is a repeat, not a wish.
    assert as_("anna").post(url, data={"once": "o1"}).status_code == 303
    assert read(document_id)[-1] == "More"
    # Without a key each press is its own.
    as_("anna").post(url)
    assert read(document_id) == ["Kept é", "Goes 😀"]
    as_("anna").post(f"{url_of(document_id, versions.of(document_id)[0].id)}/restoration")
    assert read(document_id)[-1] == "More"


def test_who_may(as_: As, document_id: int, then: int, pair: Any, cast: dict[str, Any]) -> None:
    url = f"{url_of(document_id, then)}/restoration"
    for name, status in (("sean", 404), ("marek", 404), ("ines", 404), ("vera", 403)):
        assert as_(name).post(url).status_code == status, name
    as_("anna").post(f"/pairs/cologne-soria/notes/{_note(document_id)}/sharing")
    for name in ("marek", "ines", "vera"):
        assert as_(name).post(url).status_code == 403, name
    other = new_document(pair, cast["anna"])
    assert as_("anna").post(f"{url_of(other, then)}/restoration").status_code == 404
    assert read(document_id) == ["Kept é", "Came 字"]
    page = as_("vera").get(url_of(document_id, then)).text
    assert "/restoration" not in page and "/comparison?from=" in page


def _note(document_id: int) -> int:
    from app.access import owner_of

    owner = owner_of(document_id)
    assert owner
    return owner.id


def test_it_is_told_to_those_who_may_hear(
    app: Flask,
    as_: As,
    document_id: int,
    then: int,
    heard: Callable[[str], list[str]],
    pair: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "EVERY", 0)  # seconds between two nudges of one text
    as_("diego", tab="t1").post(f"{url_of(document_id, then)}/restoration", data={"once": "o"})
    events = db.session.scalars(
        select(Event).where(Event.name.like("document.%")).order_by(Event.id)
    ).all()
    assert [(e.name, e.kind, e.audience) for e in events] == [
        ("document.edited", "note", f"pair-{pair.id}-staff"),
        ("document.restored", "note", f"pair-{pair.id}-staff"),
    ]
    entry = feed.read(pair, [f"pair-{pair.id}-staff"], zone="UTC", shared_only=False).entries[0]
    assert "Diego Serrano" in entry.sentence and "restored an older version" in entry.sentence
    writer.writer_of(app).stop()  # listeners run after the answer
    assert f"document-{document_id}" in heard("anna")
    assert f"document-{document_id}" not in heard("marek")


def test_the_page_asks_and_htmx_gets_the_fragment(as_: As, document_id: int, then: int) -> None:
    page = as_("anna").get(url_of(document_id, then)).text
    assert "data-confirm=" in page and f'action="{url_of(document_id, then)}/restoration"' in page
    answer = as_("anna", htmx=True).post(f"{url_of(document_id, then)}/restoration")
    assert answer.status_code == 200 and "<html" not in answer.text
    assert "Restored." in answer.text and "/restoration" not in answer.text
    assert "The text of now says the same." in as_("anna").get(url_of(document_id, then)).text


@on_both
def test_those_who_type_meanwhile_lose_nothing(
    app: Flask, as_: As, document_id: int, then: int, anna: Browser, cast: dict[str, Any]
) -> None:
    """What stands in a block that stays is in the text; all is in the log, and all copies agree."""
    diego = Browser(document_id, cast["diego"].id, "d" * 32)
    diego.doc.apply_update(anna.doc.get_update())
    begin = threading.Barrier(3)

    def type_on(browser: Browser, sign: str) -> None:
        with app.app_context():
            begin.wait()
            for _ in range(15):
                before = browser.doc.get_state()
                words = browser.fragment.children[0].children[0]
                words.insert(len(words), sign)
                browser.send(browser.doc.get_update(before))

    threads = [threading.Thread(target=type_on, args=pair) for pair in ((anna, "A"), (diego, "D"))]
    for thread in threads:
        thread.start()
    begin.wait()
    client = as_("lena")
    assert client.post(f"{url_of(document_id, then)}/restoration").status_code == 303
    for thread in threads:
        thread.join()
    assert seq_of(document_id) == 4 + 30 + 1
    assert check.verify(document_id) == []
    doc, _ = store.load(document_id)
    for browser in (anna, diego):
        mine = browser.doc
        mine.apply_update(doc.get_update())
        assert tree.same(tree.read(mine), tree.read(doc))
    # Restored to what it was: the first block was being typed in, so it was put back as well.
    assert "Goes 😀" in read(document_id)


def test_typing_in_a_block_that_is_equal_goes_on(
    as_: As, document_id: int, then: int, anna: Browser
) -> None:
    """Anna's next words, made before she hears of it, land in the very same paragraph."""
    as_("diego").post(f"{url_of(document_id, then)}/restoration")
    before = anna.doc.get_state()
    words = anna.fragment.children[0].children[0]
    words.insert(len(words), " and more")
    anna.send(anna.doc.get_update(before))
    assert read(document_id) == ["Kept é and more", "Goes 😀"]


def test_a_version_of_nothing_empties_the_text(as_: As, document_id: int, anna: Browser) -> None:
    empty = keep(document_id, "Empty")
    anna.type("words")
    assert as_("anna").post(f"{url_of(document_id, empty)}/restoration").status_code == 303
    assert read(document_id) == []
    kept = db.session.scalars(select(Version).order_by(Version.seq.desc())).first()
    assert kept and "words" in tree.words_of(versions.text_of(kept))
