"""The stranger's walk: every route with an id, asked by somebody of another pair, is a 404.

A new route is walked by itself; one that anybody may open has to be named here.
"""

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from PIL import Image
from werkzeug.routing import Rule

from app.accounts.models import Person
from app.attendance.models import Participant
from app.budgets import caps, changes
from app.budgets.models import Budget
from app.calendars.models import Subscription
from app.citations.models import Citation
from app.claims.lines import Line
from app.claims.models import Claim, PaymentList
from app.claims.proofs import Proof
from app.clock import time
from app.comments.filling import hand_in
from app.comments.opening import open_round
from app.comments.table_files import Filled
from app.comments.threads import open_thread
from app.documents import versions
from app.documents.models import Document
from app.drafts.models import Arrival
from app.drafts.taking import look
from app.evidence.models import EvidencePack
from app.exports.jobs import ask
from app.extensions import db
from app.files import store
from app.files.models import File
from app.hosting.models import Duty
from app.journeys.models import Journey
from app.journeys.rail import RailConnection
from app.notes.models import Note
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import MemberCity, Pair
from app.plans.approvals import Approval
from app.plans.models import Edition, Plan
from app.polls.closed_days import ClosedDay
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.takeaways.models import Takeaway
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.travellers import Traveller
from tests.cast import STARTS, TODAY

# Whoever holds the secret of an invitation may open it; built files are everybody's.
PUBLIC = {
    "poll_guests.show",
    "poll_guests.speak",
    "static",
    "invitations.show",
    "invitations.accept",
    "calendars.subscribed",
    "news.unsubscribing",
    "news.unsubscribe",
}
# Ids that are numbers of something, not of a thing: any will do.
NUMBERS = {"kind": "duty", "thing_id": 1, "page": 1, "sheet": "csv", "day": str(TODAY)}


@pytest.fixture
def ids(app: Flask, pair: Pair, cast, cities) -> dict[str, int | str]:
    """One of each thing of the cast's pair, by the name that routes call its id."""
    anna, cologne = cast["anna"], cities["Cologne"]
    invitation, secret = Invitation.send(
        pair, mail="new@example.org", name="New", role="officer", city=cologne, by=anna
    )
    found = NUMBERS | {
        "slug": pair.slug,
        "plan_id": Plan.of(pair.id).id,
        "section_id": Plan.of(pair.id).sections[0].id,
        "membership_id": Membership.of(pair.id, cast["lena"].id).id,
        "invitation_id": invitation.id,
        "cohort_id": pair.cohort_id,
        "import_id": 1,
        "city_id": cologne.id,
        "format": "docx",
        "member_city_id": cologne.id,
        "person_id": anna.id,
        "secret": secret,
        "part": "visits",
        "jotted": 0,
    }
    found |= of_a_review(Plan.of(pair.id), anna, cast["marek"])
    visit = Visit.plan(
        pair,
        by=anna,
        title="In Soria",
        cities=[cologne.id],
        stops=[(cities["Soria"].id, TODAY, TODAY)],
    )
    found |= of_an_edition(Plan.of(pair.id), anna)
    found |= of_a_visit(visit, cologne, anna) | of_a_claim(visit, anna) | of_a_note(pair, anna)
    found |= of_the_programme(pair, cast["maria"], found["claim_id"])
    found["token"] = Subscription.make(pair, by=anna).secret
    found["export_id"] = ask(Plan.of(pair.id), "md", by=anna, language="", remarks=True).id
    db.session.commit()
    return found


def of_a_review(plan: Plan, by: Person, expert: Person) -> dict[str, Any]:
    """A round, and a response table that came back for it."""
    section = plan.sections[1]
    empty, section.document = section.document, Document.create(plan.pair_id, "Words.", by=by)
    db.session.flush()
    db.session.delete(empty)
    about = {"due_on": TODAY, "message": "", "by": by}
    found = open_round(plan, [section], [expert], **about)
    filled = [Filled(1, "accepted", "Accepted", "")]
    approval = Approval.ask(plan, body="Council", by=by)
    arrival = hand_in(found, "table.xlsx", "", filled, by=by)
    draft = look(plan, b"# Trams\n\nThey run.\n", "md")
    came = Arrival.hand_in(plan, "draft", "draft.md", "", by=by, found=draft)
    ids = {"filled_id": arrival.id, "arrival_id": came.id}
    ids |= {"approval_id": approval.id, "plan_version_id": found.plan_version_id}
    return ids | {"round_id": found.id, "section_id": section.id}


def of_an_edition(plan: Plan, by: Person) -> dict[str, int]:
    """An edition with a section that is up to date with its original."""
    edition = Edition.start(plan, "es", by=by)
    translation = edition.all_sections[0]
    translation.matched_seq = 0
    return {"edition_id": edition.id, "translation_id": translation.id}


def of_a_visit(visit: Visit, city: MemberCity, by: Person) -> dict[str, int]:
    item = AgendaItem(visit=visit, day=TODAY, starts=time(9), minutes=60, title="Walk")
    traveller = Traveller(visit=visit, kind="guest", name="Guest", city=city)
    db.session.add_all([item, traveller])
    db.session.flush()
    duty = Duty(visit=visit, title="Lunch", city=visit.stops[0].city)
    db.session.add(duty)
    db.session.flush()
    paper = VisitFile(visit=visit)
    db.session.add(paper)
    db.session.flush()
    host = visit.stops[0].city
    connection = RailConnection.confirm(city, host, "", by=by, visit_id=visit.id)
    db.session.add(Journey(traveller=traveller))
    participant = Participant.add(visit, by=by, name="Host")
    db.session.flush()
    db.session.flush()
    ids = of_a_poll(visit, city, by) | {
        "participant_id": participant.id,
        "visit_id": visit.id,
        "rail_id": connection.id,
        "item_id": item.id,
        "duty_id": duty.id,
        "paper_id": paper.id,
    }
    return ids | {"traveller_id": traveller.id}


