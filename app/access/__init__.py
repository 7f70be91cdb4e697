"""The loaders: each gives a thing to who may see it, or 401 / 404 / 403, as the table says
(table.py). A view loads through here and nowhere else."""

from functools import cache
from typing import Any

from flask import abort
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.access.asking import below, checked, in_pair, manage, me, nothing
from app.access.programme import (
    budget_change_to,
    cap_change_to,
    looked_after,
    of_cohort,
    pack_to,
    payment_list_to,
    programme,
)
from app.access.visits import (
    answers,
    city_to,
    closed_day_to,
    duty_to,
    item_to,
    journey_of,
    letter_for,
    needs_of,
    participant_to,
    poll_guest_to,
    poll_option_to,
    scan_to,
    sees_file,
    tells_needs,
    ticket_to,
    traveller_to,
    visit_file_to,
    visit_to,
    writes_letter,
)
from app.citations.models import Citation
from app.claims.lines import Line
from app.claims.models import Claim, Payment
from app.claims.proofs import is_taken_back
from app.comments.models import Comment, Thread
from app.comments.rounds import ReviewRound
from app.documents.models import Document
from app.drafts.models import Arrival
from app.exports.models import Export
from app.extensions import db
from app.files.models import File
from app.journeys.models import Journey
from app.notes.models import Note
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.pairs.programmes import Cohort
from app.plans.approvals import Approval
from app.plans.freezing import PlanVersion
from app.plans.models import Plan, Section
from app.table import may, pair_of, sees_shared_only
from app.takeaways.models import Takeaway
from app.visits.models import Visit
from app.visits.papers import VisitFile

__all__ = [
    "budget_change_to",
    "cap_change_to",
    "looked_after",
    "of_cohort",
    "pack_to",
    "payment_list_to",
    "programme",
    "letter_for",
    "writes_letter",
    "participant_to",
    "scan_to",
    "city_to",
    "closed_day_to",
    "poll_guest_to",
    "poll_option_to",
    "answers",
    "duty_to",
    "item_to",
    "journey_of",
    "manage",
    "may",
    "me",
    "needs_of",
    "nothing",
    "pair_of",
    "sees_file",
    "sees_shared_only",
    "tells_needs",
    "ticket_to",
    "traveller_to",
    "visit_file_to",
    "visit_to",
]


def pair_to(verb: str, slug: str) -> Pair:
    found = db.session.scalars(_pair_by_slug(), {"slug": slug}).unique().one_or_none()
    return checked(found, "pair.read", verb)


@cache
def _pair_by_slug() -> Select[tuple[Pair]]:
    """With what every page asks of it."""
    query = select(Pair).where(Pair.slug == bindparam("slug"))
    return query.options(joinedload(Pair.cohort), joinedload(Pair.cities))


def note_to(verb: str, slug: str, note_id: int, *, binned: bool = False) -> Note:
    return in_pair(Note, "note.read", verb, slug, note_id, binned)


def note_file_to(note: Note, file_id: int) -> File:
    """A file of a note, in the bin or not."""
    file = db.session.get(File, file_id)
    mine = file is not None and (file.kind, file.thing_id) == ("note", note.id)
    return file if file is not None and mine else nothing()


def claim_to(verb: str, slug: str, claim_id: int, *, binned: bool = False) -> Claim:
    return in_pair(Claim, "claim.read", verb, slug, claim_id, binned)


def section_to(verb: str, slug: str, section_id: int, *, binned: bool = False) -> Section:
    return in_pair(Section, "section.read", verb, slug, section_id, binned)


def plan_to(verb: str, slug: str, plan_id: int) -> Plan:
    return in_pair(Plan, "pair.read", verb, slug, plan_id)


def thread_to(verb: str, slug: str, thread_id: int, *, binned: bool = False) -> Thread:
    return in_pair(Thread, "thread.read", verb, slug, thread_id, binned)


def comment_to(slug: str, comment_id: int) -> Comment:
    """A person's own: nobody changes what another has said. Of a thread in the bin, too."""
    comment = db.session.get(Comment, comment_id) or nothing()
    binned = comment.thread.removed_at is not None
    thread_to("thread.read", slug, comment.thread_id, binned=binned)
    return comment if comment.author_id == me().id else abort(403)


def write_in(owner: Any) -> None:
    """403 for who may not change the words of a section or note."""
    verb = "note.write" if isinstance(owner, Note) else "section.write"
    if isinstance(owner, Plan) or not may(me(), verb, owner):
        abort(403)


def takeaway_to(verb: str, slug: str, takeaway_id: int, *, binned: bool = False) -> Takeaway:
    return in_pair(Takeaway, "note.read", verb, slug, takeaway_id, binned)


def citation_to(slug: str, citation_id: int) -> Citation:
    """To be taken out or put back, by who may write the section that it stands in."""
    citation = db.session.get(Citation, citation_id)
    lesson = citation.lesson if citation is not None else None
    if citation is None or citation.pair.slug != slug or not may(me(), "note.read", lesson):
        return nothing()
    checked(citation.home, "section.read", "section.write")
    return citation


def round_to(verb: str, slug: str, round_id: int) -> ReviewRound:
    return in_pair(ReviewRound, "round.read", verb, slug, round_id)


