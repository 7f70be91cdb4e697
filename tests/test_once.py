"""A button that is pressed twice acts once: every POST of the app, sent twice with its `once`.

A new route is missed by itself; one that does not take a `once` has to be named here, with why.
The buttons stand in presses.py.
"""

import io
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from tests.claims import story
from tests.presses import AREAS, NAMES, NEWEST

WITHOUT = {
    "poll_guests.speak": "who holds a link is nobody: the same answer twice is the same answer",
    "accounts.send": "asks for a mail, signed out: its limits are in the database",
    "accounts.enter": "signs in: who is in already goes on to where they wanted",
    "accounts.sign_out": "signs out: who is out already stays out",
    "profile.sign_out_everywhere": "signs out: the second press finds nobody",
    "news.unsubscribe": "who holds the link is nobody: the mails end once, however often",
    "profile.speak": "sets the language to the one that was pressed, as often as it is pressed",
    "demo.enter": "signs in",
    "invitations.accept": "signs in; an invitation that was accepted is closed",
    "documents.editor.add_picture": "hangs a picture on the text, which shows it where it is put",
    "presence.tell": "tells where somebody is, and stores nothing",
    "typing.jot": "replaces what was typed before, and is told to nobody",
    "documents.document_updates.send": "is counted by its batch, see tests/documents",
}
LEADS = ("Location", "HX-Redirect")


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """All that is stored."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    return {t.name: [tuple(row) for row in db.session.execute(select(t))] for t in tables}


def sent(client: FlaskClient, url: str, data: dict[str, Any]) -> Any:
    """As a plain form; bytes are a file."""
    files = {n: (io.BytesIO(v), NAMES[n]) for n, v in data.items() if isinstance(v, bytes)}
    answer = client.post(url, data=data | files)
    answer.request.environ["wsgi.input"].close()
    return answer


def address(app: Flask, endpoint: str) -> str:
    rule = next(app.url_map.iter_rules(endpoint))
    with app.test_request_context():
        return url_for(endpoint, **{name: NEWEST[name]() for name in rule.arguments})


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("area", AREAS)
def test_pressed_twice_is_done_once(
    app: Flask, as_: Callable[..., FlaskClient], area: str, htmx: bool
):
    if area in ("claims", "takeaways"):
        story.visit()
    for press in AREAS[area]:
        client, once = as_(press.who, htmx=htmx), secrets.token_hex(8)
        data = press.form(as_(press.who)) | {"once": once}
        url, before = address(app, press.endpoint), rows()
        first, after = sent(client, url, data), rows()
        again = sent(client, url, data)
        assert first.status_code in ((200, 204) if htmx else (303,)), (press, first.text)
        assert after != before, press
        assert again.status_code == first.status_code, (press, again.text)
        assert [again.headers.get(name) for name in LEADS] == [
            first.headers.get(name) for name in LEADS
        ]
        assert rows() == after, press
        # Among the keys of a person, or for a text in its log: not only by chance the same.
        assert once in str(after), press


def test_every_button_is_pressed_here(app: Flask):
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    pressed = {press.endpoint for presses in AREAS.values() for press in presses}
    assert posts - pressed == set(WITHOUT)
    assert not pressed & set(WITHOUT)
