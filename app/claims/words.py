"""The codes of claims and rates in words, each with the tone of its badge where it has one."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.visits.travellers import Traveller

STATE = {
    "draft": (_l("Draft"), "neutral"),
    "submitted": (_l("Submitted"), "info"),
    "decided": (_l("Decided"), "good"),
    "paid": (_l("Paid"), "good"),
    "withdrawn": (_l("Withdrawn"), "neutral"),
}
RESULT = {
    "open": (_l("Open"), "info"),
    "approved": (_l("Approved"), "good"),
    "in_part": (_l("Approved in part"), "warn"),
    "refused": (_l("Refused"), "bad"),
}
CATEGORY = {
    "travel": _l("Travel"),
    "accommodation": _l("Accommodation"),
    "per_diem": _l("Daily allowance"),
    "local_transport": _l("Local transport"),
    "other": _l("Other cost of a traveller"),
    "room": _l("Room for meetings (as host)"),
    "catering": _l("Catering (as host)"),
    "interpreter": _l("Interpreter (as host)"),
}
PROOF = {
    "invoice": _l("Invoice or ticket"),
    "payment": _l("Proof of payment"),
    "boarding_pass": _l("Boarding pass"),
    "employer": _l("Reimbursed by employer"),
    "attendance": _l("Proof of attendance"),
}
PAYEE = {"city": _l("The city"), "person": _l("A person")}
SOURCE = {
    "ecb": _l("European Central Bank, daily"),
    "inforeuro": _l("InforEuro, monthly"),
    "manual": _l("Typed in by a manager"),
}
SHORT_SOURCE = {"ecb": _l("ECB"), "inforeuro": _l("InforEuro"), "manual": _l("by hand")}
HAPPENED = {
    "claim.drafted": _l("began this claim"),
    "claim.payee_set": _l("set who is paid"),
    "claim.line_added": _l("added a line"),
    "claim.line_changed": _l("changed a line"),
    "claim.line_removed": _l("removed a line"),
    "claim.line_restored": _l("brought a line back"),
    "claim.proof_added": _l("added proofs"),
    "claim.proof_removed": _l("removed a proof"),
    "claim.proof_restored": _l("brought a proof back"),
    "claim.removed": _l("put the draft in the bin"),
    "claim.restored": _l("brought the draft back"),
    "claim.submitted": _l("signed the declaration and submitted the claim"),
    "claim.withdrawn": _l("withdrew the claim"),
    "claim.line_approved": _l("approved a line"),
    "claim.line_in_part": _l("approved a line in part"),
    "claim.line_refused": _l("refused a line"),
    "claim.decided": _l("decided on the last open line"),
    "claim.paid": _l("marked the claim as paid"),
}


def who(traveller: Traveller) -> str:
    """A traveller's name, or how many they are."""
    if traveller.kind == "count" and not traveller.name:
        return str(ngettext("%(num)d person", "%(num)d people", traveller.count))
    return str(traveller.shown_name)
