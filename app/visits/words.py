"""The codes of visits, travellers and agenda items, put into words that people read."""

from datetime import date

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

STATE = {
    "idea": _l("Idea"),
    "proposed": _l("Proposed"),
    "agreed": _l("Agreed"),
    "held": _l("Held"),
    "cancelled": _l("Cancelled"),
}
TONE = {"idea": "neutral", "proposed": "info", "agreed": "good", "held": "good", "cancelled": "bad"}

ITEM_KIND = {
    "workshop": _l("Workshop"),
    "site_visit": _l("Site visit"),
    "walk": _l("Walk or ride"),
    "meal": _l("Meal"),
    "travel": _l("Travel"),
    "free": _l("Free time"),
    "other": _l("Other"),
    "block": _l("Block: a frame for what lies in its time"),
}
TRAVELLER_KIND = {
    "person": _l("Somebody of this pair"),
    "guest": _l("A guest by name"),
    "companion": _l("Somebody who comes along"),
    "count": _l("Several people, no names"),
}
ANSWER = {
    "coming": _l("Coming"),
    "perhaps": _l("Perhaps"),
    "not_coming": _l("Not coming"),
}
ANSWER_TONE = {"coming": "good", "perhaps": "warn", "not_coming": "bad"}
PAYER = {
    "programme": _l("The programme"),
    "own_city": _l("Their own city"),
    "host": _l("The host city"),
    "other": _l("Somebody else"),
}


def weekday(day: date) -> str:
    """Tuesday, 24 November 2026: an agenda is read by weekday."""
    locale = str(get_locale() or "en")
    return format_date(day, "full", locale="en_GB" if locale == "en" else locale)
