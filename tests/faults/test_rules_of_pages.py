"""The rules of a text that people meet on pages (design, section 6), on both databases, with one
server process and with two: who may write, signs of many bytes, what is shown, what stays."""

from typing import Any

import pytest
from pycrdt import XmlElement, XmlText
from sqlalchemy import event, select

from app import rights
from app.database import writing
from app.documents import batch, versions
from app.documents.models import DocumentUpdate, Snapshot, Version
from app.documents.schema import DEEPEST
from app.extensions import db
from app.notes.models import Note
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from tests.documents.test_text import opened
from tests.faults.desk import Desk, on_all

SIGNS = ("é", "😀", "字", "Ω", "e\u0301", "👩\u200d👩\u200d👧")
WHO = [("sean", 404), ("marek", 403), ("ines", 403), ("vera", 403), ("", 401)]


def share(desk: Desk) -> None:
    with desk.process(0), writing():
        note = db.session.query(Note).filter_by(document_id=desk.document_id).one()
        note.share(by=note.author)


@on_all
def test_only_who_may_write_sends(desk: Desk) -> None:
    """Experts, observers and auditors read what is shared; a stranger does not know of it."""
    share(desk)
    anna = desk.browser("anna")
    for place in (0, 1):
        for name, status in WHO:
            client = desk.client(place, name)
            answer = desk.post(client, anna.doc.get_update())
            assert (name, answer.status_code) == (name, status)
            assert answer.text.strip(), name  # it says why
            url, asked = f"/documents/{desk.document_id}/updates", {"Accept": "application/json"}
            assert client.get(url, headers=asked).status_code == status
    assert desk.seq == 0
    assert desk.post(desk.client(1, "anna"), anna.typed("mine")).status_code == 200


@on_all
def test_who_was_removed_sends_nothing_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lena = desk.browser("lena")
    clients = [desk.client(place, "lena") for place in (0, 1)]
    for place, client in enumerate(clients):
        assert desk.post(client, lena.typed("still"), batch=place + 1).status_code == 200
    client = desk.client(0, "anna")
    with desk.process(0):
        pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
        membership = Membership.of(pair.id, desk.people["lena"])
        assert membership
        membership_id = membership.id
    url = f"/pairs/cologne-soria/people/{membership_id}/removal"
    assert client.post(url, data={"once": "o"}).status_code == 303
    # At once where it was done; elsewhere, without a Valkey, when the yes of before is too old.
    assert desk.post(clients[0], lena.typed("not any more"), batch=3).status_code == 404
    monkeypatch.setattr(rights.time, "monotonic", lambda at=rights.time.monotonic: at() + 5.1)
    assert desk.post(clients[1], lena.typed("nor here"), batch=4).status_code == 404
    assert desk.seq == 2


@on_all
def test_signs_of_many_bytes_at_every_border(desk: Desk) -> None:
    """The plain form counts characters, pycrdt bytes: a word goes in between two signs, each pair
    of signs, and what is deleted is one of them."""
    anna, text = desk.client(0, "anna"), "".join(f"{sign}|" for sign in SIGNS)
    path, n = f"/documents/{desk.document_id}/text", 0
    form = opened(anna, desk.document_id)
    assert anna.post(path, data=form | {"text": text}).status_code == 303
    for place, sign in enumerate(SIGNS):
        client = desk.client(place, "diego")
        form, n = opened(client, desk.document_id), n + 1
        now = form["text"].strip()
        changed = now.replace(f"{sign}|", f"{sign}<{n}>|", 1)
        assert client.post(path, data=form | {"text": changed}).status_code == 303
        assert desk.words == [changed] and f"<{n}>" in changed
        form = opened(client, desk.document_id)
        cut = changed.replace(sign, "", 1)
        assert client.post(path, data=form | {"text": cut}).status_code == 303
        assert desk.words == [cut]
        form = opened(client, desk.document_id)
        assert client.post(path, data=form | {"text": changed}).status_code == 303
    # And what an editor then types behind all of them arrives.
    late = desk.browser("anna")
    with desk.process(0):
        found = db.session.scalars(select(DocumentUpdate.payload).order_by("seq"))
        for payload in found:
            late.doc.apply_update(payload)
    before = late.doc.get_state()
    run = late.fragment.children[0].children[0]
    run.insert(len(run), "😀end")
    assert desk.send(1, late, late.doc.get_update(before))
    assert desk.words[0].endswith("😀end") and desk.wrong == []


