"""Inviting by mail: the mail and the invitation are one, the secret stands nowhere else."""

import hashlib
import logging
import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect

from app import clock, jobs
from app.events import Event
from app.extensions import db
from app.mail import Mail
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from tests.cast import INSIDE, on_both, person

URL = "/pairs/cologne-soria/people/invitations"
NEW = {"mail": "new@example.org", "name": "Nora Neu", "role": "contributor", "once": "k"}


@pytest.fixture
def invited(app, as_):
    """Nora is invited to Cologne by Anna; the address as it stands in the mail."""
    assert as_("anna").post(URL, data=NEW).status_code == 303
    return path()


def path() -> str:
    db.session.rollback()
    mail = db.session.query(Mail).order_by(Mail.id.desc()).first()
    return re.search(r"http://localhost(/invitations/\S+)", mail.body)[1]


def the_one() -> Invitation:
    db.session.rollback()
    return db.session.query(Invitation).order_by(Invitation.id.desc()).first()


@on_both
def test_an_invitation_and_its_mail_are_written_together(app, as_, heard, pair):
    answer = as_("anna", htmx=True).post(URL, data=NEW)
    assert answer.status_code == 200 and "is on its way" in answer.text
    assert "Nora Neu" in answer.text and "Waiting" in answer.text
    invitation = the_one()
    assert (invitation.role, invitation.city.name) == ("contributor", "Cologne")
    assert invitation.letter.to == "new@example.org" and invitation.letter.state == "waiting"
    assert "Anna Keller invites you to" in invitation.letter.subject
    assert db.session.query(jobs.Job).one().args == {"mail_id": invitation.mail_id}
    region = f"people-{pair.id}"
    assert region in heard("maria") and region in heard("diego") and region not in heard("marek")


def test_the_secret_stands_in_the_mail_only(app, invited, caplog):
    secret = invited.rpartition("/")[2]
    assert len(secret) >= 32
    assert the_one().secret_sha == hashlib.sha256(secret.encode()).hexdigest()
    for model in (Invitation, Event, jobs.Job):
        columns = [column.key for column in inspect(model).column_attrs]
        for row in db.session.query(model):
            assert all(secret not in str(getattr(row, name)) for name in columns)
    with caplog.at_level(logging.DEBUG):
        app.test_client().get(invited)
    assert secret not in caplog.text


def test_it_is_wiped_from_the_mail_once_that_left(app, invited, smtp_server, monkeypatch):
    app.config["SMTP_URL"] = f"smtp://{smtp_server.host}:{smtp_server.port}"
    assert jobs.work_once()
    (mail,) = smtp_server.sent_to("new@example.org")
    assert invited in mail.text
    db.session.rollback()
    assert the_one().letter.body == "" and the_one().letter.state == "sent"


def test_the_page_says_what_became_of_the_mail(app, as_, invited, smtp_server, heard, pair):
    app.config["SMTP_URL"] = f"smtp://{smtp_server.host}:{smtp_server.port}"
    smtp_server.bounce("new@example.org", "550 5.1.1 No such mailbox here")
    jobs.work_once()
    page = as_("anna").get("/pairs/cologne-soria/people").text
    assert "Came back" in page and "No such mailbox here" in page
    assert f"people-{pair.id}" in heard("anna") and "mails" in heard("maria")
    smtp_server.forget()
    assert as_("anna").post(f"{URL}/{the_one().id}/sending").status_code == 303
    while jobs.work_once():
        pass
    assert "left at 23 Nov 2026" in as_("anna").get("/pairs/cologne-soria/people").text


def test_who_may_not_hear_of_an_invitation_is_told_nothing_at_all(app, as_, heard):
    as_("anna").post(URL, data=NEW)
    assert heard("diego") and not heard("marek") and not heard("ines")


@on_both
def test_opening_changes_nothing_and_joining_does(app, invited, heard, pair):
    client = app.test_client()
    for _ in range(3):
        page = client.get(invited)
        assert page.status_code == 200 and "Welcome, Nora Neu" in page.text
    assert the_one().is_open and heard("diego") == []
    answer = client.post(invited)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/pairs/cologne-soria")
    member = Membership.of(pair.id, person("new").id)
    assert (member.role, member.city.name) == ("contributor", "Cologne")
    assert client.get("/pairs/cologne-soria/people").status_code == 200
    assert f"people-{pair.id}" in heard("diego")


