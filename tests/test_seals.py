"""The seals of a cookie and of a token are not computed anew for each keystroke; and nothing passes
that would not have passed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from app.accounts import sessions

As = Callable[..., FlaskClient]


@pytest.fixture
def site(app: Flask) -> Flask:
    """CSRF as in real life, and pages that show a session and what they did to it."""
    app.config["WTF_CSRF_ENABLED"] = True
    app.add_url_rule("/look", view_func=lambda: dict(session), endpoint="look")
    app.add_url_rule("/do", view_func=lambda: "done", endpoint="do", methods=["POST"])

    def spoil() -> str:
        session["list"].append("mine")  # changes its own only: nothing marks it as changed
        return "spoilt"

    app.add_url_rule("/spoil", view_func=spoil, endpoint="spoil")
    return app


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was really checked."""
    found: list[str] = []
    plain = URLSafeTimedSerializer.loads

    def loads(self: Any, text: Any, *more: Any, **named: Any) -> Any:
        found.append(str(text))
        return plain(self, text, *more, **named)

    monkeypatch.setattr(URLSafeTimedSerializer, "loads", loads)
    return found


def token(client: FlaskClient) -> str:
    return str(client.get("/session/token").json["token"])  # type: ignore[index]


def test_both_are_checked_once(site: Flask, as_: As, unsealed: list[str]) -> None:
    client = as_("anna")
    sent = token(client)
    unsealed.clear()
    for _time in range(4):
        assert client.post("/do", headers={"X-CSRFToken": sent}).status_code == 200
    assert len(unsealed) == 2  # the cookie that now holds a token, and the token


def test_a_cookie_is_checked_again_after_a_minute(
    site: Flask, as_: As, unsealed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_("anna")
    client.get("/look")
    unsealed.clear()
    client.get("/look")
    assert unsealed == []
    now = sessions.time.monotonic()
    monkeypatch.setattr(sessions.time, "monotonic", lambda: now + 61)
    client.get("/look")
    assert len(unsealed) == 1


def test_a_forged_cookie_is_no_session(site: Flask, as_: As) -> None:
    client = as_("anna")
    assert client.get("/look").json["_user_id"]  # type: ignore[index]
    cookie = client.get_cookie("tandem")
    assert cookie
    for forged in (cookie.value[:-2], "x" + cookie.value[1:], cookie.value.replace(".", "..", 1)):
        client.set_cookie("tandem", forged)
        assert client.get("/look").json == {}
        assert client.get("/look").json == {}


def test_each_request_has_a_session_of_its_own(site: Flask) -> None:
    client = site.test_client()
    with client.session_transaction() as kept:
        kept["list"] = []
    for _time in range(2):
        assert client.get("/spoil").text == "spoilt"
        assert client.get("/look").json == {"list": []}


def test_a_session_that_changed_is_another_cookie(site: Flask, as_: As) -> None:
    client = as_("anna")
    assert client.get("/look").json["_user_id"]  # type: ignore[index]
    client.post("/sign-out", headers={"X-CSRFToken": token(client)})
    assert "_user_id" not in client.get("/look").json  # type: ignore[operator]


@pytest.mark.parametrize("sent", ["", "x", "other", "cut"])
def test_another_token_is_looked_at_as_ever(site: Flask, as_: As, sent: str) -> None:
    client, other = as_("anna"), as_("diego")
    mine, theirs = token(client), token(other)
    for good, browser in ((mine, client), (theirs, other)):
        assert browser.post("/do", headers={"X-CSRFToken": good}).status_code == 200
    wrong = {"other": theirs, "cut": mine[:-1]}.get(sent, sent)
    for _time in range(2):
        assert client.post("/do", headers={"X-CSRFToken": wrong}).status_code == 400


def test_a_forms_token_makes_no_header_good(site: Flask, as_: As) -> None:
    client = as_("anna")
    good, junk = token(client), {"X-CSRFToken": "junk"}
    assert client.post("/do", data={"csrf_token": good}, headers=junk).status_code == 200
    assert client.post("/do", headers=junk).status_code == 400


def test_tokens_that_end_are_checked_each_time(site: Flask, as_: As, unsealed: list[str]) -> None:
    site.config["WTF_CSRF_TIME_LIMIT"] = 3600
    client = as_("anna")
    sent = token(client)
    client.post("/do", headers={"X-CSRFToken": sent})
    unsealed.clear()
    client.post("/do", headers={"X-CSRFToken": sent})
    assert unsealed == [sent]
