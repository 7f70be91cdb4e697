"""Sent back: only the named lines open, for their city; then submitted again and decided."""

import pytest

from app import jobs
from app.budgets import balances
from app.claims import decisions
from app.claims.lines import Line
from app.claims.returns import SentBack
from app.extensions import db
from app.mail import Mail
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.claims.test_lines import beside


@pytest.fixture
def claim(app):
    return story.submitted(story.visit(), 10_000, 5_000)


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def send_back(client, claim, n=0, reason="Whose name is on it?"):
    line = Line.of(claim)[n]
    data = {"result": "sent_back", "reason": reason}
    return client.post(f"{CLAIMS}/{claim.id}/lines/{line.id}/decision", data=data)


def change(client, claim, n=0, **more):
    line = Line.of(claim)[n]
    data = story.line_data(claim.visit, version=str(line.version), **more)
    return client.post(f"{CLAIMS}/{claim.id}/lines/{line.id}", data=data)


def test_only_the_named_line_opens(as_, claim, one):
    assert send_back(as_("maria"), claim).status_code == 303
    assert claim.state == "sent_back"
    page = as_("anna").get(one).text
    assert "Whose name is on it?" in page and "Submit again" in page
    assert change(as_("anna"), claim, 1, amount="60").status_code == 422
    assert change(as_("anna"), claim, 0, amount="80").status_code == 303
    assert [line.amount for line in Line.of(claim)] == [8_000, 5_000]
    assert [line.eur for line in Line.of(claim)] == [None, 5_000]


def test_a_reason_is_needed(as_, claim):
    answer = send_back(as_("maria"), claim, reason=" ")
    assert answer.status_code == 422 and "give a reason" in beside(answer, "reason")
    assert claim.state == "submitted" and db.session.query(SentBack).count() == 0


def test_it_comes_back_and_is_decided(as_, claim, one):
    maria, anna = as_("maria"), as_("anna")
    send_back(maria, claim)
    change(anna, claim, amount="80")
    assert anna.post(f"{one}/submission", data={}).status_code == 422
    assert anna.post(f"{one}/submission", data={"declared": "y"}).status_code == 303
    assert claim.state == "submitted" and Line.of(claim)[0].eur == 8_000
    assert "Whose name is on it?" not in anna.get(one).text
    assert maria.post(f"{one}/approval").status_code == 303
    db.session.refresh(claim)
    assert claim.state == "decided"
    assert balances.totals([claim.pair_id])[claim.pair_id].approved == 13_000
    assert db.session.query(SentBack).one().answered_at is not None


def test_the_other_lines_go_on_meanwhile(as_, claim, one):
    maria = as_("maria")
    send_back(maria, claim)
    assert maria.post(f"{one}/approval").status_code == 303
    assert claim.state == "sent_back"
    assert balances.totals([claim.pair_id])[claim.pair_id].approved == 5_000
    line = Line.of(claim)[0]
    answer = maria.post(f"{one}/lines/{line.id}/decision", data={"result": "approved"})
    assert answer.status_code == 422  # it is the city's turn
    assert as_("anna").post(f"{one}/withdrawal").status_code == 422


def test_a_line_that_is_taken_out_leaves_a_decided_claim(as_, claim, one):
    maria, anna = as_("maria"), as_("anna")
    send_back(maria, claim)
    maria.post(f"{one}/approval")
    anna.post(f"{one}/lines/{Line.of(claim)[0].id}/removal")
    anna.post(f"{one}/submission", data={"declared": "y"})
    db.session.refresh(claim)
    assert claim.state == "decided" and len(Line.of(claim)) == 1


def test_no_line_is_added_and_no_payee_changed(as_, claim, one):
    send_back(as_("maria"), claim)
    anna = as_("anna")
    assert anna.post(f"{one}/lines", data=story.line_data(claim.visit)).status_code == 422
    payee = {"kind": "city", "holder": "Another", "iban": story.IBAN, "version": claim.version}
    assert anna.post(f"{one}/payee", data=payee).status_code == 422
    assert as_("diego").get(one).status_code == 404
    assert len(Line.of(claim)) == 2


def test_all_open_lines_for_one_reason(as_, claim, one):
    maria = as_("maria")
    line = Line.of(claim)[0]
    maria.post(f"{one}/lines/{line.id}/decision", data={"result": "approved"})
    data = {"result": "sent_back", "reason": "Translate, please."}
    assert maria.post(f"{one}/return", data=data | {"reason": ""}).status_code == 422
    assert maria.post(f"{one}/return", data=data).status_code == 303
    assert [bool(line.sent_back) for line in Line.of(claim)] == [False, True]


def test_all_open_lines_are_refused_for_one_reason(as_, claim, one):
    data = {"result": "refused", "reason": "Not in the programme."}
    assert as_("maria").post(f"{one}/return", data=data).status_code == 303
    db.session.refresh(claim)
    assert claim.state == "decided"
    assert {d.result for d in decisions.Decision.of_claim(claim).values()} == {"refused"}


def test_one_mail_for_all_that_was_sent_back(app, as_, claim, monkeypatch):
    send_back(as_("maria"), claim)
    send_back(as_("maria"), claim, 1, reason="Which hotel?")
    waiting = db.session.query(jobs.Job).filter_by(kind="claims.tell_sent_back").one()
    waiting.run_at = waiting.run_at.replace(year=2020)
    db.session.commit()
    db.session.query(Mail).delete()
    db.session.commit()
    while jobs.work_once():
        pass
    mail = db.session.query(Mail).one()
    assert mail.to == "anna@example.org" and mail.kind == "claim_back"
    assert "Whose name is on it?" in mail.body and "Which hotel?" in mail.body


def test_others_hear_of_it(as_, claim, heard):
    send_back(as_("maria"), claim)
    assert f"claim-{claim.id}" in heard("anna") and f"claim-{claim.id}" in heard("tom")
    assert heard("diego") == [] and heard("lena") == []


def test_it_waits_for_the_officer_and_not_for_the_manager(as_, claim):
    send_back(as_("maria"), claim)
    assert "was sent back: please put its lines right" in as_("anna").get(story.BASE).text
    assert "Decide on claim" not in as_("maria").get("/").text
