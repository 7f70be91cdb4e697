"""Every button, in an order in which each can be pressed: who presses it, with what in its form.

test_once.py presses each of them twice.
"""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from app.attendance.models import Participant
from app.budgets.caps import CapChange
from app.budgets.changes import BudgetChange
from app.citations.models import Citation
from app.claims.lines import Line
from app.claims.models import Claim, PaymentList
from app.claims.proofs import Proof
from app.comments.models import Comment, Thread
from app.comments.rounds import ReviewRound
from app.documents.models import Document, Version
from app.drafts.models import Arrival
from app.evidence.models import EvidencePack
from app.extensions import db
from app.files.models import File
from app.hosting.models import Duty
from app.journeys.rail import RailConnection
from app.notes.models import Note
from app.pairs.imports import Import
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.plans.approvals import Approval
from app.plans.models import Edition, Plan, Section
from app.polls.closed_days import ClosedDay
from app.polls.models import PollOption
from app.polls.respondents import Respondent
from app.takeaways.models import Takeaway
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.travellers import Traveller
from tests.browser import papers
from tests.cast import TODAY, person
from tests.claims import story
from tests.claims.presses import CLAIMS
from tests.comments.presses import COMMENTS, REVIEWS
from tests.pairs.sheets import book
from tests.pairs.test_cohorts import fields
from tests.pressing import Data, Form, Press, last, of, words
from tests.takeaways.presses import NEWS, TAKEAWAYS
from tests.visits.presses import DUTY, VISITS, stay

NAMES = {
    "files": "proof.png",
    "file": "sheet.csv",
    "ticket": "ticket.png",
    "scan": "signed.png",
    "photograph": "photo.png",
    "proof": "bank.png",
    "signed": "signed.pdf",
    "paper": "map.png",
    "draft": "draft.md",
    "back": "back.docx",
}  # of what is sent under these names
RATES = b"Date,USD,\n2026-11-20,1.0921,\n"


def membership(name: str) -> Membership:
    found = db.session.scalars(
        select(Membership).where(Membership.person_id == person(name).id).order_by(Membership.id)
    ).first()
    assert found
    return found


NEWEST: dict[str, Callable[[], Any]] = {
    "slug": lambda: "cologne-soria",
    "visit_id": lambda: last(Visit).id,
    "paper_id": lambda: last(VisitFile).id,
    "duty_id": lambda: last(Duty).id,
    "item_id": lambda: last(AgendaItem).id,
    "traveller_id": lambda: last(Traveller).id,
    "participant_id": lambda: last(Participant).id,
    "day": lambda: str(TODAY),
    "option_id": lambda: last(PollOption).id,
    "guest_id": lambda: last(Respondent).id,
    "closed_id": lambda: last(ClosedDay).id,
    "member_city_id": lambda: membership("anna").member_city_id,
    "rail_id": lambda: last(RailConnection).id,
    "claim_id": lambda: last(Claim).id,
    "line_id": lambda: last(Line).id,
    "proof_id": lambda: last(Proof).id,
    "note_id": lambda: last(Note).id,
    "document_id": lambda: last(Document).id,
    "version_id": lambda: last(Version).id,
    "plan_id": lambda: Plan.of(last(Note).pair_id).id,  # type: ignore[union-attr]
    "section_id": lambda: last(Section).id,
    "round_id": lambda: last(ReviewRound).id,
    "arrival_id": lambda: last(Arrival).id,
    "filled_id": lambda: last(Arrival).id,
    "thread_id": lambda: last(Thread).id,
    "comment_id": lambda: last(Comment).id,
    "edition_id": lambda: last(Edition).id,
    "approval_id": lambda: last(Approval).id,
    "file_id": lambda: last(File).id,
    "translation_id": lambda: last(Section).id,
    "membership_id": lambda: membership("lena").id,
    "invitation_id": lambda: last(Invitation).id,
    "cohort_id": lambda: 1,
    "import_id": lambda: last(Import).id,
    "jotted": lambda: 0,
    "list_id": lambda: last(PaymentList).id,
    "change_id": lambda: last(BudgetChange).id,
    "cap_id": lambda: last(CapChange).id,
    "pack_id": lambda: last(EvidencePack).id,
    "kind": lambda: "duty",
    "thing_id": lambda: last(Duty).id,
    "takeaway_id": lambda: last(Takeaway).id,
    "citation_id": lambda: last(Citation).id,
}


def observer(_client: FlaskClient) -> Form:
    return {"version": membership("lena").version, "role": "observer", "city": ""}


def hers(_client: FlaskClient) -> Form:
    """A duty of lena's, for the hosts that she is an officer of."""
    city = last(Visit).stops[0].member_city_id
    return DUTY | {"owner_id": str(person("lena").id), "member_city_id": str(city)}


