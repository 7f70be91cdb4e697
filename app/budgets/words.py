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
CHANGE = {
    "transfer": _l("Move money from one line to another"),
    "add": _l("Add money from the pot"),
    "give_back": _l("Return money to the pot"),
    "withdraw": _l("The pair withdraws: all that is left returns to the pot"),
}
