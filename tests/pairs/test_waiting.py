"""Waiting for me: what waits for whom, and who is led where."""

from datetime import timedelta

import pytest

from app import clock
from app.events import act
from app.extensions import db
from app.pairs.inviting import Invitation
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.visits import agreement
from app.visits.models import Visit
from tests.cast import TODAY, person
from tests.pairs.sheets import book, take
from tests.queries import count_queries


@pytest.fixture
def visit(pair, cast, cities):
    """Proposed by Cologne: Soria and the host have not said yes."""
    anna, host = cast["anna"], cities["Vitoria-Gasteiz"]
    stops = [(host.id, TODAY + timedelta(7), TODAY + timedelta(8))]
    ids = [cities["Cologne"].id, cities["Soria"].id]
    made = act(lambda: Visit.plan(pair, by=anna, title="To Vitoria", cities=ids, stops=stops))
    act(lambda: agreement.propose(made, by=anna, city=cities["Cologne"]), by=anna)
    return made


def test_signed_out_it_leads_to_the_sign_in_page(app):
    answer = app.test_client().get("/")
    assert answer.status_code == 302 and answer.location.endswith("/sign-in")


def test_who_is_in_one_pair_is_led_to_it_and_sees_what_waits(app, as_, visit):
    answer = as_("diego").get("/")
    assert answer.location == "/pairs/cologne-soria"
    words = "“To Vitoria” waits for the yes of Soria."
    assert words in as_("diego").get("/pairs/cologne-soria").text
    for name in ("anna", "lena", "marek", "maria"):
        assert "waits for the yes" not in as_(name).get("/pairs/cologne-soria").text


def test_a_visit_that_is_over_waits_to_be_marked_as_held(
    app, as_, visit, cast, cities, monkeypatch
):
    for name, city in (("diego", "Soria"), ("ibai", "Vitoria-Gasteiz")):
        by, home = cast[name], cities[city]
        act(lambda home=home, by=by: agreement.agree(visit, home, by=by), by=by)
    assert "mark it as held" not in as_("lena").get("/pairs/cologne-soria").text
    later = clock.at(TODAY + timedelta(10), clock.time(10), "UTC")
    monkeypatch.setattr(clock, "source", lambda: later)
    assert "“To Vitoria” is over: mark it as held." in as_("lena").get("/pairs/cologne-soria").text


def test_in_several_pairs_each_shows_what_waits(app, as_, visit):
    with app.app_context():
        other = db.session.query(Pair).filter_by(slug="belfast-galway").one()
        act(lambda: Membership.start(other, person("diego"), "observer", None, by=None))
    page = as_("diego").get("/")
    assert page.status_code == 200 and "waits for the yes of Soria" in page.text
    assert '/pairs/cologne-soria"' in page.text and '/pairs/belfast-galway"' in page.text
    assert "Claims waiting" not in page.text


@pytest.mark.parametrize("name", ["maria", "vera"])
def test_the_programmes_people_see_all_pairs_with_their_money(app, as_, name):
    page = as_(name).get("/").text
    assert '/pairs/cologne-soria"' in page and '/pairs/belfast-galway"' in page
    assert "€7,200.00" in page and "9 of 20" in page


def test_the_list_can_be_searched_by_city_without_accents(app, as_):
    take(as_("maria"), book())
    page = as_("maria").get("/?q=fundao").text
    assert "turku-fundao" in page and "/pairs/cologne-soria" not in page


def test_an_invitation_waits_for_who_is_signed_in_at_its_address(app, as_, cast, pair):
    maria = cast["maria"]
    act(
        lambda: Invitation.send(
            pair, mail="sean@example.org", name="S", role="observer", city=None, by=maria
        )[0],
        by=maria,
    )
    page = as_("sean").get("/")
    assert page.status_code == 200 and "Maria Lindqvist has invited you" in page.text


def test_the_managers_page_asks_the_same_however_many_pairs(app, as_):
    maria = as_("maria")
    with count_queries() as two:
        maria.get("/")
    rows = range(8)
    cities = [[f"Pair {n}", "", f"City {n}", "Spain", "twin"] for n in rows]
    people = [[f"o{n}@x.example", f"O {n}", "officer", f"Pair {n}", f"City {n}"] for n in rows]
    money = [[f"Pair {n}", f"City {n}", "outgoing", 10] for n in rows]
    take(maria, book(Cities=cities, People=people, Seats=[], Budgets=money))
    with count_queries() as ten:
        page = maria.get("/")
    assert page.text.count("City 7") and len(ten) == len(two)
