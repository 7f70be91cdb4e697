"""Real things of the demo's pair, so that each page can be opened; what its story does not tell is
told here."""

import secrets
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import clock, keys
from app.attendance.models import Participant
from app.budgets import caps, changes
from app.budgets.models import Budget
from app.citations.models import Citation
from app.claims import decisions, payees, paying, reopening, returning
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof, prove
from app.claims.submission import submit
from app.comments import answers, closing, filling, opening, pinned, reviewing
from app.comments.rounds import ReviewRound
from app.comments.table_files import Filled
from app.comments.threads import open_thread
from app.demo import papers
from app.documents import log, merge, reading, store, versions
from app.documents.quoting import Quoted
from app.drafts import taking
from app.drafts.models import Arrival
from app.events import act
from app.evidence import models as evidence
from app.evidence.models import chosen
from app.exports.jobs import ask
from app.extensions import db
from app.files.blobs import blobs
from app.hosting.models import Duty
from app.news import timing
from app.notes.models import Note
from app.pairs.imports import Import
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.plans.approvals import Approval
from app.plans.models import Edition, Plan, Section
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.takeaways.models import Takeaway
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.travellers import Traveller
from tests.cast import TODAY, person
from tests.claims.story import IBAN
from tests.pairs.sheets import GOOD, book

Ids = dict[str, Any]
BAD = {"People": [*GOOD["People"], ["nobody", "", "king", "turku-fundao", "", ""]]}


def first(query: Any) -> Any:
    found = db.session.scalars(query).first()
    assert found is not None, str(query)
    return found


def things() -> dict[str, Ids]:
    """Ids by the name that routes call them: "" for most pages, and by other kinds of things."""
    pair = first(select(Pair).filter_by(slug="cologne-soria"))
    visits = Visit.of(pair.id)
    stays = {visit.state: visit for visit in visits if not visit.online}
    settled = of_settled(stays["held"])
    decided(ready(stays["held"]))
    last = ready(stays["held"])
    query = select(Claim).where(Claim.pair_id == pair.id).order_by(Claim.id)
    claims = list(db.session.scalars(query))
    usual = of_people(pair) | of_words(pair) | of_a_visit(stays["agreed"])
    drafts = [claim for claim in claims if claim.state == "draft"]
    usual |= of_a_claim(drafts[0]) | {"part": "visits"}
    kinds = {claim.state: of_a_claim(claim) for claim in claims} | {"ready": of_a_claim(last)}
    kinds |= {kind: of_a_claim(claim) for kind, claim in settled.items()}
    kinds["listed"] |= {"list_id": settled["listed"].payment_list_id}
    usual |= of_the_programme(pair)
    kinds |= {state: {"visit_id": visit.id} for state, visit in stays.items()}
    usual |= {"participant_id": first(select(Participant.id)), "day": str(stays["held"].from_on)}
    kinds["meeting"] = {"visit_id": next(visit.id for visit in visits if visit.online)}
    usual |= of_a_review(pair, kinds) | of_files(pair) | of_a_poll(stays["proposed"])
    usual |= {"member_city_id": pair.cities[0].id}
    lesson = first(select(Takeaway).where(Takeaway.kind == "lesson"))
    kinds["lesson"] = {"takeaway_id": lesson.id, "note_id": lesson.note_id}
    kinds["stop"] = {"token": stop_secret()}
    return {kind: usual | ids for kind, ids in kinds.items()} | {"": usual}


def stop_secret() -> str:
    """Of the address that ends somebody's mails."""
    secrets_: list[str] = []
    act(lambda: secrets_.append(timing.wish_of(person("lena")).make_stop_secret()))
    return secrets_[0]


def of_people(pair: Pair) -> Ids:
    anna = person("anna")
    lena = Membership.of(pair.id, person("lena").id)
    about = {"mail": "new@example.org", "name": "New", "role": "expert", "city": None}
    _invitation, secret = act(lambda: Invitation.send(pair, by=anna, **about), by=anna)
    assert lena
    ids = {"slug": pair.slug, "membership_id": lena.id, "secret": secret}
    return ids | {"cohort_id": pair.cohort_id, "import_id": handed_in(pair).id}


def handed_in(pair: Pair) -> Import:
    """A workbook that waits to be imported, with a bad row in it."""
    with tempfile.NamedTemporaryFile() as copy:
        Path(copy.name).write_bytes(book(**BAD))
        sha256 = blobs().put(Path(copy.name))
    by = person("maria")
    return act(lambda: Import.hand_in(pair.cohort, "new.xlsx", sha256, by=by), by=by)


