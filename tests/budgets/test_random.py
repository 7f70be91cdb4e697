"""Whatever is done in whatever order: movements are balances, nothing is over budget or cap."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.budgets import balances, ledger
from app.budgets.ledger import Spending
from app.budgets.models import Budget, LedgerEntry
from app.errors import Refused
from app.extensions import db
from app.pairs.models import Seat
from tests.cast import CAP, LINE, on_both, person

AMOUNTS = st.sampled_from([1, 333, 20_000, CAP // 2, CAP, CAP + 1, LINE // 2, LINE, LINE + 1])
ACTS = st.one_of(
    st.tuples(
        st.just("reserve"),
        st.integers(1, 3),
        st.integers(1, 2),
        st.one_of(st.just(0), AMOUNTS),
        st.integers(0, 2),
    ),
    st.tuples(st.just("approve"), st.integers(1, 3), st.integers(1, 2), AMOUNTS, st.integers(0, 2)),
    st.tuples(st.just("pay"), st.integers(0, 30)),
    st.tuples(st.just("release"), st.integers(1, 2), st.booleans()),
)


@on_both
@pytest.mark.parametrize("cap_unit", ["programme", "visit"])
def test_any_sequence(app, pair, cities, cap_unit):
    pair.cohort.cap_unit = cap_unit
    db.session.commit()

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(ACTS, min_size=1, max_size=14))
    def holds(acts):
        with app.test_request_context():
            try:
                walk(Budget.of(pair.id), cap_unit, acts)
            finally:
                db.session.rollback()

    holds()


def walk(budget, cap_unit, acts):
    """Runs acts one after the other; each either holds to every rule or is refused whole."""
    budget.pair.cohort.cap_unit = cap_unit
    cities, by = budget.pair.cities[:2], person("maria")
    seats = [None] + [s.id for s in db.session.query(Seat).order_by(Seat.id)][:2]
    approved: list[tuple[Spending, int]] = []
    for act in acts:
        inner = db.session.begin_nested()
        try:
            run(budget, act, cities, seats, approved, by)
        except Refused:
            inner.rollback()
        else:
            inner.commit()
        check(budget, cap_unit)


def run(budget, act, cities, seats, approved, by):
    match act:
        case ("reserve", traveller, visit, amount, seat):
            about = {"visit_id": visit, "traveller_id": traveller, "seat_id": seats[seat]}
            ledger.reserve(budget, amount, city=cities[seat % 2], by=by, **about)
        case ("approve", traveller, visit, amount, seat):
            source = ("decision", len(approved) + 1)
            one = Spending(
                cities[seat % 2], "outgoing", visit, source, "travel", traveller, seats[seat]
            )
            ledger.approve(budget, amount, one, by=by)
            approved.append((one, amount))
        case ("pay", n) if n < len(approved):
            ledger.pay(budget, approved[n][1], approved[n][0], by=by)
        case ("release", visit, whole):
            ledger.release(budget, visit_id=visit, city=None if whole else cities[0], by=by)


def check(budget, cap_unit):
    """Adds the movements up by hand, one by one."""
    by_line, by_seat = defaultdict(lambda: defaultdict(int)), defaultdict(int)
    held = defaultdict(int)
    entries = db.session.query(LedgerEntry).filter_by(budget_id=budget.id).order_by(LedgerEntry.n)
    for n, entry in enumerate(entries, 1):
        assert entry.n == n and entry.amount > 0
        by_line[entry.member_city_id, entry.direction][entry.kind] += entry.amount
        sign = {"reserve": 1, "approve": 1, "release": -1}.get(entry.kind, 0)
        if entry.seat_id:
            visit = entry.visit_id if cap_unit == "visit" else 0
            by_seat[entry.seat_id, visit] += sign * entry.amount
        if entry.kind in ("reserve", "release"):
            key = (entry.visit_id, entry.traveller_id, entry.member_city_id, entry.seat_id)
            held[key] += sign * entry.amount
    for (city, way), sums in by_line.items():
        now = balances.line(budget, city, way)
        assert now.allocated == sums["allocate"]
        assert now.reserved == sums["reserve"] - sums["release"] >= 0
        assert now.approved == sums["approve"]
        assert now.paid == sums["pay"] <= now.approved
        assert now.left == now.allocated - now.reserved - now.approved >= 0
    assert all(used <= CAP for used in by_seat.values())
    assert all(amount >= 0 for amount in held.values())
    assert ledger.verify(budget) == []
