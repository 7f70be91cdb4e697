"""The states of a section, of a translated one and of a decision in words, each with the tone of
its badge; and what a version was frozen for."""

from flask_babel import lazy_gettext as _l

STATE = {
    "empty": (_l("Empty"), "neutral"),
    "drafting": (_l("Drafting"), "info"),
    "shared": (_l("Shared"), "good"),
    "in_review": (_l("In review"), "warn"),
    "settled": (_l("Settled"), "good"),
}

TRANSLATION = {
    "none": (_l("Nothing translated yet"), "neutral"),
    "translating": (_l("In translation"), "info"),
    "current": (_l("Up to date with the original"), "good"),
    "older": (_l("Older than the original"), "warn"),
}

RESULT = {
    "approved": (_l("Approved"), "good"),
    "with_changes": (_l("Approved with changes"), "good"),
    "not_approved": (_l("Not approved"), "bad"),
    "postponed": (_l("Postponed"), "warn"),
}

FROZEN_FOR = {
    "named": _l("Kept by name"),
    "round": _l("For a review"),
    "decision": _l("For decision"),
}
