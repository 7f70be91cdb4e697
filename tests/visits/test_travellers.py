"""Who travels, at whose cost, and what that reserves."""

from app.budgets import balances
from app.budgets.models import Budget
from app.extensions import db
from app.visits.travellers import Traveller
from tests.cast import CAP, person
from tests.queries import count_queries
from tests.visits.conftest import BASE


def url(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, "travellers", *parts)))


def reserved(visit):
    return balances.by_visit(Budget.of(visit.pair_id)).get(visit.id, balances.Balance()).reserved


def test_a_person_a_guest_and_a_count(as_, idea, cast, cities, heard):
    client = as_("anna", htmx=True)
    who = {"kind": "person", "person_id": cast["anna"].id, "payer": "programme", "planned": "600"}
    page = client.post(url(idea), data=who).text
    assert "Anna Keller" in page
    assert "€600.00" in page
    soria = cities["Soria"].id
    guest = {"kind": "guest", "name": "Guest of the agency", "member_city_id": soria}
    assert "Guest of the agency" in client.post(url(idea), data=guest | {"payer": "host"}).text
    many = {"kind": "count", "count": "4", "member_city_id": soria, "payer": "other"}
    assert "4 people" in client.post(url(idea), data=many).text
    rows = [(t.kind, t.count, t.city.name, t.planned) for t in Traveller.on(idea)]
    assert rows == [
        ("person", 1, "Cologne", 60_000),
        ("guest", 1, "Soria", 0),
        ("count", 4, "Soria", 0),
    ]
    assert f"visit-{idea.id}-travellers" in heard("diego")


def test_costs_are_shown_to_who_may_see_them(as_, idea, traveller):
    traveller(idea, "anna", 61_200)
    traveller(idea, "diego", 53_400)
    sees = {
        "anna": (True, False),
        "lena": (True, False),
        "diego": (False, True),
        "ibai": (False, False),
        "marek": (False, False),
        "ines": (False, False),
        "maria": (True, True),
        "vera": (True, True),
    }
    for name, (cologne, soria) in sees.items():
        for page in (as_(name).get(f"{BASE}/{idea.id}"), as_(name, htmx=True).get(url(idea))):
            assert "Anna Keller" in page.text
            assert ("612.00" in page.text, "534.00" in page.text) == (cologne, soria), name


def test_what_is_reserved_is_for_who_sees_money(as_, agreed, traveller):
    traveller(agreed, "anna", 61_200)
    sees = {"anna", "diego", "ibai", "maria", "vera"}
    for name in ("anna", "diego", "ibai", "maria", "vera", "lena", "marek", "ines"):
        text = as_(name, htmx=True).get(f"{BASE}/{agreed.id}").text
        assert ("612.00" in text) == (name in sees), name


def test_on_an_agreed_visit_the_reservation_follows(as_, agreed, traveller):
    anna = traveller(agreed, "anna", 60_000)
    page = as_("anna").get(url(agreed, anna.id, "edit")).text
    assert 'value="600.00"' in page
    data = {"version": anna.version, "person_id": anna.person_id, "payer": "programme"}
    as_("anna").post(url(agreed, anna.id), data=data | {"planned": "450,50", "member_city_id": ""})
    assert reserved(agreed) == 45_050
    as_("anna").post(url(agreed, anna.id, "removal"))
    assert reserved(agreed) == 0
    as_("anna").post(url(agreed, anna.id, "restoration"))
    assert reserved(agreed) == 45_050