def of_words(pair: Pair) -> Ids:
    anna, plan = person("anna"), Plan.of(pair.id)
    note = first(select(Note).where(Note.pair_id == pair.id))
    assert plan
    version = act(lambda: versions.name(note.document, "As sent", anna), by=anna)
    ids = {"note_id": note.id, "document_id": note.document_id, "version_id": version.id}
    ids |= {"plan_id": plan.id, "section_id": plan.sections[0].id} | of_a_thread(note)
    ids |= of_a_decision(plan) | of_lessons()
    edition = Edition.of(plan.id, "es") or act(lambda: Edition.start(plan, "es", by=anna), by=anna)
    return ids | {"edition_id": edition.id, "translation_id": translated(edition).id}


def of_lessons() -> Ids:
    citation = first(select(Citation).order_by(Citation.id))
    open_ones = select(Takeaway).where(Takeaway.kind == "follow_up", Takeaway.done_at.is_(None))
    return {"citation_id": citation.id, "takeaway_id": first(open_ones).id}


def of_a_decision(plan: Plan) -> Ids:
    """Signed for, before the text went on."""
    anna = person("anna")
    approval = act(lambda: Approval.ask(plan, body="City council", by=anna), by=anna)
    facts = {"result": "approved", "decides_on": TODAY, "remarks": "Well done."}
    paper = papers.pdf("signed.pdf", "Decision", [("Approved", "")])
    act(lambda: approval.record(approval.version, by=anna, signed=paper, **facts), by=anna)
    return {"approval_id": approval.id, "plan_version_id": approval.plan_version_id}


def of_a_review(pair: Pair, kinds: dict[str, Ids]) -> Ids:
    """A round under way, with a comment that is answered and a table that came back; and, as the
    kind `closed`, one that is over."""
    plan, anna, marek = Plan.of(pair.id), person("anna"), person("marek")
    assert plan
    section = plan.sections[0]
    about: Ids = {"due_on": clock.today("UTC"), "message": "", "by": anna}
    over, under_way = (
        act(lambda: opening.open_round(plan, [section], [marek], **about), by=anna).id
        for _n in range(2)
    )
    kinds["closed"] = {"round_id": over, "thread_id": answered(over, section)}
    act(lambda: closing.close(db.session.get_one(ReviewRound, over), by=anna), by=anna)
    kinds["review"] = {"thread_id": answered(under_way, section)}
    filled = [Filled(kinds["review"]["thread_id"], "in_part", "Accepted in part", "Half of it.")]
    found = db.session.get_one(ReviewRound, under_way)
    back = act(lambda: filling.hand_in(found, "table.xlsx", "", filled, by=anna), by=anna)
    return {"round_id": under_way, "section_id": section.id, "filled_id": back.id}


def answered(round_id: int, section: Section) -> int:
    """A comment that its reviewer has sent, and that the cities have answered."""
    anna, marek = person("anna"), person("marek")
    found = db.session.get_one(ReviewRound, round_id)
    words = reading.text_of(section.document).words.split("\n")[0][:40].rsplit(" ", 1)[0]
    part, say = found.plan_version.parts[0], ("Since when?", "must")
    about: Ids = {"by": marek, "quoted": Quoted(words)}
    thread = act(lambda: reviewing.comment(found, part, *say, **about), by=marek)
    number = thread.id
    act(lambda: reviewing.send(found, by=marek), by=marek)
    taken = (thread.version, "accepted", "")
    act(lambda: answers.answer(thread, *taken, by=anna), by=anna)
    return number


def of_files(pair: Pair) -> Ids:
    """A draft that came in, and an export that is asked for."""
    plan, anna = Plan.of(pair.id), person("anna")
    assert plan
    draft = taking.look(plan, b"# Trams\n\nThey run.\n", "md")
    came = act(
        lambda: Arrival.hand_in(plan, "draft", "draft.md", "", by=anna, found=draft), by=anna
    )
    export = act(lambda: ask(plan, "md", by=anna, language="", remarks=True), by=anna)
    return {"arrival_id": came.id, "export_id": export.id}


def of_a_thread(note: Note) -> Ids:
    """A suggestion that waits, with a reply."""
    anna, text = person("anna"), reading.text_of(note.document).words
    quoted = Quoted(text.split("\n")[0][:40].rsplit(" ", 1)[0])
    about = {"quoted": quoted, "replacement": "Other words", "by": anna}
    thread = act(lambda: open_thread(note, "Better so?", **about), by=anna)
    pinned.at_once(thread)
    return {"thread_id": thread.id, "comment_id": thread.comments[0].id}


