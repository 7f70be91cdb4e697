"""The codes of pairs and cities put into words that people read, with the tone of their badge."""

from flask_babel import lazy_gettext as _l

STATE = {
    "open": (_l("Open"), "good"),
    "claims_only": (_l("Claims only"), "warn"),
    "closed": (_l("Closed"), "neutral"),
    "withdrawn": (_l("Withdrawn"), "bad"),
}
SIDE = {"twin": _l("Twin"), "pilot": _l("Pilot"), "partner": _l("Partner")}
SIDES = {"twin": _l("Twin cities"), "pilot": _l("Pilot cities"), "partner": _l("Partners")}
