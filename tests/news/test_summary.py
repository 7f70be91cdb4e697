"""Summaries: on working days at eight of the reader's clock, of what others did and the reader may
hear, never empty, never what a letter has told."""

import pytest

from app.comments import threads
from app.events import act
from app.extensions import db
from app.news.models import News
from app.notes.models import Note
from tests.cast import on_both, person
from tests.news.conftest import BASE, news_mails
from tests.news.test_letters import wish


def wrote(pair, title: str, who: str = "anna") -> Note:
    by = person(who)
    return act(lambda: Note.start(pair, by=by, title=title), by=by)


@pytest.fixture
def calm(app, server, at):
    """A Tuesday; what was before has been told."""
    for name in ("diego", "marek", "maria"):
        wish(name, "daily")
    at("2026-11-23 08:00")
    at("2026-11-24 08:00")
    server.forget()


@on_both
def test_a_daily_one(calm, server, at, pair):
    at("2026-11-24 10:00")
    wrote(pair, "By tram")
    at("2026-11-25 07:59")
    assert server.sent_to("diego@example.org") == []
    at("2026-11-25 08:00")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.subject == "Your day in Tandem"
    assert "Anna Keller began the note By tram." in mail.text and "Cologne" in mail.text
    at("2026-11-26 08:00")
    assert len(server.sent_to("diego@example.org")) == 1  # never an empty one


@on_both
def test_only_what_the_reader_may_hear_and_has_not_done(calm, server, at, pair):
    at("2026-11-24 10:00")
    wrote(pair, "Not shared")
    wrote(pair, "My own", "diego")
    at("2026-11-25 08:00")
    assert server.sent_to("marek@example.org") == []
    (mail,) = server.sent_to("diego@example.org")
    assert "Not shared" in mail.text and "My own" not in mail.text


def test_friday_is_told_on_monday(calm, server, at, pair):
    at("2026-11-27 10:00")  # a Friday
    wrote(pair, "By tram")
    at("2026-11-29 12:00")
    assert server.sent_to("diego@example.org") == []
    at("2026-11-30 08:00")
    assert "By tram" in server.sent_to("diego@example.org")[0].text


def test_in_the_readers_own_language_and_zone(app, server, at, pair):
    diego = person("diego")
    diego.language, diego.zone = "es", "America/New_York"
    db.session.commit()
    wish("diego", "daily")
    at("2026-11-23 20:00")
    at("2026-11-24 10:00", "America/New_York")
    server.forget()
    wrote(pair, "By tram")
    at("2026-11-25 08:00")
    assert server.sent_to("diego@example.org") == []
    at("2026-11-25 08:00", "America/New_York")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.subject == "Su día en Tandem"
    assert "Anna Keller empezó la nota By tram." in mail.text


def test_after_a_change_of_zone(calm, as_, server, at, pair):
    at("2026-11-24 20:00")
    wrote(pair, "By tram")
    form = {"name": "Diego", "language": "en", "zone": "America/New_York", "home_city": ""}
    answer = as_("diego").post("/profile", data=form | {"version": person("diego").version})
    assert answer.status_code in (200, 302, 303)
    at("2026-11-25 08:00")
    assert server.sent_to("diego@example.org") == []
    at("2026-11-25 08:00", "America/New_York")
    assert len(server.sent_to("diego@example.org")) == 1


@on_both
def test_a_weekly_one_with_what_waits(app, server, at, pair, say):
    """The choice of who has chosen nothing."""
    at("2026-11-23 08:00")
    server.forget()
    at("2026-11-25 10:00")
    say("anna", "What do you think, @Diego?")
    wrote(pair, "By tram")
    at("2026-11-25 10:06")
    assert [m.subject for m in server.sent_to("diego@example.org")] == ["One thing waits for you"]
    say("anna", "And this, @Diego?")
    at("2026-11-27 12:00")
    server.forget()
    at("2026-11-30 08:00")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.subject == "Your week in Tandem" and "By tram" in mail.text
    assert "What do you think" not in mail.text  # a letter has told it


def test_what_is_muted_is_left_out(calm, as_, server, at, pair, say):
    at("2026-11-24 10:00")
    thread = say("anna", "Loud words.")
    wrote(pair, "By tram")
    as_("diego").post(f"{BASE}/threads/{thread.id}/mute")
    at("2026-11-25 08:00")
    (mail,) = server.sent_to("diego@example.org")
    assert "By tram" in mail.text and "Loud words" not in mail.text
    as_("diego").post(f"{BASE}/mute")
    at("2026-11-25 10:00")
    wrote(pair, "By bus")
    lena = person("lena")
    act(lambda: threads.reply(thread, "Hello, @Diego", by=lena), by=lena)
    at("2026-11-26 08:00")
    assert len(server.sent_to("diego@example.org")) == 1
    assert db.session.query(News).filter_by(person_id=person("diego").id).count() == 0


def test_long_ones_are_cut(calm, server, at, pair):
    at("2026-11-24 10:00")
    for n in range(20):
        wrote(pair, f"Note {n}")
    at("2026-11-25 08:00")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.text.count("began the note") == 12 and "and 8 more" in mail.text


def test_two_workers_write_one(calm, app, server, at, pair):
    from app.news import letters

    at("2026-11-24 10:00")
    wrote(pair, "By tram")
    at("2026-11-25 08:00", work=False)
    before = len(news_mails("diego"))
    for _n in range(2):
        letters.morning(person("diego").id)
    assert len(news_mails("diego")) == before + 1


def test_a_server_that_was_away_on_monday(app, server, at, pair):
    at("2026-11-23 08:00")
    at("2026-11-27 10:00")
    wrote(pair, "By tram")
    server.forget()
    at("2026-12-01 09:30")
    assert [m.subject for m in server.sent_to("diego@example.org")] == ["Your week in Tandem"]
    at("2026-12-02 08:00")
    assert len(server.sent_to("diego@example.org")) == 1
