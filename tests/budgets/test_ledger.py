"""The ledger: append-only in the database itself, a chain that shows tampering, and its sums."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.budgets import balances, chain, ledger
from app.budgets.ledger import Spending
from app.budgets.models import Budget, LedgerEntry
from app.database import writing
from app.errors import Refused
from app.extensions import db
from app.pairs.models import Seat
from tests.cast import CAP, DATABASES, LINE, POT, on_both, person


@pytest.fixture
def budget(pair):
    return Budget.of(pair.id)


@pytest.fixture
def trip(cities):
    """Costs of traveller 7 of Cologne on visit 5."""
    return Spending(cities["Cologne"], "outgoing", 5, ("decision", 1), "travel", 7, None)


@pytest.fixture
def said(app):
    """Sentences need a request's language."""
    with app.test_request_context():
        yield


def do(act, *args, **kwargs):
    with writing():
        return act(*args, by=person("maria"), **kwargs)


def reserve(budget, amount, city, *, seat=None, traveller=7, visit=5):
    about = {"city": city, "visit_id": visit, "traveller_id": traveller, "seat_id": seat}
    do(ledger.reserve, budget, amount, **about)


def seat_of(city):
    return db.session.query(Seat).filter_by(member_city_id=city.id).first()


STATEMENTS = [
    "UPDATE ledger_entry SET amount = 1",
    "DELETE FROM ledger_entry",
    "UPDATE ledger_entry SET by_id = NULL",
]
OF_ONE = [
    ("sqlite", "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry"),
    ("postgresql", "TRUNCATE ledger_entry"),
]
EVERY = [(database, statement) for database in DATABASES for statement in STATEMENTS] + OF_ONE


@pytest.mark.parametrize(("database", "statement"), EVERY, indirect=["database"])
def test_the_database_refuses_every_change(app, budget, statement):
    with pytest.raises(DBAPIError, match="append-only"), writing():
        db.session.execute(text(statement))
    assert ledger.verify(budget) == []


@on_both
def test_verify_finds_a_row_that_was_tampered_with(app, budget, cities, said):
    reserve(budget, 100, cities["Cologne"])
    assert ledger.verify(budget) == []
    _drop_triggers()
    with writing():
        db.session.execute(
            text("UPDATE ledger_entry SET amount = 99 WHERE n = 3 AND budget_id = 1")
        )
    assert ["movement 3 was changed" in words for words in ledger.verify(budget)] == [True]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM ledger_entry WHERE n = 2 AND budget_id = 1", "movement 2 is missing"),
        ("DELETE FROM ledger_entry WHERE n = 3 AND budget_id = 1", "is not the one"),
        (
            "UPDATE ledger_entry SET by_id = 1 WHERE n = 2 AND budget_id = 1",
            "movement 2 was changed",
        ),
    ],
)
def test_verify_finds_what_is_gone_and_who_was_changed(app, budget, cities, said, statement, words):
    reserve(budget, 100, cities["Cologne"])
    _drop_triggers()
    with writing():
        db.session.execute(text(statement))
    assert words in " ".join(ledger.verify(budget))


def test_a_persons_name_is_no_part_of_the_hash(app, budget, said):
    with writing():
        person("maria").name = "Erased"
    assert ledger.verify(budget) == []


def test_every_other_figure_is_part_of_the_hash(app, budget):
    entry = db.session.query(LedgerEntry).first()
    before = chain.hash_of(entry)
    changed = {"amount": 1, "kind": "pay", "city": 9, "n": 7, "seat_id": 4, "visit_id": 3}
    changed |= {"traveller_id": 2, "category": "room", "reason": "x", "by_id": 99}
    changed |= {"source_id": 8, "source_kind": "y", "currency": "SEK", "previous": "z"}
    changed["member_city_id"] = changed.pop("city")
    for name, value in changed.items():
        kept = getattr(entry, name)
        setattr(entry, name, value)
        assert chain.hash_of(entry) != before, name
        setattr(entry, name, kept)
    db.session.rollback()


def test_never_more_than_the_pot_is_allocated(app, budget, cities, said):
    rest = POT - balances.allocated_in(1)
    with pytest.raises(Refused, match="pot"):
        do(ledger.allocate, budget, rest + 1, city=cities["Soria"], direction="incoming")
    do(ledger.allocate, budget, rest, city=cities["Soria"], direction="incoming")
    with pytest.raises(Refused, match="above zero"):
        do(ledger.allocate, budget, 0, city=cities["Soria"], direction="incoming")
    assert balances.line(budget, cities["Soria"].id, "incoming").left == rest


