"""Every route, asked in every way: no answer is without its strict headers, no cookie without its
flags. A new route is walked by itself. What each header must say is in test_headers.py."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import config
from app.files.views import SANDBOX
from tests import test_stranger
from tests.cast import person
from tests.test_headers import CSP

ids = test_stranger.ids
HOST = "https://tandem.example.org"
COOKIE = {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
# These leave the browser signed out, so they come last.
LAST = {"accounts.sign_out", "profile.sign_out_everywhere"}
BUILT = "static"  # built files are public, and kept for ever


@pytest.fixture
def secure(app: Flask) -> None:
    app.config.update(config.common(HOST), PUBLIC_URL=HOST, PREFERRED_URL_SCHEME="https")


def asked(app: Flask, ids: dict[str, Any]) -> Iterator[tuple[str, Rule, str]]:
    """Each route by each of its methods; reading before writing, for what is written changes ids.

    A stream goes on for ever, so it is asked for its headers only.
    """
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint in LAST)
    known = ids | {"topics": f"person-{person('anna').id}", "filename": "dist/none.js"}
    for method in ("GET", "POST"):
        for rule in rules:
            if method in (rule.methods or ()):
                names = rule.arguments | ({"topics"} if rule.endpoint == "live.listen" else set())
                with app.test_request_context():
                    url = url_for(rule.endpoint, **{name: known[name] for name in names})
                yield "HEAD" if rule.endpoint == "live.listen" else method, rule, url


def wrong(answer: Any, rule: Rule) -> list[str]:
    """What is missing in an answer's headers."""
    headers = answer.headers
    found = {
        "Content-Security-Policy": headers.get("Content-Security-Policy") in (CSP, SANDBOX),
        "frame-ancestors": "frame-ancestors 'none'" in headers.get("Content-Security-Policy", ""),
        "X-Content-Type-Options": headers.get("X-Content-Type-Options") == "nosniff",
        "Referrer-Policy": headers.get("Referrer-Policy") in ("same-origin", "no-referrer"),
        "Strict-Transport-Security": "max-age" in headers.get("Strict-Transport-Security", ""),
        "Cache-Control": {"private", "no-store"} <= words(headers.get("Cache-Control", "")),
        "Vary": answer.mimetype != "text/html"
        or {"HX-Request-Type", "Cookie"} <= words(headers.get("Vary", "")),
        "Set-Cookie": all(is_strict(cookie) for cookie in headers.getlist("Set-Cookie")),
    }
    return [name for name, fine in found.items() if not fine]


def words(header: str) -> set[str]:
    return {word.strip() for word in header.split(",")}


def is_strict(cookie: str) -> bool:
    name, *flags = (part.strip() for part in cookie.split(";"))
    return name.startswith("__Host-tandem=") and set(flags) >= COOKIE and "Domain" not in cookie


WHO = (("anna", False), ("anna", True), ("maria", False), ("sean", True))


def people(app: Flask, as_: Callable[..., FlaskClient]) -> Iterator[tuple[str, FlaskClient]]:
    for name, htmx in WHO:
        yield f"{name} {htmx=}", as_(name, htmx=htmx)
    yield "nobody", app.test_client()


def test_no_answer_is_without_its_headers(app: Flask, secure: None, ids: dict[str, Any], as_: Any):
    codes: dict[str, set[int]] = {}
    faults = []
    for who, client in people(app, as_):
        for method, rule, url in asked(app, ids):
            answer = client.open(url, method=method)
            answer.close()
            codes.setdefault(f"{method} {rule.endpoint}", set()).add(answer.status_code)
            if rule.endpoint != BUILT:
                faults += [(who, method, rule.rule, name) for name in wrong(answer, rule)]
    assert not faults
    kinds = {code for each in codes.values() for code in each}
    assert {200, 204, 302, 303, 401, 403, 404, 422} <= kinds  # the walk has met all of these
    assert all(code < 500 for code in kinds)