def of_a_poll(visit: Visit, city: MemberCity, by: Person) -> dict[str, int]:
    """With a guest, and a closed day of the city."""
    stays = [(TODAY, TODAY), (TODAY + timedelta(7), TODAY + timedelta(8))]
    poll = Poll.ask(visit, stays, by=by)
    guest = Respondent.invite(poll, by=by, name="Guest")
    feast = {"name": "Feast", "from_on": TODAY, "to_on": TODAY}
    closed = ClosedDay.add(city, by=by, **feast)
    db.session.flush()
    return {"option_id": poll.options[0].id, "guest_id": guest.id, "closed_id": closed.id}


def of_a_claim(visit: Visit, by: Person) -> dict[str, int]:
    """A claim with a line that has a proof."""
    pair = visit.pair
    facts = {"pair": pair, "city": pair.cities[0], "visit": visit, "drafted_by": by}
    claim = Claim(number="C1-COL-001", **facts)
    cost = {"document_date": STARTS, "amount": 250, "currency": "EUR"}
    line = Line(claim=claim, category="other", description="Tram", **cost)
    db.session.add_all([claim, line])
    db.session.flush()
    picture = io.BytesIO()
    Image.new("RGB", (20, 20)).save(picture, "PNG")
    picture.seek(0)
    file = File.add(store.take(picture, "a.png", "image/png"), claim, pair_id=pair.id, by=by)
    proof = Proof(line=line, file=file, kind="invoice")
    db.session.add(proof)
    db.session.flush()
    return {"claim_id": claim.id, "line_id": line.id, "proof_id": proof.id, "file_id": file.id}


def of_the_programme(pair: Pair, by: Person, claim_id: int) -> dict[str, int]:
    """What managers and auditors alone have."""
    city, budget = pair.cities[0], Budget.of(pair.id)
    made = PaymentList(cohort=pair.cohort, number="P1-001", made_by=by)
    about = {"reason": "x", "by": by, "from_line": (city, "outgoing")}
    change = changes.ask(budget, "give_back", amount=1, **about)
    cap = caps.ask(pair.cohort, seat_cap=1, cap_unit="visit", reason="x", by=by)
    pack = EvidencePack(scope="claim", title="x", made_by=by, pair_ids=[pair.id])
    pack.claim_ids = [claim_id]
    db.session.add_all([made, pack])
    db.session.flush()
    ids = {"list_id": made.id, "change_id": change.id, "cap_id": cap.id}
    return ids | {"pack_id": pack.id}


def of_a_note(pair: Pair, by: Person) -> dict[str, int]:
    """A note, its text and a version of that."""
    note = Note.start(pair, title="Ours", by=by)
    version = versions.name(note.document, "First", by)
    thread = open_thread(note, "Why?", by=by)
    db.session.flush()
    ids = {"thread_id": thread.id, "comment_id": thread.comments[0].id}
    ids |= {"note_id": note.id, "document_id": note.document_id, "version_id": version.id}
    lesson = Takeaway.mark(note, "lesson", "Ask early.", by=by)
    citation = Citation.cite(lesson, Plan.of(pair.id).sections[0], by=by)
    return ids | {"takeaway_id": lesson.id, "citation_id": citation.id}


EMPTY = (
    "imports.show",
    "evidence.claim_file",
    "evidence.download",
    "exports.download",
    "handouts.certificate",
    "handouts.certificates",
)  # what stands behind them is made by others


def walk(app: Flask, ids: dict[str, int | str]) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        if rule.arguments and rule.endpoint not in PUBLIC:
            values = {name: ids[name] for name in rule.arguments}
            with app.test_request_context():
                yield rule, url_for(rule.endpoint, **values)


def test_a_stranger_finds_nothing(app, as_, ids):
    sean = as_("sean")
    for rule, url in walk(app, ids):
        for method in rule.methods & {"GET", "POST"}:
            assert sean.open(url, method=method).status_code == 404, (method, url)


def test_things_of_another_pair_are_not_in_ones_own(app, as_, ids):
    """The stranger's own pair in the address, an id of the cast's pair behind it."""
    sean = as_("sean")
    for rule, url in walk(app, ids | {"slug": "belfast-galway"}):
        if rule.arguments - {"slug", "part", "format", "sheet"}:
            for method in rule.methods & {"GET", "POST"}:
                assert sean.open(url, method=method).status_code == 404, (method, url)


def test_signed_out_nothing_is_shown(app, ids):
    nobody = app.test_client()
    for rule, url in walk(app, ids):
        for method in rule.methods & {"GET", "POST"}:
            answer = nobody.open(url, method=method)
            assert answer.status_code in (401, 302), (method, url, answer.status_code)


def test_the_walk_means_something(app, as_, ids):
    """Each page that the stranger does not find is there for one of the cast."""
    people = [as_(name) for name in ("anna", "maria")]
    missing = []
    for rule, url in walk(app, ids):
        if "GET" in rule.methods:
            codes = {client.get(url).status_code for client in people}
            if not codes & {200, 302, 303} and rule.endpoint not in EMPTY:
                missing.append((url, codes))
    assert not missing


def test_every_document_belongs_to_somebody(app, ids):
    from app.access import owner_of

    for document in db.session.query(Document):
        assert owner_of(document.id) is not None
