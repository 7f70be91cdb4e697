"""The codes of journeys in words that people read."""

from flask_babel import lazy_gettext as _l

MODE = {
    "train": _l("Train"),
    "coach": _l("Coach"),
    "plane": _l("Plane"),
    "car": _l("Car"),
    "ferry": _l("Ferry"),
    "tram": _l("Tram or metro"),
    "bus": _l("Local bus"),
    "bicycle": _l("Bicycle"),
    "foot": _l("On foot"),
    "other": _l("Something else"),
}
