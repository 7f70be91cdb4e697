"""The loaders: each gives a thing to who may see it, or 401 / 404 / 403, as the table says
(table.py). A view loads through here and nowhere else."""

from typing import Any, NoReturn

from flask import abort, g
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import is_taken_back
from app.comments.models import Comment, Thread
from app.comments.rounds import ReviewRound
from app.documents.models import Document
from app.drafts.models import Arrival
from app.exports.models import Export
from app.extensions import db
from app.files.models import File
from app.hosting.models import Duty
from app.journeys.models import Journey
from app.notes.models import Note
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.pairs.programmes import Cohort
from app.plans.approvals import Approval
from app.plans.freezing import PlanVersion
from app.plans.models import Plan, Section
from app.standing import programme_role
from app.table import may, pair_of, sees_shared_only
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.travellers import Traveller

__all__ = ["me", "may", "pair_of", "sees_shared_only"]


def me() -> Person:
    """Who asks. 401 for nobody."""
    if not current_user.is_authenticated:
        abort(401)
    return current_user._get_current_object()


def pair_to(verb: str, slug: str) -> Pair:
    query = select(Pair).where(Pair.slug == slug).options(joinedload(Pair.cohort))
    pair = db.session.scalar(query)
    return _checked(pair, "pair.read", verb)


def visit_to(verb: str, slug: str, visit_id: int, *, binned: bool = False) -> Visit:
    return _in_pair(Visit, "visit.read", verb, slug, visit_id, binned)


def note_to(verb: str, slug: str, note_id: int, *, binned: bool = False) -> Note:
    return _in_pair(Note, "note.read", verb, slug, note_id, binned)


def claim_to(verb: str, slug: str, claim_id: int, *, binned: bool = False) -> Claim:
    return _in_pair(Claim, "claim.read", verb, slug, claim_id, binned)


def section_to(verb: str, slug: str, section_id: int, *, binned: bool = False) -> Section:
    return _in_pair(Section, "section.read", verb, slug, section_id, binned)


def plan_to(verb: str, slug: str, plan_id: int) -> Plan:
    return _in_pair(Plan, "pair.read", verb, slug, plan_id)


def thread_to(verb: str, slug: str, thread_id: int, *, binned: bool = False) -> Thread:
    return _in_pair(Thread, "thread.read", verb, slug, thread_id, binned)


def comment_to(slug: str, comment_id: int) -> Comment:
    """A person's own: nobody changes what another has said. Of a thread in the bin, too."""
    comment = db.session.get(Comment, comment_id) or _nothing()
    binned = comment.thread.removed_at is not None
    thread_to("thread.read", slug, comment.thread_id, binned=binned)
    return comment if comment.author_id == me().id else abort(403)


def write_in(owner: Any) -> None:
    """403 for who may not change the words of a section or note."""
    verb = "note.write" if isinstance(owner, Note) else "section.write"
    if isinstance(owner, Plan) or not may(me(), verb, owner):
        abort(403)


def round_to(verb: str, slug: str, round_id: int) -> ReviewRound:
    return _in_pair(ReviewRound, "round.read", verb, slug, round_id)


def approval_to(verb: str, slug: str, approval_id: int) -> Approval:
    """Of a version that the person may see something of."""
    return _shown(_in_pair(Approval, "pair.read", verb, slug, approval_id))


def paper_to(approval: Approval, file_id: int) -> File:
    """A file of an approval, in the bin or not."""
    file = db.session.get(File, file_id)
    mine = file is not None and (file.kind, file.thing_id) == ("approval", approval.id)
    return file if file is not None and mine else _nothing()


def plan_version_to(slug: str, plan_version_id: int) -> PlanVersion:
    """Frozen for people, and the person may see something of it."""
    found = _in_pair(PlanVersion, "pair.read", "pair.read", slug, plan_version_id)
    return _nothing() if found.kind == "export" else _shown(found)


def arrival_to(slug: str, arrival_id: int) -> Arrival:
    """For who brought it, and who may steer its plan: others do not learn that a file came."""
    found = db.session.get(Arrival, arrival_id)
    mine = found is not None and found.uploaded_by_id == me().id
    verb = "pair.read" if mine else "section.steer"
    return _in_pair(Arrival, verb, verb, slug, arrival_id)


def export_to(export_id: int) -> Export:
    """Only who asked for a file, and as long as they may open the pair."""
    export = db.session.get(Export, export_id)
    mine = export is not None and export.asked_by_id == me().id
    return _checked(export if mine else None, "pair.read", "pair.read")


def membership_to(verb: str, slug: str, membership_id: int, *, binned: bool = False) -> Membership:
    return _in_pair(Membership, "people.read", verb, slug, membership_id, binned)


def invitation_to(verb: str, slug: str, invitation_id: int) -> Invitation:
    """For who may take it back; to `accept` it, for the person at the address that was invited."""
    person, found = me(), db.session.get(Invitation, invitation_id)
    if found is None or found.pair.slug != slug:
        abort(404)
    if verb == "accept":
        return found if found.mail == person.mail else _nothing()
    return _checked(found, "people.manage", verb)


def item_to(verb: str, slug: str, visit_id: int, item_id: int) -> AgendaItem:
    return _below(AgendaItem, visit_to(verb, slug, visit_id), "visit_id", item_id)


def traveller_to(verb: str, slug: str, visit_id: int, traveller_id: int) -> Traveller:
    return _below(Traveller, visit_to(verb, slug, visit_id), "visit_id", traveller_id)


