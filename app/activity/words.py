"""What happened, as sentences: one for each name of an event. Who may read them: feed.py."""

from typing import Any

from flask_babel import lazy_gettext as _l

# %(who)s is the person; %(thing)s the thing itself, as a link where there is a page for it.
# A name without a sentence is not shown: it is work on the inside.
SENTENCES: dict[str, Any] = {
    "pair.started": _l("%(who)s opened this workspace."),
    "page.viewed": _l("%(who)s looked at %(path)s."),
    "cohort.started": _l("%(who)s created the cohort %(thing)s."),
    "cohort.changed": _l("%(who)s changed the cohort %(thing)s."),
    "membership.started": _l("%(person)s joined as %(role)s."),
    "membership.changed": _l("%(who)s made %(person)s %(role)s."),
    "membership.removed": _l("%(who)s removed %(person)s from this pair."),
    "membership.restored": _l("%(who)s brought %(person)s back as %(role)s."),
    "invitation.sent": _l("%(who)s invited %(person)s as %(role)s."),
    "invitation.withdrawn": _l("%(who)s withdrew the invitation of %(person)s."),
    "visit.planned": _l("%(who)s had the idea of %(thing)s."),
    "visit.changed": _l("%(who)s changed %(thing)s."),
    "visit.proposed": _l("%(who)s proposed %(thing)s."),
    "visit.agreed_by_city": _l("%(who)s said yes to %(thing)s for %(city)s."),
    "visit.agreed": _l("%(thing)s is agreed."),
    "visit.held": _l("%(who)s marked %(thing)s as held."),
    "visit.cancelled": _l("%(who)s cancelled %(thing)s: %(reason)s"),
    "visit.removed": _l("%(who)s removed %(thing)s."),
    "visit.restored": _l("%(who)s brought %(thing)s back."),
    "visit.settled": _l("%(who)s said that there are no more costs for %(thing)s."),
    "agenda_item.added": _l("%(who)s added %(title)s to the agenda of %(thing)s."),
    "agenda_item.changed": _l("%(who)s changed %(title)s in the agenda of %(thing)s."),
    "agenda_item.moved": _l("%(who)s moved %(title)s in the agenda of %(thing)s."),
    "agenda_item.removed": _l("%(who)s took %(title)s out of the agenda of %(thing)s."),
    "agenda_item.restored": _l("%(who)s put %(title)s back into the agenda of %(thing)s."),
    "traveller.added": _l("%(who)s added %(traveller)s to %(thing)s."),
    "traveller.changed": _l("%(who)s changed how %(traveller)s travels on %(thing)s."),
    "traveller.removed": _l("%(who)s took %(traveller)s off %(thing)s."),
    "traveller.restored": _l("%(who)s put %(traveller)s back on %(thing)s."),
    "note.started": _l("%(who)s began the note %(thing)s."),
    "note.changed": _l("%(who)s changed where the note %(thing)s belongs."),
    "note.shared": _l("%(who)s shared the note %(thing)s."),
    "note.unshared": _l("%(who)s stopped sharing the note %(thing)s."),
    "note.removed": _l("%(who)s removed the note %(thing)s."),
    "note.restored": _l("%(who)s brought the note %(thing)s back."),
    "plan.started": _l("%(who)s started %(thing)s."),
    "plan.frozen": _l("%(who)s kept a version of %(thing)s: %(version)s."),
    "section.changed": _l("%(who)s changed the section %(thing)s."),
    "section.added": _l("%(who)s added the section %(thing)s."),
    "section.moved": _l("%(who)s moved the section %(thing)s."),
    "section.removed": _l("%(who)s removed the section %(thing)s."),
    "section.restored": _l("%(who)s brought the section %(thing)s back."),
    "section.shared": _l("%(who)s shared the section %(thing)s."),
    "section.unshared": _l("%(who)s stopped sharing the section %(thing)s."),
    "section.settled": _l("%(who)s settled the section %(thing)s."),
    "section.reopened": _l("%(who)s opened the section %(thing)s again."),
    "section.matched": _l("%(who)s brought %(thing)s up to date with the original."),
    "edition.started": _l("%(who)s started the edition %(thing)s."),
    "edition.removed": _l("%(who)s removed the edition %(thing)s."),
    "edition.restored": _l("%(who)s brought the edition %(thing)s back."),
    "thread.opened": _l("%(who)s commented on %(thing)s: “%(quote)s”"),
    "thread.suggested": _l("%(who)s suggested wording in %(thing)s."),
    "thread.replied": _l("%(who)s replied in %(thing)s: “%(quote)s”"),
    "thread.reworded": _l("%(who)s changed a comment on %(thing)s."),
    "thread.comment_removed": _l("%(who)s took a comment on %(thing)s back."),
    "thread.comment_restored": _l("%(who)s put a comment on %(thing)s back."),
    "thread.resolved": _l("%(who)s solved a comment on %(thing)s."),
    "thread.reopened": _l("%(who)s reopened a comment on %(thing)s."),
    "thread.assigned": _l("%(who)s gave a comment on %(thing)s to %(person)s."),
    "thread.applied": _l("%(who)s put a suggestion into %(thing)s."),
    "thread.declined": _l("%(who)s declined a suggestion in %(thing)s: %(reason)s"),
    "document.edited": _l("%(who)s wrote in %(thing)s."),
    "document.restored": _l("%(who)s restored an older version of %(thing)s."),
    "claim.drafted": _l("%(who)s began claim %(thing)s of %(city)s."),
    "claim.payee_set": _l("%(who)s said who is paid for claim %(thing)s."),
    "claim.line_added": _l("%(who)s added “%(line)s” to claim %(thing)s."),
    "claim.line_changed": _l("%(who)s changed “%(line)s” in claim %(thing)s."),
    "claim.line_removed": _l("%(who)s took “%(line)s” out of claim %(thing)s."),
    "claim.line_restored": _l("%(who)s put “%(line)s” back into claim %(thing)s."),
    "claim.proof_added": _l("%(who)s added a proof of “%(line)s” to claim %(thing)s."),
    "claim.proof_removed": _l("%(who)s removed a proof of “%(line)s” from claim %(thing)s."),
    "claim.proof_restored": _l("%(who)s brought a proof of “%(line)s” in claim %(thing)s back."),
    "claim.submitted": _l("%(who)s submitted claim %(thing)s of %(city)s."),
    "claim.line_approved": _l("%(who)s approved “%(line)s” in claim %(thing)s."),
    "claim.line_in_part": _l("%(who)s approved a part of “%(line)s” in claim %(thing)s."),
    "claim.line_refused": _l("%(who)s refused “%(line)s” in claim %(thing)s."),
    "claim.decided": _l("Claim %(thing)s of %(city)s is decided."),
    "claim.paid": _l("%(who)s marked claim %(thing)s of %(city)s as paid."),
    "claim.withdrawn": _l("%(who)s withdrew claim %(thing)s of %(city)s."),
    "claim.removed": _l("%(who)s removed the draft %(thing)s."),
    "claim.restored": _l("%(who)s brought the draft %(thing)s back."),
    "budget.allocated": _l("%(who)s gave money from the pot to the %(thing)s."),
    "budget.reserved": _l("Money of the %(thing)s was reserved."),
    "budget.released": _l("Reserved money of the %(thing)s is free again."),
    "budget.approved": _l("Money of the %(thing)s was approved."),
    "budget.paid": _l("Approved money of the %(thing)s was paid."),
}

INSIDE = {  # shown elsewhere, or to nobody
    *("export.asked", "export.progressed", "export.made", "export.failed"),
    *("rate.set", "person.signed_out", "import.applied"),
}

ROLES: dict[str, Any] = {
    "officer": _l("officer"),
    "contributor": _l("contributor"),
    "expert": _l("expert"),
    "observer": _l("observer"),
}

BUDGET = _l("budget")
SOMEBODY = _l("Tandem")  # where no person did it, the house did
OLD_ROLE = _l("member")
COUNT = _l("%(n)s people")
GONE = ("removed",)  # nothing is left to link to