def translated(edition: Edition) -> Section:
    """A section with a few words, up to date with what its original once was."""
    anna = person("anna")
    section: Section = min(edition.all_sections, key=lambda each: each.original.position)
    plan = merge.plan_of(store.load(section.document_id)[0].get_update(), "Unas palabras.\n")
    assert plan
    log.change(section.document_id, plan.update, person_id=anna.id, tab="")
    db.session.expire_all()
    return act(lambda: section.match(1, by=anna), by=anna)


def of_a_visit(visit: Visit) -> Ids:
    item, traveller = AgendaItem.of(visit)[0], Traveller.on(visit)[0]
    ids = {"visit_id": visit.id, "item_id": item.id, "traveller_id": traveller.id}
    return ids | {"duty_id": Duty.of(visit)[0].id, "paper_id": VisitFile.of(visit)[0].id}


def of_a_poll(visit: Visit) -> Ids:
    """With a guest whose link is known here."""
    poll = Poll.of(visit)
    assert poll
    guest = next(one for one in poll.respondents if not one.person_id)
    number = guest.id

    def known() -> Respondent:
        found = db.session.get_one(Respondent, number)
        found.secret_sha = keys.sha("t" * 32)
        return found

    act(known)
    poll = db.session.get_one(Poll, poll.id)
    return {"option_id": poll.options[0].id, "guest_id": number, "token": "t" * 32}


def of_a_claim(claim: Claim) -> Ids:
    line = Line.of(claim)[0]
    proof = first(select(Proof).where(Proof.line_id == line.id))
    ids = {"claim_id": claim.id, "line_id": line.id}
    return ids | {"proof_id": proof.id, "file_id": proof.file_id}


def of_settled(visit: Visit) -> dict[str, Claim]:
    """Claims beyond their decision: one each that was listed, sent back, opened again, and whose
    account another manager asked to change."""
    maria, tom = person("maria"), person("tom")
    listed, reopened, asked, sent = (ready(visit) for _n in range(4))
    for claim in (listed, reopened, asked):
        decided(claim)
    anna = person("anna")
    act(lambda: submit(sent, declared=True, by=anna), by=anna)
    line = Line.of(sent)[0]
    act(lambda: returning.send_back(line, reason="Whose is it?", by=maria), by=maria)
    act(lambda: paying.list_up([listed], by=tom), by=tom)
    act(lambda: reopening.reopen(reopened, "text", reason="The date.", by=tom), by=tom)
    account: Ids = {"holder": "Cologne", "iban": IBAN[:-1] + "1", "reason": "A letter."}
    act(lambda: payees.ask(asked, by=maria, **account), by=maria)
    return {"listed": listed, "reopened": reopened, "asked": asked, "sent_back": sent}


def of_the_programme(pair: Pair) -> Ids:
    """Changes that wait for a second manager, and an evidence pack."""
    maria, city = person("maria"), pair.cities[0]
    about: Ids = {"reason": "A room.", "by": maria, "from_line": (city, "outgoing")}
    act(lambda: changes.ask(Budget.of(pair.id), "give_back", amount=100, **about), by=maria)
    cap: Ids = {"seat_cap": 100_000, "cap_unit": "programme", "reason": "Flights.", "by": maria}
    act(lambda: caps.ask(pair.cohort, **cap), by=maria)
    claims = chosen([pair.id])
    act(lambda: evidence.ask("pair", pair.name, claims, by=maria), by=maria)
    return {}


def ready(visit: Visit) -> Claim:
    """A claim of Cologne's that can be handed in."""
    anna = person("anna")
    claim = act(lambda: Claim.draft(visit, visit.pair.cities[0], by=anna), by=anna)
    payee = {"kind": "city", "holder": "City of Cologne", "iban": IBAN}
    act(lambda: claim.set_payee(claim.version, by=anna, **payee), by=anna)
    cost = {"category": "other", "amount": 900, "currency": "EUR", "document_date": visit.from_on}
    who = next(one for one in Traveller.on(visit) if one.person_id == anna.id)
    about = {"description": "Maps", "paid_date": visit.from_on, "traveller": who}
    line = act(lambda: Line.add(claim, by=anna, **cost, **about), by=anna)
    paper = papers.png("maps.png", secrets.token_hex(4), [("Total", "9.00 EUR")])
    act(lambda: prove(line, "invoice", [paper], by=anna), by=anna)
    return claim


def decided(claim: Claim) -> None:
    """It waits to be paid."""
    anna, maria = person("anna"), person("maria")
    act(lambda: submit(claim, declared=True, by=anna), by=anna)
    act(lambda: decisions.approve_rest(claim, by=maria), by=maria)
