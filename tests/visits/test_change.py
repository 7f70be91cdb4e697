"""A change of a visit: what it asks anew of the cities, and whom it tells."""

from datetime import date

from app.budgets import balances
from app.budgets.models import Budget
from app.extensions import db
from app.visits.models import Visit
from tests.visits.conftest import BASE


def form(visit, cities, **more):
    stop = visit.stops[0]
    return {
        "version": visit.version,
        "title": visit.title,
        "stops-0-member_city_id": stop.member_city_id,
        "stops-0-from_on": stop.from_on.isoformat(),
        "stops-0-to_on": stop.to_on.isoformat(),
        "cities": [cities["Cologne"].id, cities["Soria"].id],
    } | more


def reserved(visit):
    return balances.by_visit(Budget.of(visit.pair_id))[visit.id].reserved


def test_other_days_ask_for_the_yes_again_and_the_page_says_so(as_, agreed, cities, heard):
    data = form(agreed, cities, **{"stops-0-to_on": "2026-12-11"})
    answer = as_("anna", htmx=True).post(f"{BASE}/{agreed.id}", data=data)
    assert answer.status_code == 200
    assert agreed.state == "proposed"
    assert "A new yes is needed." in answer.text
    assert f"visit-{agreed.id}-agenda" in heard("diego")


def test_another_title_keeps_every_yes(as_, agreed, cities):
    as_("anna").post(f"{BASE}/{agreed.id}", data=form(agreed, cities, title="Another name"))
    assert (agreed.title, agreed.state) == ("Another name", "agreed")


def test_agreed_again_brings_what_is_reserved_to_what_is_planned(
    as_, agreed, cities, traveller, cast
):
    """Who left while the yes was asked for again no longer holds money."""
    leaves = traveller(agreed, "anna", 60_000)
    traveller(agreed, "diego", 50_000)
    assert reserved(agreed) == 110_000
    data = form(agreed, cities, **{"stops-0-to_on": "2026-12-11"})
    as_("anna").post(f"{BASE}/{agreed.id}", data=data)
    as_("anna").post(f"{BASE}/{agreed.id}/travellers/{leaves.id}/removal")
    as_("maria").post(f"{BASE}/{agreed.id}/agreements", data={"terms": agreed.terms})
    assert agreed.state == "agreed"
    assert reserved(agreed) == 50_000


def test_other_stops_alone_are_a_new_version(as_, idea, cities):
    """The row of the visit itself holds no stop, and yet nobody's stops are lost."""
    first = form(idea, cities, **{"stops-0-to_on": "2026-12-11"})
    second = form(idea, cities, **{"stops-0-to_on": "2026-12-12"})
    assert as_("anna").post(f"{BASE}/{idea.id}", data=first).status_code == 303
    answer = as_("diego", htmx=True).post(f"{BASE}/{idea.id}", data=second)
    assert answer.status_code == 409
    assert "Saved meanwhile" in answer.text
    assert "8–11 December 2026" in answer.text
    assert 'value="2026-12-12"' in answer.text
    assert idea.to_on == date(2026, 12, 11)


def test_a_stale_form_shows_both_texts_and_can_be_sent_again(as_, idea, cities):
    stale = form(idea, cities, title="Mine")
    as_("diego").post(f"{BASE}/{idea.id}", data=form(idea, cities, title="Theirs"))
    answer = as_("anna").post(f"{BASE}/{idea.id}", data=stale)
    assert answer.status_code == 409
    assert "<q>Theirs</q>" in answer.text
    assert 'value="Mine"' in answer.text
    again = stale | {"version": idea.version}
    assert as_("anna").post(f"{BASE}/{idea.id}", data=again).status_code == 303
    assert db.session.get(Visit, idea.id).title == "Mine"


def test_the_form_can_be_opened_in_place_and_as_a_page(as_, idea):
    page = as_("anna").get(f"{BASE}/{idea.id}/edit").text
    assert page.count("<h1") == 1
    assert 'value="2026-12-08"' in page
    fragment = as_("anna", htmx=True).get(f"{BASE}/{idea.id}/edit").text
    assert fragment.startswith(f'<section id="visit-{idea.id}"')


def test_who_may_change(as_, idea, cities):
    for name in ("marek", "ines", "vera"):
        assert as_(name).post(f"{BASE}/{idea.id}", data=form(idea, cities)).status_code == 403
        assert '/edit"' not in as_(name).get(f"{BASE}/{idea.id}").text
    assert as_("sean").post(f"{BASE}/{idea.id}", data=form(idea, cities)).status_code == 404
