"""Kinds of takeaways and their states, in words."""

from flask_babel import lazy_gettext as _l

KIND = {
    "lesson": _l("Lesson"),
    "decision": _l("Decision"),
    "follow_up": _l("Follow-up"),
}
KINDS = {
    "lesson": _l("Lessons"),
    "decision": _l("Decisions"),
    "follow_up": _l("Follow-ups"),
}
ADD = {
    "lesson": _l("Mark as lesson"),
    "decision": _l("Mark as decision"),
    "follow_up": _l("Mark as follow-up"),
}
