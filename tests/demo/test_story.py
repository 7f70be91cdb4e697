"""The demo: 33 workspaces by the importer, a story by the rules, in an empty database only."""

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock, create_app
from app.access import may
from app.accounts.models import Person
from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.lines import Line
from app.claims.models import Claim
from app.demo import is_demo, workbook
from app.demo.cast import ROLES
from app.demo.story import tell
from app.documents import store, tree
from app.documents.render import plain_text
from app.events import Event
from app.extensions import db
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.models import Plan
from app.standing import programme_role, standing
from app.visits.agenda import AgendaItem
from app.visits.models import Visit
from app.visits.publishing import Publication
from tests.cast import settings

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo told once for all tests of this module; they only read it."""
    folder = tmp_path_factory.mktemp("demo")
    app: Flask = create_app(settings(folder, DEMO=True))
    with app.app_context():
        db.create_all()
        assert not is_demo()
        assert tell()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def ours(demo):
    return db.session.scalars(select(Pair).where(Pair.slug == "cologne-soria")).one()


def test_33_workspaces_in_three_cohorts(demo):
    counted = select(Pair.cohort_id, func.count()).group_by(Pair.cohort_id)
    assert sorted(n for _c, n in db.session.execute(counted)) == [9, 9, 15]
    for pair in db.session.scalars(select(Pair)):
        assert pair.twins and Plan.of(pair.id)
        assert balances.totals([pair.id])[pair.id].allocated > 0


def test_cologne_and_soria_share_one_with_the_seven_cities(ours):
    assert [c.name for c in ours.twins] == ["Cologne", "Soria"]
    assert len(ours.cities) == 9 and ours.activity_name == "URBANEW"


def test_it_is_told_once_and_into_an_empty_database_only(demo, app):
    assert is_demo() is False and tell() is False  # the cast's database, with people in it
    with demo.app_context():
        assert is_demo() and tell() is False


def test_everyone_of_the_cast_reads_english_and_is_what_they_play(ours):
    people = {role: Person.at(mail) for role, mail in ROLES.items()}
    assert {p.language for p in people.values()} == {"en"}
    for role in ("officer", "contributor", "expert", "observer"):
        assert standing(people[role], ours).role == role
    assert standing(people["partner"], ours).role == "officer"
    assert programme_role(people["manager"]) == programme_role(people["manager2"]) == "manager"
    assert standing(people["auditor"], ours).role == "auditor"
    assert standing(people["stranger"], ours) is None
    assert not may(people["stranger"], "pair.read", ours)


def test_the_visits_of_the_story(ours):
    visits = {visit.state: visit for visit in Visit.of(ours.id)}
    assert set(visits) == {"held", "agreed", "proposed"}
    held = next(v for v in Visit.of(ours.id) if v.stops and v.state == "held")
    agenda = AgendaItem.of(held)
    assert agenda[0].is_block and agenda[1].title.startswith("Bicycle")
    assert agenda[1].starts.hour == 8 and agenda[0].holds(agenda[1]) and Publication.of(held)
    assert any("medieval" in item.title for item in agenda)
    waiting = next(v for v in Visit.of(ours.id) if v.state == "proposed")
    assert "Cologne" in [city.name for city in waiting.waits_for]
    coming = next(v for v in Visit.of(ours.id) if v.state == "agreed" and v.stops)
    assert coming.from_on > clock.today("UTC") and AgendaItem.of(coming)
    assert len(AgendaItem.loose(coming)) == 1
    assert any(visit.online for visit in Visit.of(ours.id))


def test_the_money_of_the_story(ours):
    claims = {claim.state: claim for claim in Claim.of(ours.id)}
    assert set(claims) == {"paid", "submitted", "draft", "sent_back", "decided"}
    assert any(line.category == "accommodation" for line in Line.of(claims["submitted"]))
    foreign = [line for line in Line.of(claims["paid"]) if line.currency != "EUR"]
    assert foreign[0].rate and foreign[0].rate_source == "ecb"
    assert balances.totals([ours.id])[ours.id].reserved > 0
    for budget in db.session.scalars(select(Budget)):
        assert ledger.verify(budget) == []


def test_the_texts_of_the_story(ours):
    notes = db.session.scalars(select(Note).where(Note.pair_id == ours.id)).all()
    texts = [plain_text(tree.read(store.load(n.document_id)[0])) for n in notes]
    assert any("bicycle" in text for text in texts) and any("Köln" in text for text in texts)
    states = [section.state for section in Plan.of(ours.id).sections]
    assert {"settled", "in_review", "drafting", "empty"} == set(states)
    assert Plan.of(ours.id).sections[0].document.seq == 1


def test_it_happened_in_the_order_of_time(ours):
    for model, key in ((Event, Event.id), (LedgerEntry, LedgerEntry.n)):
        query = select(model.at).order_by(key)
        if model is Event:
            query = query.where(Event.pair_id == ours.id)
        else:
            query = query.where(LedgerEntry.budget_id == Budget.of(ours.id).id)
        times = list(db.session.scalars(query))
        assert times == sorted(times) and times[-1] < clock.now()


def test_nobody_s_mail_can_ever_be_served(demo):
    for mail in db.session.scalars(select(Person.mail)):
        assert re.search(r"@example\.org$|\.example$", mail)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_pot_holds_more_than_its_budgets(number):
    assert workbook.pot(number) % 100_000 == 0


@pytest.mark.parametrize("day", [date(2026, 12, 28), date(2027, 3, 7), date(2028, 2, 29)])
def test_it_can_be_told_on_any_day(tmp_path, monkeypatch, day):
    """A Monday, a Sunday, a leap day; long after the last rate in the package."""
    monkeypatch.setattr(clock, "source", lambda: clock.at(day, clock.time(9), "UTC"))
    app = create_app(settings(tmp_path, DEMO=True))
    with app.app_context():
        db.create_all()
        assert tell()
        assert {claim.state for claim in db.session.scalars(select(Claim))} == {
            "paid",
            "submitted",
            "draft",
            "sent_back",
            "decided",
        }
        db.session.remove()
        db.engine.dispose()
