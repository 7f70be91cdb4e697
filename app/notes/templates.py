"""What a new note begins with: minutes of a workshop, a site visit, a lesson, a decision. In the
pair's language, and with who was there, where it is about a visit."""

from collections.abc import Callable

from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.attendance.models import Attendance, Participant
from app.pairs.models import Pair
from app.visits.models import Visit

KINDS = {
    "": _l("An empty page"),
    "minutes": _l("Workshop minutes"),
    "site_visit": _l("Site visit"),
    "lesson": _l("Lesson"),
    "decision": _l("Decision"),
}


def text_of(kind: str, pair: Pair, visit: Visit | None) -> str:
    """In the signs of the plain form."""
    if kind not in _HEADINGS:
        return ""
    language = pair.cohort.languages[0]
    with force_locale(language if language in ("en", "de", "es") else "en"):
        there = people(visit) if visit is not None else ""
        parts = [f"## {_('Who was there')}", there] if there or kind == "minutes" else []
        parts += [f"## {heading}" for heading in _HEADINGS[kind]()]
    return "\n\n".join(filter(None, parts))


def people(visit: Visit) -> str:
    """Who was ticked as being there; where nobody was, who was to travel. As a list."""
    there = Attendance.on(visit)
    most: dict[str, int] = {}
    for (key, _day), n in there.items():
        most[key] = max(n, most.get(key, 0))
    came = [one for one in Participant.of(visit) if one.key in most or not most]
    return "\n".join(_one(one, most.get(one.key, one.count)) for one in came)


def _one(one: Participant, count: int) -> str:
    name = (one.traveller.shown_name if one.traveller else one.name) or _("Several people")
    place = ", ".join(filter(None, (one.organisation, one.city.name if one.city else "")))
    return f"- {name}{f' ({count})' if count > 1 else ''}" + (f", {place}" if place else "")


_HEADINGS: dict[str, Callable[[], list[str]]] = {
    "minutes": lambda: [
        _("What we talked about"),
        _("What was decided"),
        _("Who does what until when"),
    ],
    "site_visit": lambda: [
        _("What we saw"),
        _("How it works there"),
        _("What it costs, and who pays"),
        _("Questions that stay"),
    ],
    "lesson": lambda: [
        _("What we learned"),
        _("What works there, and why"),
        _("What we would need at home"),
    ],
    "decision": lambda: [
        _("What is decided"),
        _("Why, and what else was possible"),
        _("What follows from it"),
    ],
}
