"""A budget changed after its import: one manager asks, a second confirms; and the cap of seats."""

import pytest

from app.budgets import balances, ledger
from app.budgets.caps import CapChange
from app.budgets.changes import BudgetChange
from app.budgets.models import Budget
from app.extensions import db
from tests.cast import LINE, on_both
from tests.claims import story
from tests.claims.story import BASE
from tests.claims.test_lines import beside

CHANGES = f"{BASE}/budget/changes"


@pytest.fixture
def budget(pair):
    return Budget.of(pair.id)


@pytest.fixture
def ask(as_, cities):
    """Cologne's own travellers to its costs as host, 500 EUR, by Maria."""
    one = cities["Cologne"].id

    def asked(who="maria", **more):
        data = {
            "kind": "transfer",
            "from_line": f"{one}-outgoing",
            "to_line": f"{one}-incoming",
            "amount": "500",
            "reason": "A room was needed.",
        }
        return as_(who).post(CHANGES, data=data | more)

    return asked


def answer(client, n=1, yes=True):
    return client.post(f"{CHANGES}/{n}/answer", data={"confirmed": "y"} if yes else {})


def left(budget, city, way="outgoing"):
    return balances.line(budget, city.id, way).left


@on_both
def test_a_transfer_is_done_once_it_is_confirmed(as_, ask, budget, cities):
    cologne = cities["Cologne"]
    hosting = left(budget, cologne, "incoming")
    assert ask().status_code == 303
    assert left(budget, cologne) == LINE
    refused = answer(as_("maria"))
    assert refused.status_code == 422 and "second manager" in refused.text
    assert left(budget, cologne) == LINE
    assert answer(as_("tom")).status_code == 303
    assert left(budget, cologne) == LINE - 50_000
    assert left(budget, cologne, "incoming") == hosting + 50_000
    assert answer(as_("tom")).status_code == 422
    assert ledger.verify(budget) == []


def test_a_dropped_one_changes_nothing(as_, ask, budget, cities):
    ask()
    assert answer(as_("maria"), yes=False).status_code == 303
    assert left(budget, cities["Cologne"]) == LINE
    assert db.session.query(BudgetChange).one().confirmed is False


def test_it_is_checked_again_when_it_is_confirmed(as_, ask, budget, cities):
    ask(amount=str(LINE // 100))
    story.visit(planned=10_000)  # reserves
    assert answer(as_("tom")).status_code == 422
    assert db.session.query(BudgetChange).one().answered_at is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": ""}, "amount"),
        ({"amount": "9999999"}, "amount"),
        ({"from_line": ""}, "from_line"),
        ({"to_line": ""}, "to_line"),
        ({"kind": "add", "to_line": ""}, "to_line"),
        ({"kind": "give_back", "from_line": "9-outgoing"}, "from_line"),
        ({"kind": "gift"}, "kind"),
        ({"reason": ""}, "reason"),
    ],
)
def test_what_a_change_needs(ask, change, field):
    answered = ask(**change)
    assert answered.status_code == 422 and beside(answered, field)
    assert db.session.query(BudgetChange).count() == 0


def test_the_pot_gives_and_takes(as_, ask, budget, pair, cities):
    rest = pair.cohort.pot - balances.allocated_in(pair.cohort_id)
    ask(kind="add", amount="100", from_line="")
    answer(as_("tom"))
    assert left(budget, cities["Cologne"], "incoming") >= 10_000
    ask(kind="give_back", amount="600", to_line="", once="2")
    answer(as_("tom"), 2)
    assert pair.cohort.pot - balances.allocated_in(pair.cohort_id) == rest - 10_000 + 60_000


