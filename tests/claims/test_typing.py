"""While a line is being typed: kept by itself, with what is left beside it; begun by a journey."""

from decimal import Decimal

import pytest

from app.claims import rates
from app.claims.jotting import Jotting
from app.claims.lines import Line
from app.extensions import db
from app.journeys.models import Journey
from app.pairs.memberships import Membership
from tests.cast import CAP
from tests.claims import story
from tests.claims.story import CLAIMS, act, person


@pytest.fixture
def claim(app):
    return story.draft(story.visit(planned=0))


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def test_what_is_typed_is_there_on_another_device(as_, claim, one):
    typed = {"description": "Train to", "amount": "12,3x", "category": "local_transport"}
    typed |= {"currency": "EUR", "document_date": "2026-11-0", "vat": ""}
    assert "Draft saved" in as_("anna").post(f"{one}/lines/0/jotting", data=typed).text
    page = as_("anna").get(f"{one}/lines/new").text
    assert 'value="Train to"' in page and 'value="12,3x"' in page
    assert '<option selected value="local_transport">' in page
    assert "This is what you typed" in page


def test_nobody_else_gets_it_and_it_goes_with_the_line(as_, claim, one):
    anna = as_("anna")
    anna.post(f"{one}/lines/0/jotting", data={"description": "Mine"})
    assert as_("maria").post(f"{one}/lines/0/jotting", data={}).status_code == 403
    assert as_("diego").post(f"{one}/lines/0/jotting", data={}).status_code == 404
    anna.post(f"{one}/lines", data=story.line_data(claim.visit))
    assert db.session.query(Jotting).count() == 0
    assert "Mine" not in anna.get(f"{one}/lines/new").text


def test_a_colleague_types_something_else(as_, claim, one):
    lena = Membership.of(claim.pair_id, person("lena").id)
    lena.role = "officer"
    db.session.commit()
    for name, words in (("anna", "Hotel"), ("lena", "Coach")):
        as_(name).post(f"{one}/lines/0/jotting", data={"description": words})
    assert 'value="Hotel"' in as_("anna").get(f"{one}/lines/new").text
    assert 'value="Coach"' in as_("lena").get(f"{one}/lines/new").text


def test_it_can_be_thrown_away(as_, claim, one):
    anna = as_("anna")
    anna.post(f"{one}/lines/0/jotting", data={"description": "Mine"})
    anna.post(f"{one}/lines/0/jotting", data={"description": "Mine again"})
    assert db.session.query(Jotting).one().fields["description"] == "Mine again"
    anna.post(f"{one}/lines/0/jotting/removal")
    assert db.session.query(Jotting).count() == 0


def test_a_line_that_is_there_keeps_its_own(as_, claim, one):
    line = story.add(claim, 10_000)
    as_("anna").post(f"{one}/lines/{line.id}/jotting", data={"description": "Better"})
    assert 'value="Better"' in as_("anna").get(f"{one}/lines/{line.id}/edit").text
    assert line.description == "Train"
    data = story.line_data(claim.visit, version=str(line.version))
    as_("anna").post(f"{one}/lines/{line.id}", data=data)
    assert db.session.query(Jotting).count() == 0


# -- what is left ---------------------------------------------------------------------------------


def room(client, one, claim, **fields):
    data = story.line_data(claim.visit) | fields
    return client.get(f"{one}/lines/room", query_string=data).text


def test_what_the_seat_leaves_is_shown(as_, claim, one):
    story.add(claim, 30_000)
    page = room(as_("anna"), one, claim, amount="100")
    assert "€100.00" in page and "€500.00" in page and "€900.00" in page
    page = room(as_("anna"), one, claim, amount="700,50")
    assert "€100.50 above the cap" in page


def test_the_line_itself_is_not_counted_twice(as_, claim, one):
    line = story.add(claim, CAP)
    page = room(as_("anna"), one, claim, amount="900", line=str(line.id))
    assert "above the cap" not in page and "€0.00" in page


def test_another_currency_and_a_card(as_, claim, one):
    by = person("maria")
    rate = {"currency": "SEK", "on": story.FROM, "per_eur": Decimal("10")}
    act(lambda: rates.set_by_hand(**rate, by=by), by=by)
    day = {"document_date": story.FROM.isoformat(), "currency": "SEK", "amount": "1000"}
    assert "€100.00" in room(as_("anna"), one, claim, **day)
    assert "€104.00" in room(as_("anna"), one, claim, **day, eur_charged="104")


@pytest.mark.parametrize(("day", "outside"), [("2026-11-09", False), ("2026-11-01", True)])
def test_the_eligible_stay_is_checked(as_, claim, one, day, outside):
    page = room(as_("anna"), one, claim, category="accommodation", document_date=day)
    assert ("outside the stay" in page) == outside


def test_only_its_city_asks(as_, claim, one):
    assert as_("diego").get(f"{one}/lines/room").status_code == 404
    assert as_("maria").get(f"{one}/lines/room").status_code == 403


# -- a journey's prices ---------------------------------------------------------------------------


def test_a_line_begins_with_a_journey(as_, claim, one):
    traveller, anna = story.traveller(claim.visit), person("anna")
    facts = {"mode": "train", "travel_cost": 18_450, "lodging_cost": None}
    act(lambda: Journey.plan(traveller, 0, by=anna, **facts), by=anna)
    client = as_("anna")
    page = client.get(f"{one}/lines/new").text
    key = f"{traveller.id}-travel_cost"
    assert f"journey={key}" in page and "lodging_cost" not in page
    page = client.get(f"{one}/lines/new?journey={key}").text
    assert 'value="184.50"' in page and "Train Cologne – Soria and back" in page
    story.add(claim, 18_450)
    assert key not in client.get(f"{one}/lines/new").text
    assert Line.of(claim)


@pytest.mark.parametrize("key", ["x", "1-secret", "999-travel_cost", "-", "1-"])
def test_a_crafted_journey_begins_nothing(as_, claim, one, key):
    assert as_("anna").get(f"{one}/lines/new?journey={key}").status_code == 200
