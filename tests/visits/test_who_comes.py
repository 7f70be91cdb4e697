"""Who comes: said by the person, for a guest by who plans for them; and who comes along."""

import pytest

from app.errors import Refused
from app.events import act
from app.visits.travellers import Traveller
from tests.visits.conftest import BASE


@pytest.fixture
def anna(agreed, traveller):
    return traveller(agreed, "anna", 30_000)


def url(one: Traveller, *parts: object) -> str:
    return "/".join(map(str, (BASE, one.visit_id, "travellers", one.id, *parts)))


def test_each_says_it_for_themselves(as_, anna, heard):
    page = as_("anna", htmx=True).post(url(anna, "answer"), data={"answer": "perhaps"}).text
    assert "Perhaps" in page
    assert f"visit-{anna.visit_id}-travellers" in heard("ibai")
    assert "Perhaps" in as_("ines").get(f"{BASE}/{anna.visit_id}").text
    for name in ("lena", "diego", "maria"):
        answer = as_(name).post(url(anna, "answer"), data={"answer": "not_coming"})
        assert answer.status_code == 403
    assert "answered" in as_("ines").get("/pairs/cologne-soria/activity").text


def test_what_is_no_answer_is_refused(as_, anna):
    wrong = as_("anna", htmx=True).post(url(anna, "answer"), data={"answer": "maybe so"})
    assert wrong.status_code == 422 and "Please choose an answer." in wrong.text


def test_for_a_guest_who_plans_for_them(as_, agreed, cities, cast):
    facts = {"kind": "guest", "name": "Dr Gast", "city": cities["Cologne"]}
    guest = act(lambda: Traveller.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    assert as_("diego").post(url(guest, "answer"), data={"answer": "coming"}).status_code == 403
    page = as_("lena", htmx=True).post(url(guest, "answer"), data={"answer": "coming"}).text
    assert "Coming" in page


def test_a_companion_comes_with_somebody_and_is_never_paid_by_the_programme(as_, agreed, anna):
    form = as_("anna").get(f"{BASE}/{agreed.id}/travellers/new?kind=companion").text
    assert "Comes with" in form and 'value="programme"' not in form
    along = {"kind": "companion", "name": "Interpreter", "with_id": anna.id, "payer": "own_city"}
    to = f"{BASE}/{agreed.id}/travellers"
    for wrong in ({"with_id": ""}, {"with_id": "999"}, {"payer": "programme"}, {"name": ""}):
        assert as_("anna", htmx=True).post(to, data=along | wrong).status_code == 422
    crafted = {"kind": "companion", "name": "X", "city": anna.city, "comes_with": anna}
    with pytest.raises(Refused, match="does not pay"):
        act(lambda: Traveller.add(agreed, by=anna.person, payer="programme", **crafted))
    page = as_("anna", htmx=True).post(to, data=along).text
    assert "comes with Anna Keller" in page
    companion = Traveller.on(agreed)[-1]
    assert companion.city.id == anna.city.id
    data = along | {"name": "Ines Interpreter", "version": companion.version}
    assert "Ines Interpreter" in as_("anna", htmx=True).post(url(companion), data=data).text


def test_the_seat_is_said_to_who_sees_the_costs(as_, agreed, anna):
    assert "Seat 1" in as_("lena").get(f"{BASE}/{agreed.id}").text
    assert "Seat 1" not in as_("diego").get(f"{BASE}/{agreed.id}").text
