"""Kinds and times of what is found, in words."""

from flask_babel import lazy_gettext as _l

KINDS = {
    "note": _l("Notes"),
    "takeaway": _l("Lessons, decisions, follow-ups"),
    "section": _l("Plan"),
    "thread": _l("Comments"),
    "visit": _l("Visits and meetings"),
    "agenda_item": _l("Agenda"),
    "claim": _l("Claims"),
    "membership": _l("People"),
    "file": _l("Files"),
}
SINCE = {
    "week": _l("The last week"),
    "month": _l("The last month"),
    "year": _l("The last year"),
}
