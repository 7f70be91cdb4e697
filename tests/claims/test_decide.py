"""Deciding on lines, withdrawing, paying: each with its rules, and the warnings beside them."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from app.budgets import balances, ledger
from app.budgets.models import Budget
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.database import writing
from app.extensions import db
from tests.cast import CAP, LINE
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.claims.test_lines import beside


@pytest.fixture
def claim(app):
    return story.submitted(story.visit(), 10_000, 5_000)


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def decide(client, claim, n=0, **data):
    line = Line.of(claim)[n]
    return client.post(f"{CLAIMS}/{claim.id}/lines/{line.id}/decision", data=data)


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"result": "refused"}, "reason", "give a reason"),
        ({"result": "in_part", "reason": "x"}, "amount", "write an amount"),
        ({"result": "in_part", "amount": "50"}, "reason", "give a reason"),
        ({"result": "in_part", "amount": "100", "reason": "x"}, "amount", "less than claimed"),
        ({"result": "in_part", "amount": "0", "reason": "x"}, "amount", "more than nothing"),
        ({"result": "in_part", "amount": "12,345", "reason": "x"}, "amount", "two ways"),
    ],
)
def test_what_a_decision_needs(as_, claim, data, field, words):
    answer = decide(as_("maria"), claim, **data)
    assert answer.status_code == 422 and words in beside(answer, field)
    assert Decision.of_claim(claim) == {}


@pytest.mark.parametrize("result", ["", "open", "yes"])
def test_no_other_decision_can_be_crafted(as_, claim, result):
    assert decide(as_("maria"), claim, result=result).status_code == 422
    assert Decision.of_claim(claim) == {}


def test_a_line_is_decided_once(as_, claim):
    assert decide(as_("maria"), claim, result="refused", reason="No.").status_code == 303
    assert decide(as_("tom"), claim, result="approved").status_code == 422
    assert [d.result for d in Decision.of_claim(claim).values()] == ["refused"]


def test_approve_all_open_lines_leaves_the_decided_ones(as_, claim, one, pair):
    decide(as_("maria"), claim, n=1, result="refused", reason="No.")
    assert as_("maria").post(f"{one}/approval").status_code == 303
    db.session.expire_all()
    assert sorted(d.amount for d in Decision.of_claim(claim).values()) == [0, 10_000]
    assert claim.state == "decided"
    assert balances.totals([pair.id])[pair.id].approved == 10_000


def test_approving_all_is_all_or_nothing(as_, app, pair):
    claim = story.submitted(story.visit(), CAP, 1)
    answer = as_("maria").post(f"{CLAIMS}/{claim.id}/approval")
    assert answer.status_code == 422 and "under its cap" in answer.text
    assert Decision.of_claim(claim) == {}
    assert balances.totals([pair.id])[pair.id].approved == 0


def test_what_does_not_fit_stays_open(as_, app, cities, pair):
    made = story.visit(planned=0)
    claim = story.submitted(
        made, LINE + 1, 100, category="room", traveller=None, document_date=story.FROM
    )
    answer = decide(as_("maria"), claim, result="approved")
    assert answer.status_code == 422 and "does not fit" in answer.text
    assert Decision.of_claim(claim) == {}


def test_a_hosts_costs_draw_on_the_incoming_line(as_, app, cities, pair):
    with writing():
        more = {"city": cities["Cologne"], "direction": "incoming", "by": story.person("maria")}
        ledger.allocate(Budget.of(pair.id), 20_000, **more)
    claim = story.submitted(story.visit(planned=0), 10_000, category="catering", traveller=None)
    assert decide(as_("maria"), claim, result="approved").status_code == 303
    now = balances.line(Budget.of(pair.id), cities["Cologne"].id, "incoming")
    assert (now.approved, now.left) == (10_000, 10_000)


def test_withdrawn_until_the_first_decision(as_, claim, one):
    decide(as_("maria"), claim, result="approved")
    refused = as_("anna").post(f"{one}/withdrawal")
    assert refused.status_code == 422 and "decision has been made" in refused.text


def test_what_was_withdrawn_is_over(as_, claim, one):
    assert as_("anna").post(f"{one}/withdrawal").status_code == 303
    assert "Withdrawn" in as_("anna").get(one).text
    assert decide(as_("maria"), claim, result="approved").status_code == 422
    assert as_("maria").post(f"{one}/approval").status_code == 422


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"paid_on": "2026-11-24", "reference": "R"}, "paid_on", "future"),
        ({"paid_on": "2026-11-20", "reference": "R"}, "paid_on", "before it was decided"),
        ({"paid_on": "soon", "reference": "R"}, "paid_on", "date"),
        ({"paid_on": "2026-11-23"}, "reference", "required"),
    ],
)
def test_what_a_payment_needs(as_, app, data, field, words):
    claim = story.decided(story.visit(), 10_000)
    answer = as_("tom").post(f"{CLAIMS}/{claim.id}/payment", data=data)
    assert answer.status_code == 422 and words in beside(answer, field)


def test_an_open_claim_is_not_paid(as_, claim, one):
    data = {"paid_on": "2026-11-23", "reference": "R"}
    assert as_("tom").post(f"{one}/payment", data=data).status_code == 422


def test_nothing_approved_is_nothing_to_pay(as_, claim, one):
    for n in (0, 1):
        decide(as_("maria"), claim, n=n, result="refused", reason="No.")
    data = {"paid_on": "2026-11-23", "reference": "R"}
    answer = as_("tom").post(f"{one}/payment", data=data)
    assert answer.status_code == 422 and "nothing to pay" in answer.text


def warned(as_, claim):
    page = BeautifulSoup(as_("maria").get(f"{CLAIMS}/{claim.id}").text, "html.parser")
    return " | ".join(
        notice.get_text(" ", strip=True) for notice in page.select("article .notice--warn")
    )


def test_a_claim_without_doubts_has_no_warning(as_, claim):
    assert warned(as_, claim) == ""


def test_a_cost_of_somebody_whom_the_programme_does_not_pay_for_is_pointed_out(as_, app):
    made = story.visit(planned=0)
    claim = story.submitted(made, 7_700)
    story.traveller(made).payer = "own_city"
    db.session.commit()
    assert "does not pay for this traveller" in warned(as_, claim)


def test_warnings(as_, app):
    made = story.visit(planned=0)
    story.submitted(made, 7_700)
    old = date(2026, 10, 1)
    claim = story.draft(made, 7_700, CAP, proofs=False)
    anna = story.person("anna")
    for n, line in enumerate(Line.of(claim)):
        file = story.taken("C1-COL-001 1" if n == 0 else "other")
        story.act(lambda ln=line, f=file: story.prove(ln, "invoice", [f], by=anna), by=anna)
    story.add(claim, 50, document_date=old, description="Old")
    last = Line.of(claim)[-1]
    story.act(lambda: story.prove(last, "invoice", [story.taken("third")], by=anna), by=anna)
    story.act(lambda: story.submit(claim, declared=True, by=anna), by=anna)
    words = warned(as_, claim)
    assert "same file" in words and "C1-COL-001" in words
    assert "Same amount and date" in words
    assert "outside the stay" in words
    assert "Above the seat" in words
    assert "same file" not in as_("anna").get(f"{CLAIMS}/{claim.id}").text