def test_the_address_is_a_key_and_is_treated_so(app, invited):
    client = app.test_client()
    for answer in (client.get(invited), client.get("/invitations/wrong"), client.post(invited)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer.headers["Cache-Control"]


def test_it_opens_once(app, invited):
    app.test_client().post(invited)
    for answer in (app.test_client().get(invited), app.test_client().post(invited)):
        assert answer.status_code == 410 and "accepted already" in answer.text


def test_an_old_or_unknown_address_is_answered_kindly(app, invited, monkeypatch):
    late = clock.now() + timedelta(days=30, minutes=1)
    monkeypatch.setattr(clock, "source", lambda: late)
    for method in ("get", "post"):
        answer = getattr(app.test_client(), method)(invited)
        assert answer.status_code == 410 and "Please ask Anna Keller" in answer.text
        assert getattr(app.test_client(), method)("/invitations/x").status_code == 404
    db.session.rollback()
    assert db.session.query(Invitation).one().accepted_at is None


def test_withdrawing(app, as_, invited):
    answer = as_("anna", htmx=True).post(f"{URL}/{the_one().id}/withdrawal")
    assert "is withdrawn" in answer.text
    assert app.test_client().post(invited).status_code == 410
    again = as_("anna", htmx=True).post(f"{URL}/{the_one().id}/withdrawal")
    assert again.status_code == 422 and "withdrawn already" in again.text


def test_sending_again_makes_a_new_address(app, as_, invited):
    as_("anna").post(f"{URL}/{the_one().id}/sending")
    newer = path()
    assert newer != invited
    assert app.test_client().get(invited).status_code == 410
    assert app.test_client().get(newer).status_code == 200


def test_inviting_somebody_again_replaces_the_first(app, as_, invited):
    as_("maria").post(URL, data=NEW | {"role": "expert"})
    assert app.test_client().get(invited).status_code == 410
    assert the_one().role == "expert" and the_one().city is None


def test_the_mail_speaks_the_language_of_the_invited(app, as_, cast):
    cast["sean"].language = "de"
    cast["anna"].language = "es"
    db.session.commit()
    seen: list[str] = []
    from app.pairs import inviting

    original = inviting.force_locale
    inviting.force_locale = lambda language: seen.append(language) or original(language)
    try:
        as_("anna").post(URL, data=NEW | {"mail": "sean@example.org"})
        as_("anna").post(URL, data=NEW | {"once": "l"})
    finally:
        inviting.force_locale = original
    assert seen == ["de", "es"]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("mail", "new", "Invalid email address"),
        ("mail", "lena@example.org", "a member of this pair already"),
        ("name", "  ", "required"),
        ("role", "expert", "choice"),
        ("role", "manager", "choice"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_wrong_is_said_beside_its_field(app, as_, field, value, words, htmx):
    answer = as_("anna", htmx=htmx).post(URL, data=NEW | {field: value})
    assert answer.status_code == 422 and f'id="{field}-error"' in answer.text
    assert words in answer.text
    assert not db.session.query(Invitation).count() and not db.session.query(Mail).count()


def test_a_manager_names_the_city(app, as_, cities):
    answer = as_("maria", htmx=True).post(URL, data=NEW | {"city": ""})
    assert answer.status_code == 422 and 'id="city-error"' in answer.text
    foreign = as_("maria").post(URL, data=NEW | {"city": "99999"})
    assert foreign.status_code == 422
    as_("maria").post(URL, data=NEW | {"city": str(cities["Soria"].id), "role": "officer"})
    assert (the_one().role, the_one().city.name) == ("officer", "Soria")


def test_an_officer_invites_to_their_own_city_only(app, as_, cities):
    as_("anna").post(URL, data=NEW | {"city": str(cities["Soria"].id)})
    assert the_one().city.name == "Cologne"


def test_a_repeat_of_the_button_is_done_once(app, as_):
    for _ in "ab":
        assert as_("anna").post(URL, data=NEW).status_code == 303
    assert db.session.query(Invitation).count() == db.session.query(Mail).count() == 1


@pytest.mark.parametrize("name", [*INSIDE, "sean"])
def test_who_may(app, as_, name, invited):
    """Cologne's invitation: for others it is not there; to invite at all is for officers."""
    may = {"anna": 303, "maria": 303, "tom": 303}
    number = the_one().id
    assert as_(name).post(f"{URL}/{number}/sending").status_code == may.get(name, 404)
    assert as_(name).post(f"{URL}/{the_one().id}/withdrawal").status_code == may.get(name, 404)
    opens = {"diego": 200, "ibai": 200, "sean": 404} | dict.fromkeys(may, 200)
    assert as_(name).get(URL).status_code == opens.get(name, 403)


def test_who_is_signed_in_at_the_address_joins_without_the_mail(app, as_, cast, pair):
    as_("anna").post(URL, data=NEW | {"mail": "sean@example.org"})
    url = f"{URL}/{the_one().id}/acceptance"
    assert as_("ines").post(url).status_code == 404
    assert as_("sean").post(url).headers["Location"] == "/pairs/cologne-soria"
    assert Membership.of(pair.id, person("sean").id).role == "contributor"


def test_joining_as_somebody_else_is_said_before(app, as_, invited):
    client = as_("diego")
    assert "You are signed in as Diego Serrano" in client.get(invited).text
    client.post(invited)
    assert "new@example.org" in client.get("/profile").text
