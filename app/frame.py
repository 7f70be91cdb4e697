"""What every template gets: who is here, which pair, the areas, built assets' names."""

import secrets
from functools import lru_cache
from typing import Any

from flask import (
    Flask,
    g,
    has_request_context,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app import access, clock, formats, hearing, writing
from app.accounts.models import LANGUAGES
from app.assets import built
from app.extensions import babel
from app.standing import programme_role

# Blueprints whose pages belong to an area.
OF_CLAIMS = ("claim_files", "lines", "typing", "decisions", "tray", "settling")
OF_VISITS: tuple[str, ...] = (
    "agenda",
    "agreement",
    "travellers",
    "calendars",
    "hosting",
    "papers",
    "polls",
)
OF_VISITS += ("carried", "closed_days", "journeys", "needs", "attendance", "today")
OF_PLANS = (
    "citations",
    "editions",
    "exports",
    "drafts",
    "rounds",
    "answers",
    "approvals",
    "frozen",
    "reviews",
)
NAMES = {"en": "English", "de": "Deutsch", "es": "Español"}


def init_app(app: Flask) -> None:
    writing.init_app(app)
    babel.init_app(app, locale_selector=locale, timezone_selector=lambda: "UTC")
    app.context_processor(context)
    app.jinja_env.globals |= {
        "asset": asset,
        "words_of_scripts": words_of_scripts,
        "new_once": lambda: secrets.token_urlsafe(16),
    }
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    formats.init_app(app)


def locale() -> str:
    """The reader's own language, else the best that the browser asks for."""
    if not has_request_context():
        return "en"  # a worker's: what it writes to somebody, it writes in their language
    if current_user and current_user.is_authenticated:
        return str(current_user.language)
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    return request.accept_languages.best_match(LANGUAGES) or "en"


def context() -> dict[str, Any]:
    me = current_user._get_current_object() if current_user.is_authenticated else None
    pair = g.get("pair")
    return {
        "me": me,
        "pair": pair,
        "may": lambda verb, thing: access.may(me, verb, thing) if me else False,
        "areas": areas(me, pair) if me else [],
        "topics": hearing.topics(me, pair) if me else [],
        "person_menu": person_menu() if me else [],
        "sign_out_url": url_for("accounts.sign_out"),
        "sign_in_url": url_for("accounts.ask"),
        "language_url": url_for("profile.speak"),
        "locale": str(get_locale()),
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "today": lambda zone="UTC": clock.today(zone),
        "clock_at": clock.clock_at,
        "both_clocks": clock.both_clocks,
    }


def areas(me: Any, pair: Any) -> list[dict[str, Any]]:
    """The working areas at the left; those of the programme where no pair is open."""
    here = (request.blueprint or "").split(".")[0]
    within = {"slug": pair.slug} if pair else {}
    return [
        {
            "url": url_for(endpoint, **within),
            "label": label,
            "current": here in (endpoint.partition(".")[0], *more),
        }
        for endpoint, label, *more in (_pair_areas(me, pair) if pair else _programme_areas(me))
    ]


def _pair_areas(me: Any, pair: Any) -> list[tuple[str, ...]]:
    """(endpoint, label, further blueprints that belong to the area)."""
    money = [
        ("claims.index", _("Claims"), *OF_CLAIMS),
        ("budgets.show", _("Budget"), "budget_changes"),
    ]
    return [
        ("pairs.show", _("Overview")),
        ("visits.index", _("Visits"), *OF_VISITS),
        *(money if access.may(me, "money.read", pair) else []),
        ("notes.index", _("Notes"), "takeaways", "note_files"),
        ("plans.show", _("Plan"), *OF_PLANS),
        ("people.index", _("People"), "invitations", "leaving"),
        ("activity.index", _("Activity")),
    ]


def _programme_areas(me: Any) -> list[tuple[str, ...]]:
    role = programme_role(me)
    if role is None:
        return []
    money = [("all_claims.index", _("All claims")), ("evidence.index", _("Evidence packs"))]
    if role == "auditor":
        return [("waiting.index", _("Waiting for me")), *money, ("mails.index", _("Mail"))]
    return [
        ("waiting.index", _("Waiting for me")),
        *money,
        ("programmes.index", _("Cohorts"), "imports"),
        ("rates.index", _("Exchange rates")),
        ("mails.index", _("Mail")),
    ]


def person_menu() -> list[dict[str, str]]:
    rows = [
        ("waiting.index", _("Waiting for me")),
        ("news.index", _("News")),
        ("reviews.index", _("My reviews")),
        ("profile.show", _("My profile")),
        ("mails.index", _("My mails")),
    ]
    return [{"url": url_for(end), "label": label} for end, label in rows]


@lru_cache(maxsize=len(LANGUAGES))
def words_of_scripts(language: str) -> Markup:
    """What the scripts say, in `language`, the reader's: the same on every page."""
    return Markup(render_template("shared/_words.html"))  # noqa: S704 - a template's


def asset(name: str) -> str:
    """The address of a built file, named by its content so that it can be kept for ever."""
    return url_for("static", filename="dist/" + built(name))