def test_an_approval_uses_up_the_reservation_first(app, budget, cities, trip):
    reserve(budget, 100, cities["Cologne"])
    do(ledger.approve, budget, 60, trip)
    now = balances.line(budget, cities["Cologne"].id, "outgoing")
    assert (now.reserved, now.approved, now.left) == (40, 60, LINE - 100)
    do(ledger.approve, budget, 70, replace(trip, source=("decision", 2)))
    now = balances.line(budget, cities["Cologne"].id, "outgoing")
    assert (now.reserved, now.approved, now.left) == (0, 130, LINE - 130)


def test_the_rest_must_fit_or_nothing_is_written(app, budget, cities, trip, said):
    reserve(budget, 100, cities["Cologne"])
    before = budget.entries
    with pytest.raises(Refused, match="does not fit"):
        do(ledger.approve, budget, LINE + 1, trip)
    assert budget.entries == before
    do(ledger.approve, budget, LINE, trip)
    assert balances.line(budget, cities["Cologne"].id, "outgoing").left == 0


def test_what_is_planned_over_the_budget_is_refused_without_figures(app, budget, cities, said):
    with pytest.raises(Refused) as no:
        reserve(budget, LINE + 1, cities["Cologne"])
    assert not any(sign.isdigit() for sign in no.value.sentence)


def test_a_traveller_who_changes_city_leaves_nothing_behind(app, budget, cities):
    soria, cologne = cities["Soria"], cities["Cologne"]
    reserve(budget, 100, soria)
    reserve(budget, 80, cologne, seat=seat_of(cologne).id)
    reserve(budget, 30, cologne, seat=seat_of(cologne).id)
    do(ledger.release, budget, visit_id=5, city=None)
    assert balances.line(budget, soria.id, "outgoing").reserved == 0
    assert balances.line(budget, cologne.id, "outgoing").reserved == 0
    assert balances.by_seat(budget)[seat_of(cologne).id].reserved == 0


def test_release_is_of_one_city_where_it_is_named(app, budget, cities):
    reserve(budget, 100, cities["Soria"], traveller=1)
    reserve(budget, 50, cities["Cologne"], traveller=2)
    do(ledger.release, budget, visit_id=5, city=cities["Soria"])
    assert balances.line(budget, cities["Soria"].id, "outgoing").reserved == 0
    assert balances.line(budget, cities["Cologne"].id, "outgoing").reserved == 50


@pytest.mark.parametrize(("unit", "again"), [("programme", False), ("visit", True)])
def test_the_cap_of_a_seat(app, pair, budget, cities, trip, said, unit, again):
    with writing():
        pair.cohort.cap_unit = unit
    seat = seat_of(cities["Cologne"]).id
    one = replace(trip, seat_id=seat)
    do(ledger.approve, budget, CAP, one)
    with pytest.raises(Refused, match="cap"):
        do(ledger.approve, budget, 1, replace(one, source=("decision", 2)))
    other = replace(one, visit_id=6, source=("decision", 3))
    if again:
        do(ledger.approve, budget, CAP, other)
    else:
        with pytest.raises(Refused, match="cap"):
            do(ledger.approve, budget, 1, other)


@on_both
def test_nothing_is_paid_twice_or_above_what_was_approved(app, budget, trip, said):
    do(ledger.approve, budget, 60, trip)
    with pytest.raises(Refused, match="not approved"):
        do(ledger.pay, budget, 61, trip)
    do(ledger.pay, budget, 60, trip)
    with pytest.raises(Refused, match="paid already"):
        do(ledger.pay, budget, 60, trip)
    with pytest.raises(IntegrityError), writing():
        entry = {"city": trip.city, "source": trip.source, "by": person("tom")}
        chain.write(budget, "pay", 60, **entry)


def test_money_that_came_back_lowers_paid_and_a_correction_before_it_does_not(app, budget, trip):
    facts = {"city": trip.city, "visit_id": 5}
    do(ledger.approve, budget, 100, trip)
    do(chain.write, budget, "recover", 30, source=trip.source, **facts)
    now = balances.totals([budget.pair_id])[budget.pair_id]
    assert (now.approved, now.paid, now.left) == (70, 0, 2 * LINE - 70)
    do(ledger.pay, budget, 70, trip)
    do(chain.write, budget, "recover", 20, source=("recovery", 1), **facts)
    now = balances.totals([budget.pair_id])[budget.pair_id]
    assert (now.approved, now.paid, now.to_be_paid) == (50, 50, 0)
    assert balances.by_visit(budget)[5].paid == 50


def _drop_triggers():
    names = ["ledger_entry_no_update", "ledger_entry_no_delete"]
    after = ""
    if db.engine.dialect.name == "postgresql":
        names, after = ["ledger_entry_no_change"], " ON ledger_entry"
    with writing():
        for name in names:
            db.session.execute(text(f"DROP TRIGGER {name}{after}"))