def journey_of(verb: str, slug: str, visit_id: int, traveller_id: int) -> Traveller:
    """The traveller whose journey it is: for who may see those of the city, and for the person."""
    traveller = traveller_to("visit.read", slug, visit_id, traveller_id)
    if traveller.removed_at:
        abort(404)
    mine = traveller.person_id == me().id
    return traveller if mine else _checked(traveller, "journey.read", verb)


def needs_of(slug: str, visit_id: int, traveller_id: int) -> Traveller:
    """The traveller whose needs may be told: by the person, for a guest by who plans for them."""
    traveller = traveller_to("visit.read", slug, visit_id, traveller_id)
    if traveller.removed_at or not tells_needs(traveller):
        abort(404)
    return traveller


def tells_needs(traveller: Traveller) -> bool:
    if traveller.person_id:
        return traveller.person_id == me().id
    return may(me(), "needs.hand_in", traveller)


def answers(traveller: Traveller) -> bool:
    """Who says whether a traveller comes."""
    if traveller.visit.state in ("held", "cancelled"):
        return False
    if traveller.person_id:
        return traveller.person_id == me().id
    return may(me(), "needs.hand_in", traveller)


def ticket_to(verb: str, slug: str, visit_id: int, traveller_id: int, file_id: int) -> File:
    """A file of a journey, in the bin or not."""
    traveller = journey_of(verb, slug, visit_id, traveller_id)
    journey, file = Journey.of(traveller), db.session.get(File, file_id)
    mine = journey and file and (file.kind, file.thing_id) == ("journey", journey.id)
    return file if file is not None and mine else _nothing()


def sees_file(paper: VisitFile) -> bool:
    """Of a visit: what is for all, and what is a city's own for its people and the programme."""
    return may(me(), "cost.read", paper.city) if paper.city else may(me(), "visit.read", paper)


def visit_file_to(slug: str, visit_id: int, paper_id: int) -> VisitFile:
    """To be removed or brought back, in the bin or not, by who plans the visit and sees it."""
    visit = visit_to("visit.plan", slug, visit_id)
    paper = db.session.get(VisitFile, paper_id)
    there = paper is not None and paper.visit_id == visit.id and sees_file(paper)
    return paper if paper is not None and there else _nothing()


def duty_to(verb: str, slug: str, visit_id: int, duty_id: int) -> Duty:
    return _below(Duty, visit_to(verb, slug, visit_id), "visit_id", duty_id)


def line_to(verb: str, slug: str, claim_id: int, line_id: int) -> Line:
    return _below(Line, claim_to(verb, slug, claim_id), "claim_id", line_id)


def document_to(verb: str, document_id: int) -> Document:
    """`read`, `write` or `comment`, as the note or section that it belongs to says."""
    owner = owner_of(document_id)
    kind = "note" if isinstance(owner, Note) else "section"
    wanted = "thread.write" if verb == "comment" else f"{kind}.{verb}"
    _checked(owner, f"{kind}.read", wanted)
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
        return _checked(None, "", "")
    if file.kind == "document":
        document_to("read", file.thing_id)
        return file
    if file.kind == "approval":
        approval = _checked(db.session.get(Approval, file.thing_id), "pair.read", "pair.read")
        return file if _shown(approval, whole=True) else _nothing()
    if file.kind == "journey":
        journey = db.session.get(Journey, file.thing_id) or _nothing()
        visit = journey.visit
        journey_of("journey.read", visit.pair.slug, visit.id, journey.traveller_id)
        return file
    if file.kind == "visit_file":
        paper = _checked(db.session.get(VisitFile, file.thing_id), "visit.read", "visit.read")
        return file if sees_file(paper) else _nothing()
    kinds: dict[str, tuple[type[Any], str]] = {"claim": (Claim, "claim.read")}
    model, reading = kinds[file.kind]
    thing = db.session.get(model, file.thing_id)
    _checked(None if thing is None or thing.removed_at else thing, reading, reading)
    return _nothing() if is_taken_back(file, undo=may(me(), "claim.file", thing)) else file


def cohort_to_manage(cohort_id: int) -> Cohort:
    manage()
    return db.session.get(Cohort, cohort_id) or _nothing()


def manage() -> Person:
    """Managers only. Others do not learn that there is such a page."""
    person = me()
    if programme_role(person) != "manager":
        abort(404)
    return person


def _in_pair(
    model: type[Any], reading: str, verb: str, slug: str, thing_id: int, binned: bool = False
) -> Any:
    """A thing of this pair; from the bin only for who asks for it there."""
    thing = db.session.get(model, thing_id)
    pair = pair_of(thing) if thing is not None else None
    gone = getattr(thing, "removed_at", None) is not None
    wrong = pair is None or pair.slug != slug or gone != binned
    return _checked(None if wrong else thing, reading, verb)


def _shown(thing: Any, *, whole: bool = False) -> Any:
    """A frozen version, or what hangs on one: of one that holds only what is not shared, experts
    and observers do not learn; a signed paper (`whole`) holds all of it."""
    version = thing.plan_version if isinstance(thing, Approval) else thing
    shared_only = sees_shared_only(me(), version.pair)
    seen = version.shows_all if whole else version.shown
    return thing if seen(shared_only=shared_only) else _nothing()


def _below(model: type[Any], parent: Any, key: str, thing_id: int) -> Any:
    thing = db.session.get(model, thing_id)
    if thing is None or getattr(thing, key) != parent.id:
        abort(404)
    return thing


def _checked(thing: Any, reading: str, verb: str) -> Any:
    person = me()
    if thing is None or not may(person, reading, thing):
        abort(404)
    g.pair = pair_of(thing)
    if verb != reading and not may(person, verb, thing):
        abort(403)
    return thing


def _nothing() -> NoReturn:
    abort(404)
