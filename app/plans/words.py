"""The states of a section in words, each with the tone of its badge."""

from flask_babel import lazy_gettext as _l

STATE = {
    "empty": (_l("Empty"), "neutral"),
    "drafting": (_l("Drafting"), "info"),
    "shared": (_l("Shared"), "good"),
    "in_review": (_l("In review"), "warn"),
    "settled": (_l("Settled"), "good"),
}
