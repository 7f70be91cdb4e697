"""A visit is planned: its stops, its cities, and what is refused."""

from datetime import UTC, date, datetime

from app.extensions import db
from app.visits.models import Visit
from tests.visits.conftest import BASE


def stay(towns, **more):
    return {
        "once": "k1",
        "title": "Bicycle excursion",
        "purpose": "See the lanes at zero degrees.",
        "stops-0-member_city_id": towns["Soria"].id,
        "stops-0-from_on": "2027-01-12",
        "stops-0-to_on": "2027-01-14",
        "cities": [towns["Cologne"].id, towns["Soria"].id],
    } | more


def two_stops(cities, **more):
    second = {
        "stops-1-member_city_id": cities["Vitoria-Gasteiz"].id,
        "stops-1-from_on": "2027-01-14",
        "stops-1-to_on": "2027-01-16",
    }
    return stay(cities, **second) | more


def test_a_stay_with_two_stops_is_planned_and_others_hear_of_it(as_, cities, pair, heard):
    answer = as_("anna", htmx=True).post(BASE, data=two_stops(cities))
    visit = db.session.query(Visit).one()
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{BASE}/{visit.id}"
    assert [(s.city.name, s.from_on) for s in visit.stops] == [
        ("Soria", date(2027, 1, 12)),
        ("Vitoria-Gasteiz", date(2027, 1, 14)),
    ]
    assert visit.state == "idea"
    assert f"visits-{pair.id}" in heard("diego")
    assert heard("sean") == []


def test_a_plain_form_does_the_same(as_, cities):
    client = as_("anna")
    answer = client.post(BASE, data=stay(cities))
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Bicycle excursion" in page
    assert "12–14 January 2027" in page


def test_sent_twice_is_planned_once(as_, cities):
    client = as_("anna")
    first, second = (client.post(BASE, data=stay(cities)) for _ in range(2))
    assert first.location == second.location
    assert db.session.query(Visit).count() == 1


def test_a_meeting_is_on_the_clock_of_the_first_city(as_, cities):
    meeting = {
        "online": "1",
        "once": "k2",
        "title": "Kick-off",
        "meets_on": "2026-12-01",
        "meets_time": "10:00",
        "minutes": "60",
        "link": "https://meet.example.org/x",
        "cities": [cities["Cologne"].id, cities["Soria"].id],
    }
    assert as_("anna").post(BASE, data=meeting).status_code == 303
    visit = db.session.query(Visit).one()
    assert visit.meets_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert visit.concerned == [cities["Cologne"], cities["Soria"]]


def refused(as_, data, *sentences):
    answer = as_("anna").post(BASE, data=data)
    assert answer.status_code == 422
    for sentence in sentences:
        assert sentence in answer.text
    assert db.session.query(Visit).count() == 0
    return answer.text


def test_the_last_day_before_the_first_is_said_beside_the_field(as_, cities):
    text = refused(
        as_, stay(cities, **{"stops-0-to_on": "2027-01-11"}), "The last day is before the first"
    )
    assert 'id="stops-0-to_on-error"' in text
    assert "Bicycle excursion" in text


def test_stops_that_overlap_are_said_at_the_later_one(as_, cities):
    data = two_stops(cities, **{"stops-1-from_on": "2027-01-13"})
    assert 'id="stops-1-from_on-error"' in refused(as_, data, "begins before the one before it")


def test_other_senseless_input_gets_a_sentence(as_, cities):
    refused(as_, stay(cities, title=""), "This field is required.")
    refused(as_, stay(cities, cities=[]), "Please choose the cities that take part.")
    refused(as_, stay(cities, **{"stops-0-to_on": "2027-09-14"}), "longer than 60 days")
    refused(as_, stay(cities, **{"stops-0-from_on": "0027-01-14"}), "look at the year")
    refused(as_, stay(cities, **{"stops-0-from_on": "nonsense"}), "Not a valid date value.")
    blank = {f"stops-0-{name}": "" for name in ("member_city_id", "from_on", "to_on")}
    refused(as_, stay(cities, **blank), "Please choose where you go, and when.")
    refused(as_, stay(cities, **{"stops-0-member_city_id": "9999"}), "Not a valid choice.")


def test_a_meeting_with_a_bad_link_or_a_time_that_no_clock_shows(as_, cities):
    meeting = {
        "online": "1",
        "title": "Kick-off",
        "meets_on": "2027-03-28",
        "meets_time": "02:30",
        "minutes": "2",
        "link": "javascript:alert(1)",
        "cities": [cities["Cologne"].id],
    }
    refused(
        as_,
        meeting,
        "this time does not exist",
        "Please write the whole address",
        "Number must be between 5 and 1440",
    )


def test_a_row_is_added_and_taken_away_without_scripts(as_, cities):
    client = as_("anna")
    more = client.post(BASE, data=stay(cities, row="add"))
    assert more.status_code == 200
    assert 'name="stops-1-from_on"' in more.text
    assert 'value="2027-01-12"' in more.text
    less = client.post(BASE, data=two_stops(cities, row="drop-0"))
    assert 'name="stops-1-from_on"' not in less.text
    assert 'value="2027-01-14"' in less.text
    assert db.session.query(Visit).count() == 0


def test_a_blank_row_does_not_count(as_, cities):
    blank = {"stops-1-member_city_id": "", "stops-1-from_on": "", "stops-1-to_on": ""}
    assert as_("anna").post(BASE, data=stay(cities, **blank)).status_code == 303
    assert len(db.session.query(Visit).one().stops) == 1


def test_who_may_plan(as_, cities):
    for name in ("anna", "lena", "maria"):
        assert as_(name).get(f"{BASE}/new").status_code == 200, name
    for name in ("marek", "ines", "vera"):
        assert as_(name).get(f"{BASE}/new").status_code == 403, name
        assert as_(name).post(BASE, data=stay(cities)).status_code == 403, name
    assert as_("sean").post(BASE, data=stay(cities)).status_code == 404


def test_nothing_is_planned_in_a_closed_pair(as_, cities, pair):
    pair.closed_at = datetime(2026, 11, 1, tzinfo=UTC)
    db.session.commit()
    refused(as_, stay(cities), "This pair is closed.")
