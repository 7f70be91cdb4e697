"""Roles in a pair, and the sides of cities, in words."""

from flask_babel import lazy_gettext as _l

ROLE = {
    "officer": _l("officer"),
    "contributor": _l("contributor"),
    "expert": _l("expert"),
    "observer": _l("observer"),
    "manager": _l("programme manager"),
    "auditor": _l("auditor"),
}

ROLE_MEANS = {
    "officer": _l("Officer: plans visits, files the city's claims, writes the plan"),
    "contributor": _l("Contributor: plans visits and writes notes, sees no claims"),
    "expert": _l("Expert: reads and comments what the cities share"),
    "observer": _l("Observer: reads what the cities share"),
}

SIDE = {"twin": _l("Twin city"), "pilot": _l("Pilot city"), "partner": _l("Partner city")}
