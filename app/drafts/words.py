"""What of a draft could not be kept, in words."""

from flask_babel import lazy_gettext as _l

DROPPED = {
    "picture": _l("Pictures, which are left out; their captions are kept"),
    "footnote": _l("Footnotes, which stand as a list at the end"),
    "formula": _l("Formulas, which stand as plain text"),
    "link": _l("Links that lead nowhere safe; their words are kept"),
    "contents": _l("The table of contents: the plan makes its own"),
    "cover": _l("The first page, with title and cities: the plan makes its own"),
    "raw": _l("Parts that only Word understands"),
    "deep": _l("Parts nested too deeply"),
}
