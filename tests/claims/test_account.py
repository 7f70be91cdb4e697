"""Another account after submission: one manager asks, a second confirms, nothing is paid before."""

import pytest

from app.claims import payees
from app.extensions import db
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.claims.test_lines import beside

NEW = "ES9121000418450200051332"
ASKED = {"holder": "City of Cologne", "iban": NEW, "reason": "Letter of 20 November, called back."}
PAID = {"paid_on": "2026-11-23", "reference": "R"}


@pytest.fixture
def claim(app):
    return story.decided(story.visit(), 10_000)


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def test_a_second_manager_confirms(as_, claim, one):
    maria, tom = as_("maria"), as_("tom")
    assert maria.post(f"{one}/account", data=ASKED).status_code == 303
    assert claim.iban == story.IBAN
    answer = maria.post(f"{one}/account/answer", data={"confirmed": "y"})
    assert answer.status_code == 422 and "second manager" in answer.text
    assert claim.iban == story.IBAN
    assert tom.post(f"{one}/account/answer", data={"confirmed": "y"}).status_code == 303
    assert claim.iban == NEW
    assert tom.post(f"{one}/account/answer", data={"confirmed": "y"}).status_code == 422


def test_nothing_is_paid_meanwhile(as_, claim, one):
    as_("maria").post(f"{one}/account", data=ASKED)
    answer = as_("tom").post(f"{one}/payment", data=PAID)
    assert answer.status_code == 422 and "waits for a second manager" in answer.text
    lists = as_("tom").post("/payment-lists", data={"claims": [claim.id]})
    assert lists.status_code == 422
    as_("tom").post(f"{one}/account/answer", data={})
    assert claim.iban == story.IBAN
    assert as_("tom").post(f"{one}/payment", data=PAID | {"once": "2"}).status_code == 303


def test_who_asked_may_take_it_back(as_, claim, one):
    maria = as_("maria")
    maria.post(f"{one}/account", data=ASKED)
    assert maria.post(f"{one}/account", data=ASKED | {"once": "2"}).status_code == 422
    assert maria.post(f"{one}/account/answer", data={}).status_code == 303
    assert payees.pending(claim) is None and claim.iban == story.IBAN


@pytest.mark.parametrize(
    ("change", "field"),
    [({"iban": "DE00"}, "iban"), ({"iban": story.IBAN}, "iban"), ({"reason": ""}, "reason")],
)
def test_what_it_needs(as_, claim, one, change, field):
    answer = as_("maria").post(f"{one}/account", data=ASKED | change)
    assert answer.status_code == 422 and beside(answer, field)
    assert payees.pending(claim) is None


@pytest.mark.parametrize(("who", "code"), [("anna", 403), ("diego", 404), ("vera", 403)])
def test_who_may_not(as_, claim, one, who, code):
    assert as_(who).post(f"{one}/account", data=ASKED).status_code == code
    assert as_(who).post(f"{one}/account/answer", data={"confirmed": "y"}).status_code == code


def test_who_is_part_of_it_may_not(as_, claim, one):
    claim.payee_person_id = story.person("maria").id
    db.session.commit()
    assert as_("maria").post(f"{one}/account", data=ASKED).status_code == 422
    as_("tom").post(f"{one}/account", data=ASKED)
    assert as_("maria").post(f"{one}/account/answer", data={"confirmed": "y"}).status_code == 422
    assert claim.iban == story.IBAN


def test_it_waits_for_the_other_manager(as_, claim, one):
    as_("maria").post(f"{one}/account", data=ASKED)
    assert "Another account for claim" in as_("tom").get("/").text
    assert "Another account for claim" not in as_("maria").get("/").text
