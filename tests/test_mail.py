"""Mail over a real SMTP server: sent, refused, delayed; and nothing is lost on the way."""

import smtplib
import threading
from datetime import timedelta

import pytest

from app import clock, jobs, mail
from app.accounts.models import Person
from app.database import writing
from app.extensions import db
from app.mail import Mail
from tests.cast import on_both

TO = "new@example.org"


@pytest.fixture
def server(app, smtp_server):
    app.config["SMTP_URL"] = f"smtp://{smtp_server.host}:{smtp_server.port}"
    return smtp_server


@pytest.fixture
def later(monkeypatch):
    def move(**span: float) -> None:
        instant = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "source", lambda: instant)

    return move


def write(**about: object) -> int:
    with writing():
        return mail.send("note", TO, "Grüße\r\nBcc: x@y", "Köln\n.\nEnd 😀", **about).id


def the_one() -> Mail:
    db.session.rollback()
    return db.session.query(Mail).one()


def work() -> None:
    while jobs.work_once():
        pass


@on_both
def test_a_mail_leaves_and_its_text_is_wiped(app, server, heard):
    write()
    assert the_one().state == "waiting"
    work()
    (sent,) = server.sent_to(TO)
    assert sent.subject == "Grüße Bcc: x@y" and sent.text.split() == ["Köln", ".", "End", "😀"]
    assert sent.message["Message-ID"] == the_one().message_id
    assert sent.message["Auto-Submitted"] == "auto-generated"
    assert sent.recipients == [TO]
    assert (the_one().state, the_one().body) == ("sent", "")
    assert "mails" in heard("maria") and heard("diego") == []


@on_both
def test_a_refusal_for_good_is_a_bounce_that_managers_see(app, as_, server, heard, pair):
    server.bounce(TO, "550 5.1.1 No such mailbox")
    write(pair_id=pair.id)
    work()
    assert (the_one().state, the_one().body) == ("bounced", "")
    assert "No such mailbox" in as_("maria").get("/mails").text
    assert "No such mailbox" in as_("vera").get("/mails").text
    assert "No such mailbox" not in as_("anna").get("/mails").text
    assert "mails" in heard("maria") and f"people-{pair.id}" in heard("anna")
    work()
    assert not server.mails


def test_a_refusal_for_now_is_tried_again_with_the_same_id(app, server, later):
    server.refuse("451 4.3.0 Try again later")
    write()
    work()
    assert the_one().state == "waiting" and not server.mails
    assert "451" in db.session.query(jobs.Job).one().error
    server.refusal = None
    work()
    assert not server.mails  # not at once
    later(minutes=1)
    work()
    (sent,) = server.mails
    assert sent.message["Message-ID"] == the_one().message_id and the_one().state == "sent"


def test_a_refused_text_is_a_bounce(app, server):
    server.refuse("554 5.7.1 Spam")
    write()
    work()
    assert the_one().state == "bounced" and "554" in the_one().error


def test_a_server_that_is_away_delays_and_loses_none(app, server, later):
    for n in range(3):
        with writing():
            mail.send("note", f"p{n}@example.org", "S", "B")
    server.stop()
    try:
        for _ in range(12):  # more than TRIES: a day of trouble is no bounce
            work()
            later(hours=2)
        assert {m.state for m in db.session.query(Mail)} == {"waiting"}
    finally:
        server.start()
    work()
    assert sorted(m.recipients[0] for m in server.mails) == [f"p{n}@example.org" for n in range(3)]


def test_a_wrong_password_is_our_fault_and_no_bounce(app, server, monkeypatch):
    def refuse(*_args: object) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad password")

    app.config["SMTP_URL"] = f"smtp://me:wrong@{server.host}:{server.port}"
    monkeypatch.setattr(smtplib.SMTP, "login", refuse)
    write()
    work()
    assert the_one().state == "waiting"


def test_who_is_never_reached_is_given_up_and_told(app, server, later, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE", 2)
    server.refuse("451 Later")
    write()
    for _ in range(3):
        work()
        later(hours=1)
    assert the_one().state == "bounced" and "451" in the_one().error


@on_both
def test_no_lock_is_held_while_the_server_talks(app, server, monkeypatch):
    """While the mail is handed over, somebody else writes."""
    handing_over, wrote = mail._hand_over, []

    def slowly(message: object) -> None:
        def other() -> None:
            with app.app_context(), writing():
                db.session.add(Person(mail="meanwhile@example.org", name="M"))
            wrote.append(1)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(5)
        assert wrote, "a lock is held"
        handing_over(message)  # type: ignore[arg-type]

    monkeypatch.setattr(mail, "_hand_over", slowly)
    write()
    work()
    assert the_one().state == "sent"


def test_a_mail_is_not_sent_twice(app, server):
    number = write()
    work()
    mail.deliver(number)
    assert len(server.mails) == 1


def test_a_demo_sends_nothing_and_keeps_the_text(app, server):
    app.config["DEMO"] = True
    write()
    work()
    assert the_one().state == "sent" and the_one().body and not server.mails


def test_the_row_knows_the_person_at_the_address(app, cast):
    with writing():
        mine = mail.send("note", "anna@example.org", "S", "B")
    assert mine.person_id == cast["anna"].id and the_one().person.name == "Anna Keller"
