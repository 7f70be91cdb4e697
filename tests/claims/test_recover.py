"""Money that comes back after payment, with the finding's number; in a closed pair too."""

from datetime import date

import pytest

from app.budgets import balances, ledger
from app.budgets.models import Budget
from app.claims import paying
from app.claims.lines import Line
from app.claims.recoveries import Recovery
from app.clock import now
from app.extensions import db
from tests.cast import on_both
from tests.claims import story
from tests.claims.story import CLAIMS, act, person
from tests.claims.test_lines import beside

FINDING = {
    "amount": "40",
    "reason": "Breakfast is not eligible.",
    "finding": "F-2027-12",
    "received_on": "2026-11-23",
}


@pytest.fixture
def claim(app):
    claim, tom = story.decided(story.visit(), 10_000, 5_000), person("tom")
    paid = {"paid_on": date(2026, 11, 23), "reference": "R"}
    return act(lambda: paying.pay(claim, by=tom, **paid), by=tom)


def recover(client, claim, n=0, **more):
    line = Line.of(claim)[n]
    return client.post(f"{CLAIMS}/{claim.id}/lines/{line.id}/recovery", data=FINDING | more)


@on_both
def test_it_lowers_what_is_approved_and_paid(as_, claim):
    claim.pair.closed_at = now()
    db.session.commit()
    before = balances.line(Budget.of(claim.pair_id), claim.member_city_id, "outgoing")
    assert recover(as_("maria"), claim).status_code == 303
    budget = Budget.of(claim.pair_id)
    after = balances.line(budget, claim.member_city_id, "outgoing")
    assert (after.approved, after.paid) == (before.approved - 4_000, before.paid - 4_000)
    assert after.left == before.left + 4_000 and ledger.verify(budget) == []
    assert claim.state == "paid"
    page = as_("anna").get(f"{CLAIMS}/{claim.id}").text
    assert "Came back" in page and "€40.00" in page


def test_never_more_than_was_paid(as_, claim):
    maria = as_("maria")
    assert recover(maria, claim, amount="60", once="a").status_code == 303
    answer = recover(maria, claim, amount="40.01", once="b")
    assert answer.status_code == 422 and "€40.00 of this line" in beside(answer, "amount")
    assert recover(maria, claim, amount="40", once="c").status_code == 303
    assert recover(maria, claim, 1, amount="50.01").status_code == 422
    assert sum(one.amount for one in Recovery.of(claim)) == 10_000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"finding": ""}, "finding"),
        ({"reason": ""}, "reason"),
        ({"received_on": "2026-11-24"}, "received_on"),
        ({"received_on": "2026-11-22"}, "received_on"),
    ],
)
def test_what_it_needs(as_, claim, change, field):
    answer = recover(as_("maria"), claim, **change)
    assert answer.status_code == 422 and beside(answer, field)
    assert Recovery.of(claim) == []


@pytest.mark.parametrize(("who", "code"), [("anna", 403), ("diego", 404), ("vera", 403)])
def test_who_may_not(as_, claim, who, code):
    assert recover(as_(who), claim).status_code == code


def test_only_what_was_paid_comes_back(as_, app):
    claim = story.decided(story.visit(), 10_000)
    assert recover(as_("maria"), claim).status_code == 422
    assert Recovery.of(claim) == []
