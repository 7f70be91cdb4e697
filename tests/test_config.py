"""Settings: what production must have, and what a demo must not."""

import stat

import pytest

from app import config
from app.config import Misconfigured, database_url, from_environment

REAL = {
    "PUBLIC_URL": "https://tandem.example.org",
    "SECRET_KEY": "x" * 32,
    "SMTP_URL": "smtp://localhost",
}


@pytest.fixture
def environment(monkeypatch, tmp_path):
    def put(**settings: str) -> None:
        names = (*REAL, "TANDEM_DEMO", "DATABASE_URL", "FILES_URL", "REDIS_URL", "TRUSTED_PROXIES")
        for name in (*names, "WORKER"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TANDEM_DATA", str(tmp_path))
        for name, value in settings.items():
            monkeypatch.setenv(name, value)

    return put


def test_production_starts_with_its_secrets(environment, tmp_path):
    environment(**REAL)
    found = from_environment()
    assert found["SECRET_KEY"] == REAL["SECRET_KEY"] and not found["DEMO"]
    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'tandem.db'}"
    assert not (tmp_path / "secret").exists()


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("SECRET_KEY", "", "SECRET_KEY"),
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("PUBLIC_URL", "", "PUBLIC_URL"),
        ("PUBLIC_URL", "http://tandem.example.org", "PUBLIC_URL"),
        ("SMTP_URL", "", "SMTP_URL"),
        ("TRUSTED_PROXIES", "two", "TRUSTED_PROXIES"),
    ],
)
def test_production_refuses_to_start_without(environment, name, value, named):
    environment(**REAL | {name: value})
    with pytest.raises(Misconfigured, match=named):
        from_environment()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://127.0.0.1"),
        ("PUBLIC_URL", "https://tandem.example.org"),
        ("PUBLIC_URL", "http://tandem.example.org"),
        ("SMTP_URL", "smtp://localhost"),
    ],
)
def test_a_demo_refuses_what_would_make_it_public(environment, name, value):
    environment(TANDEM_DEMO="1", **{name: value})
    with pytest.raises(Misconfigured, match="TANDEM_DEMO"):
        from_environment()


def test_a_demo_makes_its_secret_once_and_keeps_it_to_itself(environment, tmp_path):
    environment(TANDEM_DEMO="1")
    first, second = from_environment()["SECRET_KEY"], from_environment()["SECRET_KEY"]
    assert first == second and len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_a_demo_may_have_an_address_of_this_machine(environment):
    environment(TANDEM_DEMO="1", PUBLIC_URL="http://localhost:8123/")
    assert from_environment()["PUBLIC_URL"] == "http://localhost:8123"


@pytest.mark.parametrize("prefix", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_always_spoken_through_psycopg(prefix, tmp_path):
    assert database_url(f"{prefix}://u@h/db", tmp_path) == "postgresql+psycopg://u@h/db"


@pytest.mark.parametrize(
    ("url", "name", "secure"),
    [("https://x.org", "__Host-tandem", True), ("http://localhost", "tandem", False)],
)
def test_cookies_are_strict_exactly_where_https_is(url, name, secure):
    found = config.common(url)
    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_SECURE"]) == (name, secure)
