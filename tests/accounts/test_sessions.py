"""How long a browser stays signed in, and how that ends: slide, sign-out, epoch."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import pytest
from bs4 import BeautifulSoup

from app import clock
from app.live.bus import Bus
from tests.accounts.doors import ask, codes_for, enter, is_in, sign_in
from tests.cast import person


@pytest.fixture
def later(monkeypatch):
    def move(**span: float) -> None:
        instant = clock.now() + timedelta(**span)
        monkeypatch.setattr(clock, "source", lambda: instant)

    return move


@pytest.fixture
def csrf(app):
    """CSRF as in real life; the other tests do without."""
    app.config["WTF_CSRF_ENABLED"] = True


def cookie_of(answer) -> str:
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("tandem=")]
    return cookie


def token_in(html: str) -> str:
    return str(BeautifulSoup(html, "html.parser").find("input", {"name": "csrf_token"})["value"])


def test_an_own_device_keeps_the_cookie_for_thirty_days(app):
    client = app.test_client()
    ask(client)
    cookie = cookie_of(enter(client, codes_for("anna@example.org")[0]))
    expires = parsedate_to_datetime(cookie.split("Expires=")[1].split(";")[0])
    assert timedelta(days=29, hours=23) < expires - datetime.now(UTC) <= timedelta(days=30)


def test_a_shared_device_forgets_it_with_the_browser(app):
    client = app.test_client()
    ask(client)
    cookie = cookie_of(enter(client, codes_for("anna@example.org")[0], shared="y"))
    assert "Expires" not in cookie and "Max-Age" not in cookie


@pytest.mark.parametrize(("more", "good_for"), [({}, 30 * 24), ({"shared": "y"}, 12)])
def test_the_server_ends_a_session_that_was_not_used(app, later, more, good_for):
    client = app.test_client()
    sign_in(client, **more)
    later(hours=good_for - 1)
    assert is_in(client)  # which is use: the time begins anew
    later(hours=good_for - 1)
    assert is_in(client)
    later(hours=good_for + 1)
    assert not is_in(client)
    assert not is_in(client)


def test_a_page_that_reads_itself_again_is_no_use(app, later):
    client = app.test_client()
    sign_in(client, shared="y")
    for _ in range(12):
        later(hours=1)
        headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
        client.get("/mails", headers=headers)
    later(minutes=1)
    assert not is_in(client)


def test_the_cookie_is_not_written_with_every_answer(app, later):
    client = app.test_client()
    sign_in(client)
    client.get("/profile")  # which makes a CSRF token
    assert "Set-Cookie" not in client.get("/profile").headers
    later(days=1)
    assert "Expires" in cookie_of(client.get("/profile"))


def test_signing_out(app, monkeypatch):
    told: list[dict] = []
    client = app.test_client()
    sign_in(client)
    monkeypatch.setattr(Bus, "tell", lambda _bus, message: told.append(message))
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(client)
    assert {"kind": "drop", "person": person("anna").id} in told


def test_signing_out_twice_is_no_fault(app):
    assert app.test_client().post("/sign-out").status_code == 303


def test_signing_out_everywhere_ends_the_other_browsers(app):
    here, there, others = app.test_client(), app.test_client(), app.test_client()
    sign_in(here)
    sign_in(there)
    sign_in(others, "diego@example.org")
    answer = here.post("/sessions/ending", data={"once": "x"})
    assert answer.headers["Location"] == "/sign-in"
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert not is_in(here) and not is_in(there) and is_in(others)


def test_a_made_up_session_is_nobody(app):
    for fake in ("1", "1.99", "x.1", "999.1", ""):
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = fake
        assert not is_in(client), fake


def test_next_leads_on_inside(app):
    client = app.test_client()
    answer = client.get("/pairs/cologne-soria/people?x=1")
    assert answer.headers["Location"] == "/sign-in?next=/pairs/cologne-soria/people?x%3D1"
    client.get(answer.headers["Location"])
    ask(client)
    answer = enter(client, codes_for("anna@example.org")[0])
    assert answer.headers["Location"] == "/pairs/cologne-soria/people?x=1"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "evil",
        "x:y",
    ],
)
def test_next_leads_nowhere_else(app, as_, address):
    client = app.test_client()
    client.get("/sign-in", query_string={"next": address})
    ask(client)
    assert enter(client, codes_for("anna@example.org")[0]).headers["Location"] == "/"
    inside = as_("anna")
    assert inside.get("/sign-in", query_string={"next": address}).headers["Location"] == "/"
    answer = inside.post("/language", data={"language": "de", "next": address})
    assert answer.headers["Location"] == "/"


def test_words_typed_in_an_expired_session_come_back_and_can_be_sent(app, csrf, later):
    """Sign in again in another tab of the browser, then send what was given back."""
    client = app.test_client()
    token = token_in(client.get("/sign-in").text)
    client.post("/sign-in", data={"mail": "anna@example.org", "csrf_token": token})
    code = codes_for("anna@example.org")[0]
    client.post("/sign-in/code", data={"code": code, "csrf_token": token})
    assert is_in(client)
    words = {
        "name": "Änna <Keller>",
        "language": "en",
        "zone": "Europe/Berlin",
        "home_city": "Köln",
    }
    later(days=31)
    mine = {"version": str(person("anna").version), "csrf_token": token}
    answer = client.post("/profile", data=words | mine)
    assert answer.status_code == 401
    form = BeautifulSoup(answer.text, "html.parser").find("form", id="kept")
    given = {field["name"]: field["value"] for field in form.find_all("input")}
    assert words.items() <= given.items() and form["action"] == "/profile"

    client.post("/sign-in", data={"mail": "anna@example.org", "csrf_token": token})
    code = codes_for("anna@example.org")[-1]
    client.post("/sign-in/code", data={"code": code, "csrf_token": token})
    assert client.post("/profile", data=given).status_code == 303
    assert person("anna").name == "Änna <Keller>"
