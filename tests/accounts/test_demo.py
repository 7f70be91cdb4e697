"""The demo's doors: open in a demo only, and there to this machine only."""

import pytest

from app import mail
from app.demo.cast import ROLES
from app.demo.mark import DemoMark
from app.extensions import db


@pytest.fixture
def demo(app):
    app.config["DEMO"] = True
    db.session.add(DemoMark(id=1))
    db.session.commit()
    return app.test_client()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_enters_with_one_click(demo, role):
    page = demo.get("/sign-in").text
    assert f'name="role" value="{role}"' in page and 'action="/demo/entry"' in page
    answer = demo.post("/demo/entry", data={"role": role})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert ROLES[role] in demo.get("/profile").text


def test_an_unknown_role_enters_nothing(demo):
    for role in ("", "admin", "anna@example.org"):
        assert demo.post("/demo/entry", data={"role": role}).status_code == 404


@pytest.mark.parametrize(("config", "marked"), [(False, True), (True, False), (False, False)])
def test_it_takes_both_the_setting_and_the_database(app, config, marked):
    app.config["DEMO"] = config
    if marked:
        db.session.add(DemoMark(id=1))
        db.session.commit()
    client = app.test_client()
    assert client.post("/demo/entry", data={"role": "manager"}).status_code == 404
    assert client.get("/demo/mails").status_code == 404
    assert "/demo/entry" not in client.get("/sign-in").text
    assert client.get("/profile").status_code == 302


def test_the_mails_of_the_demo_are_read_on_a_page(demo):
    words = "Hello <b>,\n\nopen http://127.0.0.1/invitations/abc"
    mail.send("invitation", "anna@example.org", "An invitation", words)
    db.session.commit()
    page = demo.get("/demo/mails").text
    assert '<a href="http://127.0.0.1/invitations/abc"' in page and "&lt;b&gt;" in page


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8000", 200),
        ("127.0.0.1", "localhost", 200),
        ("::1", "[::1]:8000", 200),
        ("::1", "[::1]", 200),
        ("192.0.2.7", "127.0.0.1:8000", 403),
        ("127.0.0.1", "tandem.example.org", 403),
        ("127.0.0.1", "localhost.evil.example:80", 403),
    ],
)
def test_it_answers_this_machine_only(demo, address, host, status):
    demo.environ_base["REMOTE_ADDR"] = address
    for path in ("/sign-in", "/healthz"):
        assert demo.get(path, headers={"Host": host}).status_code == status
