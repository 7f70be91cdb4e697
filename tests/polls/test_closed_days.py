"""When nobody works: public holidays by country, and what a city itself keeps."""

from datetime import date

import pytest

from app.events import act
from app.polls.closed_days import between
from app.polls.models import Poll
from tests.polls.test_poll import STAYS, url
from tests.visits import conftest as visits

idea = visits.idea
PAGE = "/pairs/cologne-soria/closed-days"


@pytest.fixture
def poll(idea, cast):
    return act(lambda: Poll.ask(idea, STAYS, by=cast["anna"]), by=cast["anna"])


def add(as_, name, city, **more):
    data = {"name": "San Saturio", "from_on": "2027-01-06", "to_on": "2027-01-07"} | more
    to = f"/pairs/cologne-soria/cities/{city.id}/closed-days"
    return as_(name, htmx=True).post(to, data=data)


def test_public_holidays_stand_beside_the_stay(as_, poll):
    page = as_("anna").get(url(poll.visit)).text
    assert "8 December 2026, Immaculate Conception (Soria, Vitoria-Gasteiz)" in page
    assert "6 January 2027, Epiphany (Soria, Vitoria-Gasteiz)" in page
    assert "(Cologne" not in page


def test_in_the_readers_language(cities):
    ours = [cities["Cologne"], cities["Soria"]]
    found = between(ours, date(2026, 10, 1), date(2026, 10, 12), [], "de")
    assert (("Cologne",), "Tag der Deutschen Einheit") in [(one.cities, one.name) for one in found]
    labour = between(ours, date(2026, 5, 1), date(2026, 5, 1), [], "es")
    assert ("Fiesta del Trabajo", ("Soria",)) in [(one.name, one.cities) for one in labour]


def test_a_city_keeps_its_own(as_, poll, cities, heard):
    page = add(as_, "diego", cities["Soria"]).text
    assert "6–7 January 2027: San Saturio" in page
    assert f"pair-{poll.visit.pair_id}-closed-days" in heard("lena")
    assert "7 January 2027, San Saturio (Soria)" in as_("anna").get(url(poll.visit)).text
    gone = as_("diego", htmx=True).post(f"{PAGE}/1/removal").text
    assert "is removed" in gone
    assert "San Saturio" not in as_("anna").get(url(poll.visit)).text
    as_("maria", htmx=True).post(f"{PAGE}/1/restoration")
    assert "San Saturio" in as_("anna").get(PAGE).text


@pytest.mark.parametrize(
    ("name", "status"), [("anna", 403), ("lena", 403), ("ines", 403), ("maria", 200)]
)
def test_nobody_keeps_anothers(as_, cities, name, status):
    assert add(as_, name, cities["Soria"]).status_code == status


def test_what_is_wrong_is_said_beside_its_field(as_, cities):
    wrong = add(as_, "diego", cities["Soria"], to_on="2027-01-01")
    assert wrong.status_code == 422 and "before the first day" in wrong.text
    assert "San Saturio" in wrong.text