def officer(_client: FlaskClient) -> Form:
    lena = membership("lena")
    city = lena.pair.cities[0].id
    return {"version": lena.version, "role": "officer", "city": city}


def page(url: str, **more: Any) -> Data:
    """A form as its page has it."""
    return lambda client: fields(client, url) | more


def other_words(client: FlaskClient) -> Form:
    return words(client) | {"text": "Quite other ones.\n"}


def transfer(_client: FlaskClient) -> Form:
    city = story.the_pair().cities[0].id
    lines = {"from_line": f"{city}-outgoing", "to_line": f"{city}-incoming"}
    return lines | {"kind": "transfer", "amount": "10", "reason": "A room."}


COUNCIL = {"body": "City council", "decides_on": str(TODAY)}
SIGNED = COUNCIL | {"result": "approved", "signed": papers.pdf()["buffer"]}
CAP = {"seat_cap": "1000", "cap_unit": "visit", "reason": "Flights."}


NEW = {"mail": "new@example.org", "name": "New", "role": "expert", "city": ""}

MONEY = [
    Press("maria", "budget_changes.ask", transfer),
    Press("tom", "budget_changes.answer", {"confirmed": "y"}),
    Press("maria", "budget_changes.ask", transfer),
    Press("maria", "budget_changes.answer"),
    Press("maria", "budget_changes.ask_cap", CAP),
    Press("maria", "budget_changes.answer_cap"),
]
WORDS = [
    Press("anna", "notes.start", {"title": "Ours", "about": ""}),
    Press("anna", "notes.change", of(Note, title="Ours, and good", about="")),
    Press("anna", "notes.share"),
    Press("anna", "notes.unshare"),
    Press("anna", "documents.save", words),
    Press("anna", "documents.versions.name", {"name": "First"}),
    Press("anna", "documents.save", other_words),
    Press("anna", "documents.versions.restore"),
    Press("anna", "notes.remove"),
    Press("anna", "notes.restore"),
    Press("anna", "plans.add", {"heading": "What it costs"}),
    Press("anna", "plans.change", of(Section, heading="What it costs us", owned_by="")),
    Press("anna", "plans.share"),
    Press("anna", "plans.unshare"),
    Press("anna", "documents.save", words),
    Press("anna", "plans.settle"),
    Press("anna", "plans.reopen"),
    Press("anna", "plans.move_up"),
    Press("anna", "plans.move_down"),
    Press("anna", "plans.remove"),
    Press("anna", "plans.restore"),
    Press("anna", "editions.start", {"language": "es"}),
    Press("anna", "documents.save", words),
    Press("anna", "editions.match", {"seen": "0"}),
    Press("anna", "editions.remove"),
    Press("anna", "editions.restore"),
    Press("anna", "frozen.keep", {"name": "As sent"}),
    Press("anna", "approvals.ask", COUNCIL),
    Press("anna", "approvals.record", of(Approval, **SIGNED)),
    Press("anna", "approvals.take_off"),
    Press("anna", "approvals.put_back"),
]
PEOPLE = [
    Press("maria", "people.change", observer),
    Press("maria", "people.remove"),
    Press("maria", "people.restore"),
    Press("maria", "invitations.send", NEW),
    Press("maria", "invitations.send_again"),
    Press("maria", "invitations.withdraw"),
    Press("maria", "invitations.send", NEW | {"mail": "sean@example.org"}),
    Press("sean", "invitations.join"),
    Press("anna", "profile.change", page("/profile", name="Anna K.")),
    Press("maria", "people.change", officer),
    Press("anna", "visits.plan", stay),
    Press("anna", "hosting.add", hers),
    Press("lena", "people.remove"),
    Press("diego", "leaving.take_over"),
]
PROGRAMME = [
    Press("maria", "programmes.create", page("/cohorts/new", name="Cohort 2", pot="60000")),
    Press("maria", "programmes.change", page("/cohorts/1/edit", name="The first")),
    Press("maria", "imports.hand_in", {"file": book()}),
    Press("maria", "imports.apply", {"invite": "y"}),
    Press("maria", "rates.take_file", {"file": RATES}),
    Press("maria", "rates.set_manual", {"currency": "TRY", "on": "2026-11-20", "per_eur": "41,2"}),
]
AREAS = {
    "visits": VISITS,
    "claims": CLAIMS,
    "money": MONEY,
    "words": WORDS,
    "comments": COMMENTS,
    "reviews": REVIEWS,
    "takeaways": TAKEAWAYS,
    "news": NEWS,
    "people": PEOPLE,
    "programme": PROGRAMME,
}
