"""What comes by mail is chosen, muted, and ended by one press."""

import re

import pytest

from app.extensions import db
from app.news.models import Mute, Wish
from tests.cast import person
from tests.news.conftest import BASE


def link(server) -> str:
    text = server.sent_to("diego@example.org")[0].text
    return re.search(r"/news/unsubscribing/[\w-]+", text)[0]


@pytest.fixture
def told(app, server, at, say):
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at("2026-11-24 09:06")
    return server


def test_the_choice(as_):
    lena = as_("lena", htmx=True)
    page = lena.get("/news/choice").text
    assert 'checked class="form-check-input" id="choice-0"' in page  # and nothing is written
    assert db.session.query(Wish).count() == 0
    answer = lena.post("/news/choice", data={"choice": "daily"})
    assert "Your choice is saved." in answer.text
    assert db.session.get_one(Wish, person("lena").id).choice == "daily"
    answer = lena.post("/news/choice", data={"choice": "hourly"})
    assert answer.status_code == 422
    assert as_("lena").post("/news/choice", data={"choice": "waits"}).status_code == 303


def test_one_press_in_the_mail_program(told, app):
    message = told.sent_to("diego@example.org")[0].message
    assert message["List-Unsubscribe"].strip() == f"<http://localhost{link(told)}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post(link(told), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "no more news by mail" in answer.text
    assert db.session.get_one(Wish, person("diego").id).choice == "none"


def test_opening_the_link_changes_nothing(told, app):
    nobody = app.test_client()
    answer = nobody.get(link(told))
    assert answer.status_code == 200 and "No more news by mail" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]
    assert db.session.get_one(Wish, person("diego").id).choice == "waits_and_week"


def test_a_link_that_is_none(app):
    for path in ("/news/unsubscribing/x", "/news/unsubscribing/" + "x" * 32):
        assert app.test_client().get(path).status_code == 404
        assert app.test_client().post(path).status_code == 404


def test_a_link_ends_ones_own_only(told, app):
    app.test_client().post(link(told))
    others = db.session.query(Wish).filter(Wish.person_id != person("diego").id)
    assert {wish.choice for wish in others} == {"waits_and_week"}


def test_muted_and_heard_of_again(as_, say):
    thread = say("anna", "First, @Diego")
    diego = as_("diego", htmx=True)
    assert "Hear of it again" in diego.post(f"{BASE}/threads/{thread.id}/mute").text
    assert ">Mute<" in diego.post(f"{BASE}/threads/{thread.id}/unmute").text
    diego.post(f"{BASE}/mute")
    say("anna", "Second, @Diego")
    assert "Second" not in diego.get("/news").text
    diego.post(f"{BASE}/unmute")
    say("anna", "Third, @Diego")
    assert "Third" in diego.get("/news").text
    assert db.session.query(Mute).count() == 0


def test_who_may_not_read_cannot_mute(as_, say):
    thread = say("anna", "Ours.")
    assert as_("marek").post(f"{BASE}/threads/{thread.id}/mute").status_code == 404
    assert as_("sean").post(f"{BASE}/mute").status_code == 404
