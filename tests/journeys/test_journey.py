"""A traveller's journey: planned, with cost and CO2e beside each other, for the own city only."""

from datetime import date

import pytest

from app.events import act
from app.extensions import db
from app.journeys import gazetteer
from app.journeys.models import Journey
from app.visits.travellers import Traveller
from tests.cast import LINE, on_both
from tests.claims.story import PNG
from tests.queries import count_queries
from tests.visits import conftest as visits
from tests.visits.conftest import BASE

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
traveller = visits.traveller
PLANE = {"mode": "plane", "arrives_on": "2026-12-07", "leaves_on": "2026-12-11"}
COSTS = {"travel_cost": "212,00", "lodging_cost": "180", "other_cost": "40"}


def url(one: Traveller, *parts: object) -> str:
    return "/".join(map(str, (BASE, one.visit_id, "travellers", one.id, "journey", *parts)))


def page(one: Traveller) -> str:
    return f"{BASE}/{one.visit_id}/journeys"


@pytest.fixture
def anna(agreed, traveller):
    return traveller(agreed, "anna", 0)


def leg(n, **more):
    plain = {"mode": "train", "from_place": "Cologne, DE", "to_place": "Paris, FR"} | more
    return {f"legs-{n}-{name}": value for name, value in plain.items()}


@on_both
def test_its_cost_and_its_co2e_stand_beside_each_other(as_, anna, heard):
    answer = as_("anna", htmx=True).post(url(anna), data=PLANE | COSTS)
    assert answer.status_code == 200
    # Cologne to Vitoria-Gasteiz and back in a straight line, and the factor of such a flight.
    for words in ("€432.00", "2,313 km", "(straight line)", "253", "rail not confirmed"):
        assert words in answer.text
    assert "International to/from non-UK, economy" in answer.text and "GB 2025" in answer.text
    assert "CO2e" in as_("ines").get(f"{BASE}/{anna.visit_id}").text
    assert f"visit-{anna.visit_id}-journeys" in heard("lena")
    assert f"visit-{anna.visit_id}" in heard("ines")
    way = PLANE | COSTS | {"version": "1", "booking": "7KQ"}
    known = len(heard("diego"))
    as_("anna").post(url(anna), data=way)
    assert heard("diego")[known:] == [f"visit-{anna.visit_id}"]


@on_both
def test_its_price_is_the_planned_cost_and_is_reserved(as_, agreed, anna):
    as_("anna").post(url(anna), data=PLANE | COSTS)
    db.session.refresh(anna)
    assert anna.planned == 43_200
    assert "€432.00" in as_("anna").get(f"{BASE}/{agreed.id}").text
    assert (
        'name="planned"'
        not in as_("anna").get(f"{BASE}/{agreed.id}/travellers/{anna.id}/edit").text
    )
    other = as_("anna").post(url(anna), data=PLANE | COSTS | {"travel_cost": "900", "version": "1"})
    assert other.status_code == 422
    field = other.text.split('name="travel_cost"')[0].rsplit('<div class="field', 1)[1]
    assert "more than the cap of a seat allows" in field
    db.session.refresh(anna)
    assert anna.planned == 43_200 and Journey.of(anna).travel_cost == 21_200


def test_what_a_price_leaves_is_said_before_booking(as_, anna):
    left = as_("anna", htmx=True).get(url(anna, "outlook"), query_string={"travel_cost": "688"})
    assert "€212.00 remain on this seat for the next visit" in left.text
    assert f"Cologne then has €{(LINE - 68_800) / 100:,.2f} left" in left.text
    more = as_("anna", htmx=True).get(url(anna, "outlook"), query_string={"travel_cost": "950"})
    assert "€50.00 more than the programme can pay" in more.text
    as_("anna").post(url(anna), data=PLANE | {"travel_cost": "432"})  # reserved for her by now
    same = as_("anna", htmx=True).get(url(anna, "outlook"), query_string={"travel_cost": "432"})
    assert "€468.00 remain on this seat" in same.text
    assert f"Cologne then has €{(LINE - 43_200) / 100:,.2f} left" in same.text
    contributor = as_("lena", htmx=True).get(
        url(anna, "outlook"), query_string={"travel_cost": "9"}
    )
    assert "€" not in contributor.text


def test_each_city_sees_its_own(as_, anna, heard):
    as_("anna").post(url(anna), data=PLANE | COSTS | {"lodging": "Hotel Zuhause"})
    for name in ("anna", "lena", "maria", "vera"):
        assert "Hotel Zuhause" in as_(name).get(page(anna)).text
    for name in ("diego", "ibai", "marek", "ines"):
        assert "Hotel Zuhause" not in as_(name).get(page(anna)).text
        assert as_(name).get(url(anna, "edit")).status_code == 404
        assert as_(name).post(url(anna), data=PLANE).status_code == 404
    assert as_("vera").post(url(anna), data=PLANE).status_code == 403


