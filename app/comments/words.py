"""The states of a thread and the weight of a remark in words, each with the tone of its badge."""

from flask_babel import lazy_gettext as _l

STATE = {
    "open": (_l("Open"), "info"),
    "answered": (_l("Answered"), "warn"),
    "silent": (_l("Not answered by the expert"), "neutral"),
    "insisted": (_l("Not solved yet"), "bad"),
    "solved": (_l("Solved"), "good"),
}

SEVERITY = {
    "must": (_l("Must"), "bad"),
    "should": (_l("Should"), "warn"),
    "typo": (_l("Typo"), "neutral"),
}

ANSWER = {
    "accepted": (_l("Accepted"), "good"),
    "in_part": (_l("Accepted in part"), "warn"),
    "not_accepted": (_l("Not accepted"), "bad"),
}
