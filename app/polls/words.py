"""The codes of polls in words that people read."""

from flask_babel import lazy_gettext as _l

VALUE = {"yes": _l("Yes"), "if_need_be": _l("If need be"), "no": _l("No")}
TONE = {"yes": "good", "if_need_be": "warn", "no": "bad"}
