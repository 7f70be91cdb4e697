"""Opening a decided claim again: correct text, correct amounts; by a second manager, until paid."""

from datetime import date

import pytest

from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.database import writing
from app.extensions import db
from tests.cast import on_both
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.claims.test_lines import beside

WHY = "The date was misread."


@pytest.fixture
def claim(app):
    """Maria decided."""
    return story.decided(story.visit(), 10_000, 5_000)


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def reopen(client, one, kind="amounts", reason=WHY):
    return client.post(f"{one}/reopening", data={"kind": kind, "reason": reason})


def decide(client, one, line, **data):
    return client.post(f"{one}/lines/{line.id}/decision", data=data)


@pytest.mark.parametrize(("who", "code"), [("anna", 403), ("diego", 404), ("vera", 403)])
def test_who_may_not(as_, claim, one, who, code):
    assert reopen(as_(who), one).status_code == code
    assert claim.state == "decided"


def test_who_decided_needs_a_second_manager(as_, claim, one):
    answer = reopen(as_("maria"), one)
    assert answer.status_code == 422 and "second manager" in answer.text
    assert 'href="' + f"{one}/reopening" not in as_("maria").get(one).text
    assert f"{one}/reopening" in as_("tom").get(one).text
    assert reopen(as_("tom"), one).status_code == 303
    assert claim.state == "reopened"


@pytest.mark.parametrize(
    ("data", "field"),
    [({"kind": "all"}, "kind"), ({"reason": " "}, "reason"), ({"kind": ""}, "kind")],
)
def test_what_it_needs(as_, claim, one, data, field):
    answer = reopen(as_("tom"), one, **data)
    assert answer.status_code == 422 and beside(answer, field)
    assert claim.state == "decided"


def test_text_is_corrected_by_its_city_and_money_stays(as_, claim, one):
    reopen(as_("tom"), one, "text")
    anna, line = as_("anna"), Line.of(claim)[0]
    page = anna.get(f"{one}/lines/{line.id}/edit").text
    assert 'name="description"' in page and 'name="amount"' not in page
    data = {"description": "Coach", "document_date": "2026-11-09", "version": line.version}
    answer = anna.post(f"{one}/lines/{line.id}/text", data=data | {"amount": "999"})
    assert answer.status_code == 303
    db.session.refresh(line)
    assert (line.description, line.document_date) == ("Coach", date(2026, 11, 9))
    assert (line.amount, line.eur) == (10_000, 10_000)
    data = story.line_data(claim.visit, version=str(line.version), amount="999")
    assert anna.post(f"{one}/lines/{line.id}", data=data).status_code == 422
    assert anna.post(f"{one}/lines/{line.id}/removal").status_code == 422
    assert decide(as_("maria"), one, line, result="refused", reason="x").status_code == 422
    assert as_("maria").post(f"{one}/reopening/end").status_code == 403
    assert anna.post(f"{one}/reopening/end").status_code == 303
    assert claim.state == "decided"
    answer = anna.post(f"{one}/lines/{line.id}/text", data=data)
    assert answer.status_code == 422


def test_text_needs_its_reopening(as_, claim, one):
    line = Line.of(claim)[0]
    data = {"description": "Coach", "document_date": "2026-11-09", "version": line.version}
    for kind in ("", "amounts"):
        if kind:
            reopen(as_("tom"), one, kind)
        assert as_("anna").post(f"{one}/lines/{line.id}/text", data=data).status_code == 422
    assert line.description == "Line 1"


@on_both
def test_amounts_are_corrected_by_the_difference(as_, claim, one):
    tom, maria = as_("tom"), as_("maria")
    reopen(tom, one)
    first, second = Line.of(claim)
    assert (
        decide(tom, one, first, result="in_part", amount="70", reason="Two of three.").status_code
        == 303
    )
    assert (
        decide(maria, one, first, result="in_part", amount="90", reason="No, this.").status_code
        == 303
    )
    assert decide(tom, one, second, result="refused", reason="Twice.").status_code == 303
    budget = Budget.of(claim.pair_id)
    assert balances.totals([budget.pair_id])[budget.pair_id].approved == 9_000
    assert [d.amount for d in Decision.on(first)] == [10_000, 7_000, 9_000]
    kinds = [
        (e.kind, e.amount)
        for e in db.session.query(LedgerEntry)
        .filter(LedgerEntry.source_kind == "decision")
        .order_by(LedgerEntry.n)
    ]
    assert kinds == [
        ("approve", 10_000),
        ("approve", 5_000),
        ("recover", 3_000),
        ("approve", 2_000),
        ("recover", 5_000),
    ]
    assert (
        maria.post(f"{one}/payment", data={"paid_on": "2026-11-23", "reference": "R"}).status_code
        == 422
    )
    assert as_("anna").post(f"{one}/reopening/end").status_code == 403
    assert maria.post(f"{one}/reopening/end").status_code == 303
    assert claim.state == "decided" and ledger.verify(budget) == []
    listed = maria.get(f"{CLAIMS}.csv").data.decode()
    assert "No, this." in listed and "Two of three." not in listed  # the last word counts


@on_both
def test_what_was_corrected_is_what_is_paid(as_, app, claim, one):
    tom = as_("tom")
    reopen(tom, one)
    first, second = Line.of(claim)
    decide(tom, one, first, result="in_part", amount="60", reason="Two of three.")
    decide(tom, one, first, result="approved")
    decide(tom, one, second, result="refused", reason="Twice.")
    tom.post(f"{one}/reopening/end")
    claim.pair.cohort.paid_by_another = False
    db.session.commit()
    answer = as_("maria").post(f"{one}/payment", data={"paid_on": "2026-11-23", "reference": "R"})
    assert answer.status_code == 303
    db.session.refresh(claim)
    assert claim.payment.amount == 10_000
    assert balances.totals([claim.pair_id])[claim.pair_id].paid == 10_000


def test_a_correction_upwards_must_fit_too(as_, app, cities):
    claim, tom = story.decided(story.visit(planned=0), 10_000), as_("tom")
    one, line = f"{CLAIMS}/{claim.id}", Line.of(claim)[0]
    reopen(tom, one)
    decide(tom, one, line, result="in_part", amount="10", reason="Less.")
    budget, place = Budget.of(claim.pair_id), {"city": cities["Cologne"], "direction": "outgoing"}
    left = balances.line(budget, claim.member_city_id, "outgoing").left
    with writing():
        ledger.give_back(budget, left - 8_999, by=None, reason="Saved.", **place)
    assert decide(tom, one, line, result="approved").status_code == 422
    assert Decision.of_claim(claim)[line.id].amount == 1_000
    with writing():
        ledger.allocate(budget, 1, by=None, **place)
    assert decide(tom, one, line, result="approved", once="2").status_code == 303


def test_a_paid_claim_stays_closed(as_, claim, one):
    as_("tom").post(f"{one}/payment", data={"paid_on": "2026-11-23", "reference": "R"})
    assert reopen(as_("tom"), one).status_code == 422
    assert claim.state == "paid"
