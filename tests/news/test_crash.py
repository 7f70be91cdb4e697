"""A crash at any moment, or a mail server that goes away, loses and doubles nothing."""

import pytest

from app import jobs
from app.news import letters, ticking
from app.news.models import Wish
from tests.cast import on_both, person
from tests.news.conftest import done, news_mails


class Crash(BaseException):
    pass


@on_both
def test_between_the_commit_and_the_servers_yes(app, server, at, say, monkeypatch):
    from app import mail

    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at("2026-11-24 09:06", work=False)
    real = mail._hand_over

    def accepted_and_gone(message):
        real(message)
        raise Crash

    monkeypatch.setattr(mail, "_hand_over", accepted_and_gone)
    with pytest.raises(Crash):
        done()
    monkeypatch.setattr(mail, "_hand_over", real)
    at("2026-11-24 10:06")  # what its worker had taken is taken up again
    sent = server.sent_to("diego@example.org")
    assert len({m.message["Message-ID"] for m in sent}) == 1 and len(sent) == 2
    assert [m.state for m in news_mails("diego")] == ["sent"]


@on_both
@pytest.mark.parametrize("broken", ["_send", "_waiting"])
def test_while_a_letter_is_written(app, server, at, say, monkeypatch, broken):
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at("2026-11-24 09:06", work=False)
    real = getattr(letters, broken)

    def crash(*args):
        real(*args)
        raise Crash

    monkeypatch.setattr(letters, broken, crash)
    with pytest.raises(Crash):
        done()
    monkeypatch.setattr(letters, broken, real)
    assert news_mails("diego") == []
    at("2026-11-24 10:06")
    assert len(server.sent_to("diego@example.org")) == 1


def test_a_job_that_is_done_twice_writes_one_letter(app, server, at, say):
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at("2026-11-24 09:06")
    for _n in range(2):
        letters.letter(person("diego").id)
    done()
    assert len(server.sent_to("diego@example.org")) == 1


@on_both
def test_a_server_that_goes_away_and_returns(app, server, at, say):
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    server.stop()
    try:
        at("2026-11-24 09:06")
        assert [m.state for m in news_mails("diego")] == ["waiting"]
        at("2026-11-25 09:00")
    finally:
        server.start()
    at("2026-11-26 12:00")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.message["Message-ID"] == news_mails("diego")[0].message_id


def test_a_change_that_is_not_stored_tells_nobody(app, at, note):
    from app.comments.threads import open_thread
    from app.events import act
    from app.extensions import db
    from app.news.models import News

    anna = person("anna")

    def rule():
        open_thread(note, "What do you think, @Diego?", by=anna)
        raise Crash

    with pytest.raises(Crash):
        act(rule, by=anna)
    db.session.rollback()
    assert db.session.query(News).count() == 0
    assert db.session.query(jobs.Job).filter_by(kind="news.letter").count() == 0


def test_everybody_has_mornings(app, at):
    at("2026-11-24 09:00")
    from app.accounts.models import Person

    assert Wish.query.count() == Person.query.count()
    ticking.tick()


def test_one_persons_trouble_is_not_the_others(app, server, at, pair, monkeypatch, caplog):
    from app.news import due
    from tests.news.test_letters import wish
    from tests.news.test_summary import wrote

    for name in ("anna", "diego"):
        wish(name, "daily")
    at("2026-11-24 09:00")
    server.forget()
    wrote(pair, "By tram", "lena")
    real = due.look

    def look(who, mine):
        if who.name.startswith("Anna"):
            raise ZeroDivisionError
        real(who, mine)

    monkeypatch.setattr(due, "look", look)
    at("2026-11-25 08:00")
    assert len(server.sent_to("diego@example.org")) == 1
    assert server.sent_to("anna@example.org") == []
    monkeypatch.setattr(due, "look", real)
    at("2026-11-25 09:01")
    assert "By tram" in server.sent_to("anna@example.org")[0].text


@on_both
def test_two_who_speak_to_somebody_at_once(app, database, at, note):
    """Neither stands in the other's way: both comments are stored, and one letter tells of both."""
    import threading

    from app.comments.models import Comment
    from app.comments.threads import open_thread
    from app.events import act
    from app.extensions import db
    from app.news.models import News
    from app.notes.models import Note

    at("2026-11-24 09:00", work=False)
    number, begin, wrong = note.id, threading.Barrier(4), []

    def say(name):
        with app.app_context():
            try:
                by, about = person(name), db.session.get_one(Note, number)
                begin.wait()
                act(lambda: open_thread(about, "Look, @Diego", by=by), by=by)
            except Exception as error:
                wrong.append(error)

    speakers = [threading.Thread(target=say, args=[n]) for n in ("anna", "lena", "ibai", "maria")]
    for each in speakers:
        each.start()
    for each in speakers:
        each.join()
    db.session.rollback()
    assert wrong == []
    assert db.session.query(Comment).count() == 4
    assert db.session.query(News).filter_by(kind="mention").count() == 4


@pytest.mark.parametrize(
    ("moment", "act_"), [("2026-11-24 09:06", "letter"), ("2026-11-25 08:00", "morning")]
)
def test_another_worker_at_the_same_moment(app, server, at, say, monkeypatch, moment, act_):
    """Between what one has put together and what it writes, another writes."""
    at("2026-11-24 07:00")
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at(moment, work=False)
    real, diego, begun = letters._waiting, person("diego").id, []

    def waiting(who):
        made = real(who)
        if not begun:
            begun.append(who.id)
            getattr(letters, act_)(diego)
        return made

    monkeypatch.setattr(letters, "_waiting", waiting)
    getattr(letters, act_)(diego)
    assert begun == [diego]
    assert len(news_mails("diego")) == 1
