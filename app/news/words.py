"""Kinds of news as sentences, and the choices of mail."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.clock import day
from app.news.models import News

SENTENCES: dict[str, Any] = {
    "mention": _l("%(who)s mentioned you: “%(quote)s”"),
    "reply": _l("%(who)s replied in %(title)s: “%(quote)s”"),
    "answer": _l("%(who)s answered your comment on %(title)s."),
    "assignment": _l("%(who)s gave you a comment on %(title)s."),
    "turn": _l("“%(title)s” waits for the yes of your city."),
    "dates": _l("%(who)s changed the dates of “%(title)s”."),
    "cancelled": _l("%(who)s cancelled “%(title)s”."),
    "claim_waits": _l("Claim %(title)s waits for a decision."),
    "claim_back": _l("Claim %(title)s was sent back."),
    "deadline": _l("Claim the costs of “%(title)s” until %(day)s."),
    "review": _l("Please review “%(title)s” until %(day)s."),
    "review_due": _l("Your review of “%(title)s” is due on %(day)s."),
    "poll": _l("%(who)s asks when you can come to “%(title)s”."),
    "follow_up": _l("%(who)s gave you a follow-up: %(title)s"),
    "follow_up_due": _l("Until %(day)s: %(title)s"),
    "left": _l("%(title)s has left. What they had stays with your city."),
    "duty": _l("%(who)s gave you a duty as host: %(title)s"),
    "duty_due": _l("Until %(day)s, as host: %(title)s"),
}

CHOICE = {
    "waits_and_week": _l("What waits for me, plus a weekly summary"),
    "daily": _l("A daily summary"),
    "waits": _l("Only what waits for me"),
    "none": _l("No news by mail"),
}


def sentence(news: News) -> str:
    """In the language that is set."""
    who = news.actor.name if news.actor else _("Tandem")
    values = {"quote": "", "title": "", "day": "", **news.about, "who": who}
    if values["day"]:
        values["day"] = day(date.fromisoformat(values["day"]))
    return str(SENTENCES[news.kind]) % values
