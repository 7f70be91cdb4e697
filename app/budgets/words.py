"""The codes of the ledger in words. *All movements* is what people call it."""

from flask_babel import lazy_gettext as _l

KIND = {
    "allocate": _l("Allocated"),
    "return": _l("Returned to the pot"),
    "reserve": _l("Reserved"),
    "release": _l("Set free"),
    "approve": _l("Approved"),
    "pay": _l("Paid"),
    "recover": _l("Taken back"),
}
DIRECTION = {"outgoing": _l("Own travellers"), "incoming": _l("Costs as host")}
