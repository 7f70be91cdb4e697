"""A visit is agreed when every city concerned has said yes; each yes reserves what it costs."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.budgets import balances
from app.budgets.models import Budget, LedgerEntry
from app.extensions import db
from app.visits.models import Visit
from tests.cast import CAP, on_both
from tests.visits.conftest import BASE


def reserved(visit):
    return balances.by_visit(Budget.of(visit.pair_id)).get(visit.id, balances.Balance()).reserved


def say_yes(client, visit, **data):
    return client.post(f"{BASE}/{visit.id}/agreements", data={"terms": visit.terms} | data)


def test_from_an_idea_to_agreed(as_, idea, heard, pair, traveller):
    traveller(idea, "anna", 60_000)
    page = as_("anna", htmx=True).post(f"{BASE}/{idea.id}/proposal")
    assert "Proposed" in page.text
    assert "Yes from Cologne" in page.text
    assert "Still to say yes" in page.text
    assert f"visit-{idea.id}" in heard("diego")
    assert say_yes(as_("ibai"), idea).status_code == 303
    assert reserved(idea) == 0
    page = say_yes(as_("diego", htmx=True), idea)
    assert "Agreed" in page.text
    assert "€600.00" in page.text
    assert idea.state == "agreed"
    assert reserved(idea) == 60_000


def test_a_second_yes_of_a_city_is_refused_and_a_repeat_is_not_counted(as_, proposed):
    client = as_("diego")
    assert [say_yes(client, proposed, once="y").status_code for _ in "12"] == [303, 303]
    assert len(proposed.yeses) == 2
    answer = say_yes(client, proposed, once="z")
    assert answer.status_code == 422
    assert "Soria has said yes already." in answer.text


def test_the_programme_says_yes_for_all(as_, proposed):
    say_yes(as_("maria"), proposed)
    assert proposed.state == "agreed"


def test_who_may_say_yes(as_, proposed):
    for name in ("lena", "marek", "ines", "vera"):
        assert say_yes(as_(name), proposed).status_code == 403, name
        assert "Say yes" not in as_(name).get(f"{BASE}/{proposed.id}").text
    assert say_yes(as_("sean"), proposed).status_code == 404
    assert "Say yes for Soria" in as_("diego").get(f"{BASE}/{proposed.id}").text
    assert "Say yes" not in as_("anna").get(f"{BASE}/{proposed.id}").text


def test_a_contributor_proposes_without_a_yes(as_, idea):
    assert as_("lena").post(f"{BASE}/{idea.id}/proposal").status_code == 303
    assert idea.state == "proposed"
    assert idea.yeses == []


def test_what_does_not_fit_is_refused_and_nothing_is_written(as_, nearly, traveller):
    traveller(nearly, "diego", CAP + 1)
    before = db.session.query(LedgerEntry).count()
    answer = say_yes(as_("diego", htmx=True), nearly)
    assert answer.status_code == 422
    assert "more than the cap of a seat allows" in answer.text
    assert nearly.state == "proposed"
    assert db.session.query(LedgerEntry).count() == before


def test_more_than_the_budget_has_left_is_refused(as_, nearly, cities, cast, traveller):
    traveller(nearly, "diego", 400_000, kind="count", person=None, count=5)
    answer = say_yes(as_("diego", htmx=True), nearly)
    assert answer.status_code == 422
    assert "The planned costs do not fit in the budget left for Soria" in answer.text
    assert reserved(nearly) == 0


def test_a_yes_is_for_what_was_seen(as_, nearly, cast):
    answer = say_yes(as_("diego", htmx=True), nearly, terms=nearly.terms + 1)
    assert answer.status_code == 422
    assert "have changed meanwhile" in answer.text
    assert nearly.state == "proposed"


def test_a_yes_to_no_terms_at_all_is_refused(as_, nearly):
    for terms in ("²", "", "x", "-1"):
        assert say_yes(as_("diego"), nearly, terms=terms).status_code == 422
    assert nearly.state == "proposed"


@on_both
def test_two_last_yeses_at_once_reserve_once(app, as_, proposed, traveller):
    """Soria and the host say the last two yeses in the same moment."""
    traveller(proposed, "anna", 60_000)
    traveller(proposed, "diego", 50_000)
    together, visit_id = Barrier(2), proposed.id
    clients = [as_("diego"), as_("ibai")]
    db.session.rollback()

    def yes(client):
        together.wait()
        return client.post(f"{BASE}/{visit_id}/agreements", data={"terms": 1}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(yes, clients)) == [303, 303]
    visit = db.session.get(Visit, visit_id)
    assert visit.state == "agreed"
    kinds = [e.kind for e in db.session.query(LedgerEntry).filter_by(visit_id=visit_id)]
    assert kinds == ["reserve", "reserve"]
    assert reserved(visit) == 110_000


@on_both
def test_a_traveller_who_comes_with_the_last_yes_is_reserved_too(app, as_, nearly, cities, cast):
    together, visit_id = Barrier(2), nearly.id
    data = {
        "kind": "person",
        "person_id": cast["anna"].id,
        "payer": "programme",
        "planned": "600",
        "once": "t",
    }
    clients = [as_("diego"), as_("anna")]
    db.session.rollback()

    def post(job):
        client, path, fields = job
        together.wait()
        return client.post(f"{BASE}/{visit_id}/{path}", data=fields).status_code

    jobs = [(clients[0], "agreements", {"terms": 1}), (clients[1], "travellers", data)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(post, jobs)) == [303, 303]
    assert reserved(db.session.get(Visit, visit_id)) == 60_000