def approval_to(verb: str, slug: str, approval_id: int) -> Approval:
    """Of a version that the person may see something of."""
    return _shown(in_pair(Approval, "pair.read", verb, slug, approval_id))


def paper_to(approval: Approval, file_id: int) -> File:
    """A file of an approval, in the bin or not."""
    file = db.session.get(File, file_id)
    mine = file is not None and (file.kind, file.thing_id) == ("approval", approval.id)
    return file if file is not None and mine else nothing()


def plan_version_to(slug: str, plan_version_id: int) -> PlanVersion:
    """Frozen for people, and the person may see something of it."""
    found = in_pair(PlanVersion, "pair.read", "pair.read", slug, plan_version_id)
    return nothing() if found.kind == "export" else _shown(found)


def arrival_to(slug: str, arrival_id: int) -> Arrival:
    """For who brought it, and who may steer its plan: others do not learn that a file came."""
    found = db.session.get(Arrival, arrival_id)
    mine = found is not None and found.uploaded_by_id == me().id
    verb = "pair.read" if mine else "section.steer"
    return in_pair(Arrival, verb, verb, slug, arrival_id)


def export_to(export_id: int) -> Export:
    """Only who asked for a file, and as long as they may open the pair."""
    export = db.session.get(Export, export_id)
    mine = export is not None and export.asked_by_id == me().id
    return checked(export if mine else None, "pair.read", "pair.read")


def membership_to(verb: str, slug: str, membership_id: int, *, binned: bool = False) -> Membership:
    return in_pair(Membership, "people.read", verb, slug, membership_id, binned)


def invitation_to(verb: str, slug: str, invitation_id: int) -> Invitation:
    """For who may take it back; to `accept` it, for the person at the address that was invited."""
    person, found = me(), db.session.get(Invitation, invitation_id)
    if found is None or found.pair.slug != slug:
        abort(404)
    if verb == "accept":
        return found if found.mail == person.mail else nothing()
    return checked(found, "people.manage", verb)


def line_to(verb: str, slug: str, claim_id: int, line_id: int) -> Line:
    return below(Line, claim_to(verb, slug, claim_id), "claim_id", line_id)


def document_to(verb: str, document_id: int) -> Document:
    """`read`, `write` or `comment`, as the note or section that it belongs to says."""
    owner = owner_of(document_id)
    kind = "note" if isinstance(owner, Note) else "section"
    wanted = "thread.write" if verb == "comment" else f"{kind}.{verb}"
    checked(owner, f"{kind}.read", wanted)
    return db.session.get_one(Document, document_id)


def owner_of(document_id: int) -> Note | Section | None:
    """What a document is the text of; None once it is in the bin."""
    for model in (Note, Section):
        query = select(model).where(model.document_id == document_id, model.removed_at.is_(None))
        if found := db.session.scalar(query):
            return found  # type: ignore[return-value]
    return None


def file_to(verb: str, file_id: int) -> File:
    """As the thing says that it hangs on."""
    file = db.session.get(File, file_id)
    if file is None or file.removed_at:
        return checked(None, "", "")
    if file.kind == "document":
        document_to("read", file.thing_id)
        return file
    if file.kind == "approval":
        approval = checked(db.session.get(Approval, file.thing_id), "pair.read", "pair.read")
        return file if _shown(approval, whole=True) else nothing()
    if file.kind == "journey":
        journey = db.session.get(Journey, file.thing_id) or nothing()
        visit = journey.visit
        journey_of("journey.read", visit.pair.slug, visit.id, journey.traveller_id)
        return file
    if file.kind == "payment_list":
        payment_list_to(file.thing_id)
        return file
    if file.kind == "payment":
        payment = db.session.get(Payment, file.thing_id) or nothing()
        checked(payment.claim, "claim.read", "claim.read")
        return file
    if file.kind == "visit":
        checked(db.session.get(Visit, file.thing_id), "attendance.read", "attendance.read")
        return file
    if file.kind == "visit_file":
        paper = checked(db.session.get(VisitFile, file.thing_id), "visit.read", "visit.read")
        return file if sees_file(paper) else nothing()
    kinds: dict[str, tuple[type[Any], str]] = {
        "claim": (Claim, "claim.read"),
        "note": (Note, "note.read"),
    }
    model, reading = kinds[file.kind]
    thing = db.session.get(model, file.thing_id)
    checked(None if thing is None or thing.removed_at else thing, reading, reading)
    if file.kind == "note":
        return file
    return nothing() if is_taken_back(file, undo=may(me(), "claim.file", thing)) else file


def cohort_to_manage(cohort_id: int) -> Cohort:
    manage()
    return db.session.get(Cohort, cohort_id) or nothing()


def _shown(thing: Any, *, whole: bool = False) -> Any:
    """A frozen version, or what hangs on one: of one that holds only what is not shared, experts
    and observers do not learn; a signed paper (`whole`) holds all of it."""
    version = thing.plan_version if isinstance(thing, Approval) else thing
    shared_only = sees_shared_only(me(), version.pair)
    seen = version.shows_all if whole else version.shown
    return thing if seen(shared_only=shared_only) else nothing()