@on_all
def test_a_page_shows_signs_and_no_markup(desk: Desk) -> None:
    hostile = "<script>alert(1)</script><b onclick=x>&lt;i&gt;</b>"
    desk.type(0, desk.browser("anna"), hostile)
    for place in (0, 1):
        html = desk.client(place, "diego").get(f"/documents/{desk.document_id}").text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=x&gt;&amp;lt;i" in html
        assert "<script>alert" not in html and "<b onclick" not in html


@on_all
def test_a_text_of_5000_nested_quotes_is_shown_to_the_deepest(desk: Desk) -> None:
    anna = desk.browser("anna")
    before, parent = anna.doc.get_state(), anna.fragment
    for _ in range(5000):
        parent = parent.children.append(XmlElement("blockquote"))
    parent.children.append(XmlText("unseen"))
    assert desk.send(0, anna, anna.doc.get_update(before), resync=True) == 1
    path = f"/documents/{desk.document_id}"
    for place in (0, 1):
        client = desk.client(place, "diego")
        answer = client.get(path)
        assert answer.status_code == 200 and "unseen" not in answer.text
        assert answer.text.count("<blockquote>") == DEEPEST + 1
        assert client.get(f"{path}/text").status_code == 200
    assert desk.type(1, desk.browser("diego"), "Life goes on") == 2
    assert "Life goes on" in desk.client(0, "anna").get(path).text


@on_all
def test_what_is_stored_is_never_changed_or_deleted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 2)
    said: list[str] = []
    for app in desk.apps:
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *a: said.append(a[2].lower()))
    anna, path = desk.browser("anna"), f"/documents/{desk.document_id}"
    for n in range(4):
        desk.type(n, anna, f"line {n}")
    client = desk.client(1, "anna")
    assert client.post(f"{path}/versions", data={"name": "Then", "once": "o1"}).status_code == 303
    desk.type(0, anna, "later")
    before = stored(desk)
    with desk.process(1):
        then = versions.of(desk.document_id)[0].id
    answer = client.post(f"{path}/versions/{then}/restoration", data={"once": "o2"})
    assert answer.status_code == 303
    assert desk.words == [f"line {n}" for n in range(4)]
    after = stored(desk)
    for kind, rows in before.items():
        assert after[kind][: len(rows)] == rows
    assert len(after["document_update"]) == len(before["document_update"]) + 1
    tables = ("document_update", "document_snapshot", "document_version")
    for verb in ("update", "delete from"):
        assert [s for s in said if s.startswith(tuple(f"{verb} {t} " for t in tables))] == []
    assert desk.wrong == []


def stored(desk: Desk) -> dict[str, list[Any]]:
    with desk.process(0):
        tables = (DocumentUpdate.__table__, Snapshot.__table__, Version.__table__)
        asked = {table.name: select(table).order_by(table.c.id) for table in tables}
        return {name: [tuple(r) for r in db.session.execute(a)] for name, a in asked.items()}


@on_all
@pytest.mark.parametrize("model", [DocumentUpdate, Snapshot, Version])
def test_a_row_refuses_to_be_changed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, model: Any
) -> None:
    monkeypatch.setattr(batch, "SNAPSHOT_LINES", 1)
    desk.type(0, desk.browser("anna"), "one")
    url = f"/documents/{desk.document_id}/versions"
    desk.client(0, "anna").post(url, data={"name": "Then", "once": "o"})
    for act in ("change", "delete"):
        with desk.process(1):
            row = db.session.scalars(select(model)).first()
            assert row
            if act == "change":
                row.seq = 99
            else:
                db.session.delete(row)
            with pytest.raises(ValueError, match="never changed"):
                db.session.flush()
            db.session.rollback()
