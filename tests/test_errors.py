"""How errors are told: to a page, to htmx, to a stream; and that nothing typed is lost."""

import pytest
from flask import abort
from sqlalchemy.exc import OperationalError

from app.errors import Refused, Stale
from app.extensions import db
from tests.cast import on_both

PEOPLE = "/pairs/cologne-soria/people"


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_leads_to_the_sign_in_and_back(app, method):
    answer = getattr(app.test_client(), method)(PEOPLE)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/sign-in?next={PEOPLE}"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_first_page_leads_to_the_sign_in(app):
    assert app.test_client().get("/").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PEOPLE, {"HX-Request": "true", "HX-Request-Type": "partial"}),
        (PEOPLE, {"HX-Request": "true", "HX-Request-Type": "full"}),
        (PEOPLE, {"Sec-Fetch-Mode": "cors"}),
        (PEOPLE, {"Sec-Fetch-Mode": "no-cors"}),
        (PEOPLE, {"Accept": "application/json"}),
        ("/live?topics=person-1", {}),
        ("/live?topics=person-1", {"Accept": "text/event-stream"}),
    ],
)
def test_a_script_a_picture_and_a_stream_get_a_plain_401(app, path, headers):
    assert app.test_client().get(path, headers=headers).status_code == 401


def test_a_post_of_somebody_signed_out_gives_the_words_back(app):
    words = {"name": "Änna\n<b>", "mail": "new@example.org", "once": "k", "csrf_token": "t"}
    answer = app.test_client().post(f"{PEOPLE}/invitations", data=words)
    assert answer.status_code == 401
    assert "Änna\n&lt;b&gt;" in answer.text and 'value="new@example.org"' in answer.text
    assert f'action="{PEOPLE}/invitations"' in answer.text
    assert 'target="_blank"' in answer.text and 'value="k"' not in answer.text


def test_htmx_gets_a_notice_and_not_a_page(app, as_):
    answer = as_("sean", htmx=True).get(PEOPLE)
    assert answer.status_code == 404
    assert "data-sentence" in answer.text and "<html" not in answer.text
    assert "<html" in as_("sean").get(PEOPLE).text


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (Refused("Not today."), 422),
        (Stale(None), 409),
        (OperationalError("SELECT", {}, Exception("away")), 503),
        (ValueError("bug"), 500),
        (429, 429),
        (405, 405),
    ],
)
def test_each_trouble_has_words(app, as_, trouble, status, caplog):
    def fail() -> str:
        if isinstance(trouble, int):
            abort(trouble)
        raise trouble

    app._got_first_request = False
    app.add_url_rule("/trouble", "trouble", fail, methods=["POST"])
    app.testing = app.config["TESTING"] = status != 500
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = as_("anna").post("/trouble", data={"text": "my words", "code": "123456"})
    assert answer.status_code == status
    assert "my words" in answer.text and "123456" not in answer.text
    assert "Traceback" not in answer.text and "ValueError" not in answer.text
    assert ("Not today." in answer.text) is (status == 422)


def test_what_is_too_large_is_said_in_words(app, as_):
    huge = {"name": "x" * (17 * 1024 * 1024)}
    answer = as_("anna").post("/profile", data=huge)
    assert answer.status_code == 413 and "Too large" in answer.text
    db.session.rollback()


def test_no_address_of_a_visitor_makes_a_fault(app):
    for path in ("/%00", "/pairs/%F0%9F%98%80", "/sign-in?next=%00", "/invitations/%00"):
        assert app.test_client().get(path).status_code in (200, 302, 404)


@pytest.mark.parametrize("path", ["visits", "notes", "claims", "claims?removed=", "claims?page="])
@pytest.mark.parametrize("number", ["9" * 10, "9" * 30])
@on_both
def test_a_number_that_no_column_holds_is_nobodys(app, as_, path, number):
    slash = "" if path.endswith("=") else "/"
    answer = as_("anna").get(f"/pairs/cologne-soria/{path}{slash}{number}")
    assert answer.status_code == (404 if slash else answer.status_code) < 500


@on_both
def test_a_sign_that_no_column_holds_costs_no_words(app, as_):
    answer = as_("anna").post("/pairs/cologne-soria/notes", data={"title": "a\0b", "about": ""})
    assert answer.status_code in (303, 422)
    assert answer.status_code == 303 or "a" in answer.text
