"""All settings, from the environment. In production it refuses to start without its secrets."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent.parent
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Misconfigured(Exception):
    """Said on start, in a sentence that names the setting."""


def from_environment() -> dict[str, Any]:
    """Flask's configuration. Settings are listed in the README."""
    env = os.environ
    data = Path(env.get("TANDEM_DATA", "instance")).absolute()
    data.mkdir(parents=True, exist_ok=True)
    public_url = env.get("PUBLIC_URL", "").rstrip("/")
    demo = env.get("TANDEM_DEMO") == "1"
    config = {
        "TANDEM_DATA": data,
        "DEMO": demo,
        "PUBLIC_URL": public_url,
        "SECRET_KEY": env.get("SECRET_KEY") or (_kept_secret(data) if demo else ""),
        "SQLALCHEMY_DATABASE_URI": database_url(env.get("DATABASE_URL", ""), data),
        "FILES_URL": env.get("FILES_URL") or str(data / "files"),
        "REDIS_URL": env.get("REDIS_URL", ""),
        "SMTP_URL": env.get("SMTP_URL", ""),
        "MAIL_FROM": env.get("MAIL_FROM", "Tandem <tandem@localhost>"),
        "TRUSTED_PROXIES": _number("TRUSTED_PROXIES"),
        "WORKER": env.get("WORKER", "thread"),  # thread | none, where `flask work` runs apart
    }
    config |= common(public_url)
    refuse_unsafe(config)
    return config


def common(public_url: str) -> dict[str, Any]:
    """What does not depend on the environment; cookies are strict exactly where https is."""
    https = public_url.startswith("https://")
    return {
        "MAX_CONTENT_LENGTH": 16 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_COOKIE_NAME": "__Host-tandem" if https else "tandem",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,  # accounts/sessions.py says when, and why seldom
        "SESSION_PROTECTION": None,  # networks of towns change a browser's address all day
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 5,
        "COMPRESS_BR_WINDOW": 16,  # 64 kB: a page is about as long, and a larger one costs memory
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "text/css", "text/javascript"],
        # A connection for each of 16 threads, the worker, the writer of texts and the stream: with
        # SQLAlchemy's own 15, twenty people who decide at once waited for one another and got 500.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "pool_size": 20, "max_overflow": 10},
    }


def database_url(url: str, data: Path) -> str:
    """Always psycopg 3, whatever prefix a hoster gives; SQLite in the data folder by default."""
    if not url:
        return f"sqlite:///{data / 'tandem.db'}"
    scheme, _, rest = url.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg://{rest}"
    return url


def refuse_unsafe(config: dict[str, Any]) -> None:
    parts = urlsplit(config["PUBLIC_URL"])
    if config["DEMO"]:
        if parts.scheme == "https":
            raise Misconfigured("TANDEM_DEMO=1 is refused with an https PUBLIC_URL.")
        if parts.hostname and parts.hostname not in LOOPBACK:
            raise Misconfigured("TANDEM_DEMO=1 is for this machine only: PUBLIC_URL names another.")
        if config["SMTP_URL"]:
            raise Misconfigured("TANDEM_DEMO=1 is refused with SMTP_URL: it shows mails on a page.")
        return
    if len(config["SECRET_KEY"]) < 32:
        raise Misconfigured("Set SECRET_KEY to 32 random characters or more.")
    if parts.scheme != "https":
        raise Misconfigured("Set PUBLIC_URL to the https address that people use.")
    if not config["SMTP_URL"]:
        raise Misconfigured("Set SMTP_URL, as in smtp+starttls://user:password@host:587.")


def _number(name: str) -> int:
    text = os.environ.get(name, "0")
    if not text.isdigit():
        raise Misconfigured(f"{name} is a number, 0 or more.")
    return int(text)


def _kept_secret(data: Path) -> str:
    """The demo's secret is made once and kept beside its database."""
    path = data / "secret"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
