"""Cancelled, held, settled, removed and brought back."""

from datetime import date

from app.budgets import balances
from app.budgets.models import Budget, LedgerEntry
from app.extensions import db
from app.visits.models import Visit
from tests.visits.conftest import BASE


def reserved(visit):
    return balances.by_visit(Budget.of(visit.pair_id))[visit.id].reserved


def test_cancelled_money_stays_reserved_until_no_more_costs(as_, agreed, traveller):
    traveller(agreed, "anna", 60_000)
    traveller(agreed, "diego", 50_000)
    url = f"{BASE}/{agreed.id}"
    answer = as_("lena", htmx=True).post(f"{url}/cancellation", data={"reason": "No trains."})
    assert "No trains." in answer.text
    assert reserved(agreed) == 110_000
    assert "No more costs" not in as_("ibai").get(url).text
    assert "No more costs" in as_("anna").get(url).text
    twice = [as_("anna").post(f"{url}/settlement", data={"once": "s"}) for _ in "12"]
    assert [answer.status_code for answer in twice] == [303, 303]
    assert reserved(agreed) == 50_000
    assert "No more costs" not in as_("anna").get(url).text
    as_("maria").post(f"{url}/settlement")
    assert reserved(agreed) == 0
    assert db.session.query(LedgerEntry).filter_by(kind="release").count() == 2


def test_settling_is_told_to_those_who_see_money(as_, agreed, traveller, heard):
    traveller(agreed, "anna", 60_000)
    as_("anna").post(f"{BASE}/{agreed.id}/cancellation", data={"reason": "No trains."})
    before = len(heard("ines"))
    as_("anna").post(f"{BASE}/{agreed.id}/settlement")
    assert len(heard("ines")) == before
    assert f"visit-{agreed.id}" in heard("diego")


def test_a_reason_is_needed(as_, agreed):
    answer = as_("anna", htmx=True).post(f"{BASE}/{agreed.id}/cancellation", data={"reason": " "})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert agreed.state == "agreed"


def test_who_may_cancel_and_settle(as_, agreed):
    for name in ("marek", "ines", "vera"):
        for act in ("cancellation", "settlement", "holding", "removal", "restoration"):
            answer = as_(name).post(f"{BASE}/{agreed.id}/{act}", data={"reason": "x"})
            assert answer.status_code == 403, (name, act)
    assert as_("lena").post(f"{BASE}/{agreed.id}/settlement").status_code == 403
    assert as_("sean").post(f"{BASE}/{agreed.id}/cancellation").status_code == 404


def test_a_visit_is_held_when_it_has_begun(as_, agreed):
    url = f"{BASE}/{agreed.id}"
    assert "Mark as held" not in as_("anna").get(url).text
    answer = as_("anna", htmx=True).post(f"{url}/holding")
    assert answer.status_code == 422
    assert "This visit has not begun yet." in answer.text
    agreed.stops[0].from_on = date(2026, 11, 23)
    db.session.commit()
    assert "Mark as held" in as_("anna").get(url).text
    assert as_("anna").post(f"{url}/holding").status_code == 303
    assert agreed.state == "held"
    assert as_("anna").post(f"{url}/cancellation", data={"reason": "x"}).status_code == 422


def test_an_idea_is_removed_and_brought_back(as_, idea):
    client, url = as_("anna"), f"{BASE}/{idea.id}"
    gone = [client.post(f"{url}/removal", data={"once": "r"}) for _ in "12"]
    assert [answer.status_code for answer in gone] == [303, 303]
    page = client.get(gone[0].location).text
    assert "is removed." in page
    assert f"{url}/restoration" in page
    assert client.get(url).status_code == 404
    assert client.post(f"{url}/restoration").location == url
    assert client.get(url).status_code == 200


def test_what_was_proposed_is_not_removed(as_, proposed):
    assert as_("anna").post(f"{BASE}/{proposed.id}/removal").status_code == 422
    assert db.session.get(Visit, proposed.id).removed_at is None