def test_hosts_see_when_somebody_arrives_only_if_they_may(as_, anna):
    way = PLANE | COSTS | {"arrives_at": "16:05", "lodging": "Hotel Zuhause"}
    as_("anna").post(url(anna), data=way)
    assert "16:05" not in as_("ibai").get(page(anna)).text
    as_("anna").post(url(anna), data=way | {"hosts_know": "y", "version": "1"})
    shown = as_("ibai").get(page(anna)).text
    assert "16:05" in shown and "Plane" in shown
    assert "Hotel Zuhause" not in shown and "432" not in shown
    assert "16:05" not in as_("diego").get(page(anna)).text


def test_a_traveller_plans_their_own_way_without_prices(as_, agreed, cities, cast):
    facts = {"kind": "person", "person": cast["marek"], "city": cities["Soria"]}
    marek = act(lambda: Traveller.add(agreed, by=cast["diego"], **facts), by=cast["diego"])
    form = as_("marek").get(url(marek, "edit")).text
    assert "By what" in form and "travel_cost" not in form
    as_("marek").post(url(marek), data=PLANE | COSTS)
    journey = Journey.of(marek)
    assert journey.mode == "plane" and journey.travel_cost is None
    assert as_("ines").get(url(marek, "edit")).status_code == 404


def test_legs_with_times_on_their_own_clocks(as_, anna):
    """To Ireland an hour is won: 10:00 in Cologne to 10:30 in Dublin is an hour and a half."""
    legs = leg(
        0,
        mode="plane",
        to_place="Dublin, IE",
        departs="2026-12-07T10:00",
        arrives="2026-12-07T10:30",
    )
    assert as_("anna").post(url(anna), data=PLANE | legs).status_code == 303
    legs = leg(
        0,
        mode="plane",
        from_place="Dublin, IE",
        to_place="Cologne, DE",
        departs="2026-12-07T10:00",
        arrives="2026-12-07T10:30",
    )
    wrong = as_("anna", htmx=True).post(url(anna), data=PLANE | legs | {"version": "1"})
    assert wrong.status_code == 422
    assert "It arrives before it left, on the clocks of both places." in wrong.text
    assert Journey.of(anna).legs[0].to_name == "Dublin"
    # Across the date line of nobody: from Istanbul westwards it may land at the hour it left.
    west = leg(
        0,
        mode="plane",
        from_place="Istanbul, TR",
        to_place="London, GB",
        departs="2026-12-07T10:00",
        arrives="2026-12-07T11:00",
    )
    assert as_("anna").post(url(anna), data=PLANE | west | {"version": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"legs-0-from_place": "Nowhere, DE"}, "This place is not in our list"),
        ({"legs-0-to_place": ""}, "This field is required"),
        ({"legs-0-departs": "2027-03-28T02:30"}, "this time does not exist"),
        ({"leaves_on": "2026-12-01"}, "This is before they arrive"),
        ({"travel_cost": "a lot"}, "figures only"),
        ({"km": "-3"}, "Number must be between"),
        ({"mode": "rocket"}, "Not a valid choice"),
        ({"arrives_on": "", "arrives_at": "10:00"}, "This field is required"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(as_, anna, wrong, said):
    data = PLANE | leg(0) | {"remarks": "Seat at the window"} | wrong
    answer = as_("anna", htmx=True).post(url(anna), data=data)
    assert answer.status_code == 422 and said in answer.text
    assert "Seat at the window" in answer.text and Journey.of(anna) is None


def test_a_place_that_is_in_no_list_counts_with_its_kilometres(as_, anna):
    data = PLANE | leg(0, mode="coach", from_place="Iruña de Oca Nueva, ES", km="120")
    assert as_("anna").post(url(anna), data=data).status_code == 303
    shown = as_("anna").get(page(anna)).text
    assert "120 km" in shown and "(straight line)" not in shown


def test_a_row_more_stores_nothing(as_, anna):
    answer = as_("anna", htmx=True).post(url(anna), data=PLANE | {"row": "add"})
    assert "legs-0-from_place" in answer.text and Journey.of(anna) is None
    answer = as_("anna", htmx=True).post(url(anna), data=PLANE | leg(0) | {"row": "drop-0"})
    assert "legs-0-from_place" not in answer.text


def test_the_same_way_as_somebody_else(as_, agreed, anna, cities, cast):
    facts = {"kind": "person", "person": cast["lena"], "city": cities["Cologne"]}
    lena = act(lambda: Traveller.add(agreed, by=cast["lena"], **facts), by=cast["lena"])
    as_("anna").post(url(anna), data=PLANE | leg(0) | COSTS)
    first = Journey.of(anna)
    as_("lena").post(url(lena), data={"mode": "train", "same_as_id": first.id, "travel_cost": "99"})
    shown = as_("lena").get(page(anna)).text
    assert "same as Anna Keller" in shown and "€99.00" in shown
    taken = as_("anna", htmx=True).post(url(anna, "removal"))
    assert taken.status_code == 422 and "Lena Vogt travels the same way" in taken.text


def test_somebody_confirms_that_there_is_a_train(as_, agreed, anna, cities):
    as_("anna").post(url(anna), data=PLANE)
    ends = {"one": cities["Cologne"].id, "other": cities["Vitoria-Gasteiz"].id}
    answer = as_("lena", htmx=True).post(
        f"{BASE}/{agreed.id}/rail", data=ends | {"remarks": "Over Paris"}
    )
    assert "by rail 82" in answer.text and "Over Paris" in answer.text
    assert as_("ines").post(f"{BASE}/{agreed.id}/rail", data=ends).status_code == 403
    other = as_("anna", htmx=True).post(f"{BASE}/{agreed.id}/rail", data=ends | {"one": 999})
    assert other.status_code == 404
    answer = as_("anna", htmx=True).post(f"{BASE}/{agreed.id}/rail/1/removal")
    assert "rail not confirmed" in answer.text


def test_a_ticket_is_for_the_own_city(as_, anna):
    sent = PLANE | {"ticket": (PNG["buffer"] if isinstance(PNG, dict) else PNG, "ticket.png")}
    assert as_("anna").post(url(anna), data=_files(sent)).status_code == 303
    file = Journey.tickets([Journey.of(anna)])[Journey.of(anna).id][0]
    assert file.name in as_("lena").get(page(anna)).text
    for name, status in (("lena", 200), ("maria", 200), ("diego", 404), ("ines", 404)):
        assert (
            as_(name).get(f"/files/{file.id}", headers={"Accept": "text/html"}).status_code
            == status
        )
    gone = as_("anna", htmx=True).post(url(anna, "tickets", file.id, "removal"))
    assert "is removed" in gone.text
    assert as_("lena").get(f"/files/{file.id}", headers={"Accept": "text/html"}).status_code == 404
    as_("anna").post(url(anna, "tickets", file.id, "restoration"))
    assert file.name in as_("lena").get(page(anna)).text


def test_a_visit_that_is_over_keeps_its_journeys(as_, agreed, anna, cast):
    as_("anna").post(url(anna), data=PLANE | COSTS)
    act(lambda: agreed.cancel("No train.", by=cast["anna"]), by=cast["anna"])
    for address, data in ((url(anna), PLANE | {"version": "1"}), (url(anna, "removal"), {})):
        assert as_("anna", htmx=True).post(address, data=data).status_code == 422
    assert Journey.of(anna).travel_cost == 21_200


def test_removed_with_undo(as_, anna):
    as_("anna").post(url(anna), data=PLANE | COSTS)
    gone = as_("anna", htmx=True).post(url(anna, "removal")).text
    assert "is removed" in gone and "Not planned yet" in gone
    assert "€432.00" in as_("anna", htmx=True).post(url(anna, "restoration")).text


def test_nobody_changes_over_somebody_else(as_, anna):
    as_("anna").post(url(anna), data=PLANE | {"lodging": "Hotel one"})
    as_("lena").post(url(anna), data=PLANE | {"lodging": "Hotel two", "version": "1"})
    late = as_("anna", htmx=True).post(
        url(anna), data=PLANE | {"lodging": "Hotel three", "version": "1"}
    )
    assert late.status_code == 409 and "Hotel two" in late.text and "Hotel three" in late.text


def test_what_looks_odd_is_pointed_out(as_, anna):
    odd = PLANE | {"arrives_on": str(date(2026, 12, 9)), "nights": "9"}
    shown = as_("anna", htmx=True).post(url(anna), data=odd).text
    assert "Arrives after the stay has begun." in shown
    assert "more nights than between" in shown


def test_places_are_found_by_what_people_call_them(as_):
    assert 'value="Köln, DE"' in as_("anna").get("/places?legs-0-from_place=colog").text
    assert gazetteer.find("Eskisehir, TR").zone == "Europe/Istanbul"
    assert gazetteer.find("Atlantis") is None


def test_more_of_them_cost_no_more_queries(as_, agreed, anna, traveller, cities, cast):
    def asked():
        with count_queries() as sent:
            as_("maria").get(page(anna))
        return len(sent)

    as_("anna").post(url(anna), data=PLANE | leg(0))
    asked()
    before = asked()
    for n in range(4):
        facts = {"kind": "guest", "name": f"Guest {n}", "city": cities["Cologne"]}
        one = act(
            lambda facts=facts: Traveller.add(agreed, by=cast["anna"], **facts), by=cast["anna"]
        )
        as_("anna").post(url(one), data=PLANE | leg(0))
    assert asked() == before


def _files(data):
    import io

    content, name = data["ticket"]
    return data | {"ticket": (io.BytesIO(content), name)}
