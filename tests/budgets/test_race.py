"""Two managers, one budget, the same moment: exactly one fits, on both databases."""

import threading

import pytest

from app.budgets import balances, ledger
from app.budgets.models import Budget
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.database import writing
from app.extensions import db
from tests.cast import LINE, on_both
from tests.claims import story
from tests.claims.story import CLAIMS


def at_once(*acts):
    """What each gave, all begun at the same moment, each in a thread of its own."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        barrier.wait(10)
        answers[n] = act()

    threads = [threading.Thread(target=run, args=both) for both in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def post(client, url, **data):
    return lambda: client.post(url, data=data).status_code


@on_both
@pytest.mark.parametrize("turn", range(3))
def test_the_last_two_lines_of_a_budget(app, as_, pair, cities, turn):
    """Each takes more than half of what is left: guests have no seat, so only the budget counts."""
    made = story.visit(planned=0)
    guests = {"kind": "guest", "city": cities["Cologne"], "payer": "programme"}
    by = story.person("anna")
    guest = story.act(
        lambda: story.Traveller.add(made, by=by, name="A guest", planned=0, **guests), by=by
    )
    claims = [story.submitted(made, LINE // 2 + 1, traveller=guest) for _n in range(2)]
    urls = [f"{CLAIMS}/{c.id}/lines/{Line.of(c)[0].id}/decision" for c in claims]
    db.session.rollback()
    maria, tom = as_("maria"), as_("tom")
    codes = at_once(post(maria, urls[0], result="approved"), post(tom, urls[1], result="approved"))
    assert sorted(codes) == [303, 422]
    db.session.rollback()
    budget = Budget.of(pair.id)
    now = balances.line(budget, cities["Cologne"].id, "outgoing")
    assert now.approved == LINE // 2 + 1 and now.left >= 0
    assert db.session.query(Decision).count() == 1
    assert sorted(claim.state for claim in claims) == ["decided", "submitted"]
    assert ledger.verify(budget) == []


@on_both
def test_a_double_click_is_done_once(app, as_, pair, cities):
    made = story.visit()
    claim = story.submitted(made, 10_000)
    url = f"{CLAIMS}/{claim.id}/lines/{Line.of(claim)[0].id}/decision"
    db.session.rollback()
    maria = as_("maria")
    codes = at_once(*[post(maria, url, result="approved", once="same")] * 4)
    assert codes == [303] * 4
    assert maria.post(url, data={"result": "approved", "once": "another"}).status_code == 422
    db.session.rollback()
    assert balances.line(Budget.of(pair.id), cities["Cologne"].id, "outgoing").approved == 10_000


@on_both
def test_a_claim_is_paid_once(app, as_, pair):
    claim = story.decided(story.visit(), 10_000)
    db.session.rollback()
    url, paid = f"{CLAIMS}/{claim.id}/payment", {"paid_on": "2026-11-23", "reference": "R"}
    tom = as_("tom")
    codes = at_once(*[post(tom, url, **paid, once=key) for key in ("a", "b", "c")])
    assert sorted(codes) == [303, 422, 422]
    db.session.rollback()
    assert balances.totals([pair.id])[pair.id].paid == 10_000


@on_both
def test_a_line_does_not_slip_into_a_claim_that_is_being_handed_in(app, as_):
    made = story.visit()
    claim = story.draft(made, 10_000)
    db.session.rollback()
    anna, one = as_("anna"), f"{CLAIMS}/{claim.id}"
    data = story.line_data(made)
    db.session.rollback()
    at_once(
        post(anna, f"{one}/submission", declared="y"), post(as_("anna"), f"{one}/lines", **data)
    )
    db.session.rollback()
    lines = Line.of(claim)
    assert claim.state == "draft" or all(line.eur is not None and line.proofs for line in lines)


@on_both
def test_two_drafts_at_once_have_two_numbers(app, as_):
    made = story.visit()
    number = made.id
    db.session.rollback()
    clients = [as_("anna") for _n in range(4)]
    codes = at_once(
        *[post(client, CLAIMS, visit=number, once=str(n)) for n, client in enumerate(clients)]
    )
    assert codes == [303] * 4
    db.session.rollback()
    numbers = [claim.number for claim in db.session.query(story.Claim).order_by("number")]
    assert numbers == [f"C1-COL-00{n}" for n in range(1, 5)]


def test_the_pot_is_shared_by_all_pairs(app, cities):
    """One budget of a cohort cannot take what another has."""
    others = db.session.query(Budget).order_by(Budget.id).all()
    assert len({budget.pair.cohort_id for budget in others}) == 1
    with writing():
        rest = others[0].pair.cohort.pot - balances.allocated_in(1)
        city = others[1].pair.cities[0]
        maria = story.person("maria")
        ledger.allocate(others[1], rest, city=city, direction="outgoing", by=maria)
    with app.test_request_context(), pytest.raises(ledger.Refused), writing():
        ledger.allocate(others[0], 1, city=cities["Soria"], direction="outgoing", by=None)