def test_what_does_not_fit_is_said_beside_the_cost(as_, agreed, cast):
    data = {"kind": "person", "person_id": cast["anna"].id, "payer": "programme"}
    answer = as_("lena", htmx=True).post(url(agreed), data=data | {"planned": str(CAP // 100 + 1)})
    assert answer.status_code == 422
    assert 'id="traveller-planned-error"' in answer.text
    assert "€" not in answer.text
    assert Traveller.on(agreed) == []


def test_another_citys_costs_are_neither_seen_nor_written(as_, idea, traveller, cities, cast):
    diego = traveller(idea, "diego", 53_400)
    page = as_("anna", htmx=True).get(url(idea, diego.id, "edit")).text
    assert "534" not in page
    assert 'name="planned"' not in page
    data = {"version": diego.version, "person_id": diego.person_id, "planned": "1", "payer": "host"}
    assert as_("anna").post(url(idea, diego.id), data=data).status_code == 303
    assert (diego.planned, diego.payer, diego.city) == (53_400, "programme", cities["Soria"])
    guest = {"kind": "guest", "name": "A", "member_city_id": cities["Soria"].id, "planned": "5"}
    answer = as_("anna").post(url(idea), data=guest | {"payer": "programme"})
    assert answer.status_code == 422
    assert "Only Soria and the programme can enter its costs." in answer.text


def test_bad_input_gets_a_sentence(as_, idea, cast, cities, traveller):
    traveller(idea, "anna", 0)
    cases = [
        ({"kind": "person", "person_id": ""}, "person_id", "This field is required."),
        ({"kind": "person", "person_id": cast["anna"].id}, "person_id", "on this visit already"),
        ({"kind": "person", "person_id": cast["marek"].id}, "member_city_id", "Please choose the"),
        ({"kind": "person", "person_id": cast["sean"].id}, "person_id", "Not a valid choice."),
        ({"kind": "guest", "name": " "}, "name", "This field is required."),
        ({"kind": "count", "count": "0"}, "count", "between 1 and 500"),
        ({"kind": "guest", "name": "A", "planned": "12,345"}, "planned", "in two ways"),
        ({"kind": "guest", "name": "A", "planned": "-5"}, "planned", "less than zero"),
    ]
    for data, field, sentence in cases:
        answer = as_("anna", htmx=True).post(url(idea), data={"payer": "own_city"} | data)
        assert answer.status_code == 422, data
        assert f'id="traveller-{field}-error"' in answer.text, data
        assert sentence in answer.text, data
    assert len(Traveller.on(idea)) == 1


def test_a_stale_form_shows_both(as_, idea, traveller):
    anna = traveller(idea, "anna", 60_000)
    data = {"version": anna.version, "person_id": anna.person_id, "payer": "programme"}
    as_("lena").post(url(idea, anna.id), data=data | {"planned": "700"})
    answer = as_("anna", htmx=True).post(url(idea, anna.id), data=data | {"planned": "800"})
    assert answer.status_code == 409
    assert "<q>700.00</q>" in answer.text
    assert 'value="800"' in answer.text
    assert anna.planned == 70_000


def test_removed_with_undo_and_twice_is_once(as_, idea, traveller, heard):
    anna = traveller(idea, "anna", 0)
    client = as_("anna", htmx=True)
    pages = [client.post(url(idea, anna.id, "removal"), data={"once": "r"}).text for _ in "12"]
    assert all(url(idea, anna.id, "restoration") in page for page in pages)
    assert client.get(url(idea, anna.id, "edit")).status_code == 404
    assert "Anna Keller" in client.post(url(idea, anna.id, "restoration")).text
    plain = as_("anna").post(url(idea, anna.id, "removal"))
    assert plain.status_code == 303
    assert url(idea, anna.id, "restoration") in as_("anna").get(plain.location).text


def test_who_may(as_, idea, traveller):
    anna = traveller(idea, "anna", 0)
    for name in ("marek", "ines", "vera"):
        assert as_(name).get(url(idea, "new")).status_code == 403
        assert as_(name).post(url(idea)).status_code == 403
        for act in ((), ("removal",), ("restoration",)):
            assert as_(name).post(url(idea, anna.id, *act)).status_code == 403
        assert "Remove" not in as_(name).get(url(idea)).text
    assert as_("sean").post(url(idea, anna.id, "removal")).status_code == 404


def test_nobody_travels_on_a_visit_that_is_over(as_, agreed, traveller, cast):
    anna = traveller(agreed, "anna", 0)
    as_("anna").post(f"{BASE}/{agreed.id}/cancellation", data={"reason": "No trains."})
    answer = as_("anna", htmx=True).post(url(agreed, anna.id, "removal"))
    assert answer.status_code == 422
    assert "cannot be changed" in answer.text
    assert db.session.get(Traveller, anna.id).removed_at is None


def test_the_queries_do_not_grow_with_the_travellers(as_, idea, cast, cities):
    def queries():
        db.session.rollback()
        db.session.expunge_all()
        with count_queries() as sent:
            assert as_("anna").get(f"{BASE}/{idea_id}").status_code == 200
        return len(sent)

    idea_id, soria = idea.id, cities["Soria"].id
    for n in range(2):
        guest = {"kind": "guest", "name": f"Guest {n}", "member_city_id": soria, "payer": "host"}
        as_("diego").post(url(idea), data=guest)
    two = queries()
    for name in ("lena", "marek", "ines", "ibai", "anna"):
        member = {"kind": "person", "person_id": person(name).id, "payer": "own_city"}
        place = {"member_city_id": soria, "once": name}
        where = f"{BASE}/{idea_id}/travellers"
        assert as_("maria").post(where, data=member | place).status_code == 303
    assert queries() == two


def test_a_form_without_its_version_replaces_nothing(as_, agreed, traveller):
    anna = traveller(agreed, "anna", 0)
    data = {"person_id": anna.person_id, "payer": "host"}
    assert as_("anna").post(url(agreed, anna.id), data=data).status_code == 409
    db.session.rollback()
    assert db.session.get(Traveller, anna.id).payer == "programme"
