"""What every answer carries: CSP, cookies, CSRF, caching, compression; and what is public."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from app import config, create_app
from app.assets import STATIC
from tests.accounts.doors import sign_in
from tests.cast import person

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)


@pytest.fixture
def csrf(app):
    app.config["WTF_CSRF_ENABLED"] = True


def cookie(answer) -> str:
    (found,) = answer.headers.getlist("Set-Cookie")
    return found


@pytest.mark.parametrize("path", ["/sign-in", "/profile", "/nothing", "/healthz", "/session/token"])
def test_every_answer_is_strict(app, as_, path):
    headers = as_("anna").get(path).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert "Strict-Transport-Security" not in headers


def test_pages_vary_with_who_asks_and_how(app, as_):
    for client in (as_("anna"), as_("anna", htmx=True)):
        vary = {word.strip() for word in client.get("/mails").headers["Vary"].split(",")}
        assert {"HX-Request-Type", "Cookie"} <= vary


@pytest.mark.parametrize("method", ["br", "gzip"])
def test_html_is_compressed(app, as_, method):
    answer = as_("anna").get("/profile", headers={"Accept-Encoding": method})
    assert answer.headers["Content-Encoding"] == method
    assert "Content-Encoding" not in as_("anna").get("/profile").headers


def test_without_https_the_cookie_is_not_secure(app):
    found = cookie(app.test_client().get("/sign-in"))
    assert found.startswith("tandem=")
    assert "HttpOnly" in found and "SameSite=Lax" in found and "Path=/" in found
    assert "Secure" not in found and "Domain" not in found


def test_with_https_it_is_host_only_and_secure(app_settings):
    https = app_settings | config.common("https://tandem.example.org")
    app = create_app(https | {"PUBLIC_URL": "https://tandem.example.org"})
    answer = app.test_client().get("/sign-in", base_url="https://tandem.example.org")
    found = cookie(answer)
    assert found.startswith("__Host-tandem=")
    assert all(word in found for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in found
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_post_without_its_token_is_refused_and_says_how_to_go_on(app, csrf, as_):
    answer = as_("anna").post("/language", data={"language": "de"})
    assert answer.status_code == 400 and answer.headers["X-Csrf"] == "stale"
    assert person("anna").language == "en"


def test_a_fresh_token_is_there_for_the_asking_and_taken_from_the_header(app, csrf, as_):
    client = as_("anna")
    token = client.get("/session/token").get_json()["token"]
    answer = client.post("/language", data={"language": "de"}, headers={"X-CSRFToken": token})
    assert answer.status_code == 303
    stranger = app.test_client()
    stranger.get("/session/token")
    answer = stranger.post("/sign-in", data={"mail": "x@example.org", "csrf_token": token})
    assert answer.status_code == 400


def test_words_of_a_stale_form_are_given_back_with_a_token_that_works(app, csrf, as_):
    client = as_("anna")
    words = {"name": "Änna", "language": "en", "zone": "UTC", "home_city": "Köln", "version": "1"}
    page = client.post("/profile", data=words | {"csrf_token": "old"})
    form = BeautifulSoup(page.text, "html.parser").find("form", id="kept")
    given = {field["name"]: field["value"] for field in form.find_all("input")}
    assert page.status_code == 400 and words.items() <= given.items()
    assert client.post(form["action"], data=given).status_code == 303
    assert person("anna").name == "Änna"


def test_the_token_outlives_signing_in(app):
    client = app.test_client()
    before = client.get("/session/token").get_json()["token"]
    sign_in(client)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/language", data={"language": "de", "csrf_token": before})
    assert answer.status_code == 303


# -- what is public -----------------------------------------------------------------------------


def built() -> list[str]:
    return list(json.loads((STATIC / "dist/manifest.json").read_text()).values())


def test_built_files_may_be_kept_for_ever_and_come_compressed(app):
    for name in built():
        asked = {"Accept-Encoding": "br"}
        answer = app.test_client().get(f"/static/dist/{name}", headers=asked, buffered=True)
        assert answer.status_code == 200 and answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_names_files_that_are_there(app):
    client = app.test_client()
    page = client.get("/sign-in").text
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', page):
        assert client.get(path, buffered=True).status_code == 200, path
    assert "favicon.svg" in page


@pytest.mark.parametrize(
    "path",
    ["build.mjs", "js/app.js", "css/app.css", "dist/../build.mjs", "%2e%2e/wsgi.py", "dist/x.py"],
)
def test_sources_are_not_served(app, path):
    assert app.test_client().get(f"/static/{path}").status_code == 404


# -- health -------------------------------------------------------------------------------------


def test_health(app, monkeypatch):
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "ok")


def test_health_says_when_the_database_is_away(app, monkeypatch):
    from sqlalchemy.exc import OperationalError

    from app.extensions import db

    def away(*_args: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(db.session, "execute", away)
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "failing")


def test_a_late_answer_to_nobody_sets_no_cookie_over_a_new_sign_in(app):
    """A page of somebody who is signed out no more gets a session than it gets a token."""
    client = app.test_client()
    answer = client.get("/session/token?signed_in=1")
    assert (answer.status_code, answer.headers.get("Set-Cookie")) == (401, None)
    app.config["WTF_CSRF_ENABLED"] = True
    stale = client.post("/documents/1/updates", headers={"Accept": "application/json"})
    assert (stale.status_code, stale.headers["X-Csrf"]) == (400, "stale")
    assert stale.headers.get("Set-Cookie") is None