def test_more_than_the_pot_has_is_refused(as_, ask, budget, pair):
    rest = pair.cohort.pot - balances.allocated_in(pair.cohort_id)
    ask(kind="add", amount=str(rest // 100 + 1), from_line="")
    refused = answer(as_("tom"))
    assert refused.status_code == 422 and "pot has only" in refused.text


@on_both
def test_a_withdrawn_pairs_rest_returns_to_the_pot(as_, ask, budget, pair, cities):
    claim = story.decided(story.visit(), 10_000)
    ask(kind="withdraw", amount="", from_line="", to_line="")
    assert pair.state == "open"
    answer(as_("tom"))
    assert pair.state == "withdrawn"
    total = balances.totals([budget.pair_id])[budget.pair_id]
    assert (total.allocated, total.approved, total.reserved, total.left) == (10_000, 10_000, 0, 0)
    assert ledger.verify(budget) == []
    paid = {"paid_on": "2026-11-23", "reference": "R"}
    assert as_("tom").post(f"{story.CLAIMS}/{claim.id}/payment", data=paid).status_code == 303
    assert ask(once="2").status_code == 422


@pytest.mark.parametrize(
    ("who", "code"), [("anna", 404), ("lena", 404), ("marek", 404), ("sean", 404), ("vera", 403)]
)
def test_who_may_not(as_, ask, who, code):
    assert ask(who).status_code == code
    ask()
    assert answer(as_(who)).status_code == code


def test_an_auditor_reads_and_the_other_manager_is_asked(as_, ask):
    ask()
    assert "A room was needed." in as_("vera").get(CHANGES).text
    assert as_("anna").get(CHANGES).status_code == 404
    assert "Confirm or drop a change of the budget." in as_("tom").get("/").text
    assert "Confirm or drop" not in as_("maria").get("/").text


# -- the cap of seats -----------------------------------------------------------------------------

CAP = {"seat_cap": "1000", "cap_unit": "visit", "reason": "Flights cost more."}


def test_a_cap_is_changed_by_two(as_, pair):
    url = f"/cohorts/{pair.cohort_id}/cap"
    assert as_("maria").post(url, data=CAP).status_code == 303
    assert as_("maria").post(f"{url}/1/answer", data={"confirmed": "y"}).status_code == 422
    assert pair.cohort.seat_cap == 90_000
    assert as_("tom").post(f"{url}/1/answer", data={"confirmed": "y"}).status_code == 303
    assert (pair.cohort.seat_cap, pair.cohort.cap_unit) == (100_000, "visit")


def test_a_cap_never_falls_below_what_is_used(as_, pair):
    story.visit(planned=40_000)
    url = f"/cohorts/{pair.cohort_id}/cap"
    as_("maria").post(url, data=CAP | {"seat_cap": "399.99"})
    refused = as_("tom").post(f"{url}/1/answer", data={"confirmed": "y"})
    assert refused.status_code == 422 and "has used €400.00" in refused.text
    assert pair.cohort.seat_cap == 90_000
    assert as_("maria").post(f"{url}/1/answer", data={}).status_code == 303
    assert db.session.query(CapChange).one().confirmed is False


@pytest.mark.parametrize(
    ("change", "field"),
    [({"seat_cap": "0"}, "seat_cap"), ({"cap_unit": "x"}, "cap_unit"), ({"reason": ""}, "reason")],
)
def test_what_a_cap_needs(as_, pair, change, field):
    answered = as_("maria").post(f"/cohorts/{pair.cohort_id}/cap", data=CAP | change)
    assert answered.status_code == 422 and beside(answered, field)


def test_only_managers_see_it(as_, pair):
    for who in ("anna", "vera", "sean"):
        assert as_(who).get(f"/cohorts/{pair.cohort_id}/cap").status_code == 404


def test_a_pair_withdraws_once_its_claims_are_decided(as_, ask, budget, pair):
    """Afterwards nothing can be approved any more."""
    story.submitted(story.visit(), 10_000)
    ask(kind="withdraw", amount="", from_line="", to_line="")
    change = db.session.query(BudgetChange).one()
    url = f"{CHANGES}/{change.id}/answer"
    answer = as_("tom", htmx=True).post(url, data={"confirmed": "y"})
    assert answer.status_code == 422 and "waits for a decision" in answer.text
    db.session.rollback()
    assert pair.state == "open"
    as_("maria").post(f"{BASE}/claims/1/approval")
    assert as_("tom").post(url, data={"confirmed": "y"}).status_code == 303
    db.session.rollback()
    assert pair.state == "withdrawn"
