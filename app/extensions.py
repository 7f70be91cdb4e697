"""The extensions, made once and bound to the app in create_app. Imports nothing of ours."""

from typing import Any

from flask import Flask, current_app, g, request, session
from flask_babel import Babel, Domain, get_locale
from flask_compress import Compress
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Named constraints, so that migrations can change them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Csrf(CSRFProtect):
    """A script sends the same token with each keystroke: one that was found good for the token of a
    session is not computed again for that very token. Anything else is looked at as ever."""

    MOST = 5000

    def __init__(self) -> None:
        super().__init__()
        self._good: set[tuple[object, str, str]] = set()

    def protect(self, apply_exemptions: bool = False) -> None:
        mine, sent = session.get("csrf_token"), request.headers.get("X-CSRFToken")
        key = (current_app.secret_key, mine or "", sent or "")
        if key in self._good:
            g.csrf_valid = True
            return
        super().protect(apply_exemptions=apply_exemptions)
        lasting = not any(current_app.config[f"WTF_CSRF_{n}"] for n in ("TIME_LIMIT", "SSL_STRICT"))
        if mine and lasting and g.get("csrf_valid") and self._get_csrf_token() == sent:
            if len(self._good) >= self.MOST:
                self._good.clear()
            self._good.add(key)


class Words(Domain):
    """A page of 100 rows has some 400 words: what the catalogue of a language is, is asked in one
    step instead of five."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[str, Any] = {}

    def get_translations(self) -> Any:
        language = language_now()
        if language not in self._of:
            self._of[language] = super().get_translations()
        return self._of[language]


class Languages(Babel):
    domain_instance = Words()


def language_now() -> str:
    """The code of the language that is written in now, "" outside of the app."""
    try:
        kept = getattr(g._get_current_object(), "_flask_babel", None)
    except RuntimeError:
        kept = None
    locale = getattr(kept, "babel_locale", None) or get_locale()
    return locale.language if locale else ""


class Migrations:
    """Stands in for flask-migrate in the app's extensions until a command asks for it: a server
    migrates nothing, and Alembic takes half a second to import."""

    def init_app(self, app: Flask, database: SQLAlchemy, **options: Any) -> None:
        self._given = (app, database, options)
        app.extensions["migrate"] = self

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        app, database, options = self.__dict__["_given"]
        Migrate(app, database, **options)  # takes this one's place
        return getattr(app.extensions["migrate"], name)


db = SQLAlchemy(model_class=Base)
login = LoginManager()
htmx = Htmx()
csrf = Csrf()
babel = Languages()
compress = Compress()
