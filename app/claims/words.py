"""The codes of claims and rates in words, each with the tone of its badge where it has one."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.visits.travellers import Traveller

STATE = {
    "draft": (_l("Draft"), "neutral"),
    "submitted": (_l("Submitted"), "info"),
    "sent_back": (_l("Sent back"), "warn"),
    "decided": (_l("Decided"), "good"),
    "reopened": (_l("Opened again"), "warn"),
    "paid": (_l("Paid"), "good"),
    "withdrawn": (_l("Withdrawn"), "neutral"),
}
RESULT = {
    "open": (_l("Open"), "info"),
    "approved": (_l("Approved"), "good"),
    "in_part": (_l("Approved in part"), "warn"),
    "refused": (_l("Refused"), "bad"),
    "sent_back": (_l("Sent back"), "warn"),
    "later": (_l("Decide later"), "neutral"),
}
ALL = {"sent_back": _l("Send back"), "refused": _l("Refuse")}
SPLIT = {
    "equal": _l("In equal parts"),
    "nights": _l("By nights"),
    "by_hand": _l("By hand"),
}
REOPENING = {"text": _l("Correct text"), "amounts": _l("Correct amounts")}
PAID_BY = {"city": _l("The city"), "person": _l("The traveller, or another person")}
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
# What a line's rate can come from besides: no file, so no part of the page of rates.
CHARGED = _l("EUR charged to the card")
SHORT_SOURCE = {
    "ecb": _l("ECB"),
    "inforeuro": _l("InforEuro"),
    "manual": _l("by hand"),
    "charged": _l("card statement"),
}
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
    "claim.submitted_again": _l("signed the declaration and submitted the claim again"),
    "claim.line_corrected": _l("corrected the words of a line"),
    "claim.line_sent_back": _l("sent a line back"),
    "claim.line_put_off": _l("put a line off for later"),
    "claim.line_received": _l("moved a line here to decide on it later"),
    "claim.files_dropped": _l("added files that are not sorted yet"),
    "claim.file_removed": _l("removed a file"),
    "claim.file_restored": _l("brought a file back"),
    "claim.invoice_split": _l("split an invoice into lines"),
    "claim.taken": _l("looks after this claim"),
    "claim.let_go": _l("no longer looks after this claim"),
    "claim.account_asked": _l("asked for another account"),
    "claim.account_confirmed": _l("confirmed the other account"),
    "claim.account_kept": _l("kept the account as it was"),
    "claim.reopened_text": _l("opened the claim again, to correct text"),
    "claim.reopened_amounts": _l("opened the claim again, to correct amounts"),
    "claim.corrected": _l("closed the claim after its correction"),
    "claim.listed": _l("put the claim on a payment list"),
    "claim.unlisted": _l("took the claim off its payment list"),
    "claim.recovered": _l("wrote down money that came back"),
}


def who(traveller: Traveller) -> str:
    """A traveller's name, or how many they are."""
    if traveller.kind == "count" and not traveller.name:
        return str(ngettext("%(num)d person", "%(num)d people", traveller.count))
    return str(traveller.shown_name)
