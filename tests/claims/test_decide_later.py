"""Decide later: a line moves to a claim of its own, keeps its origin, and the rest is paid."""

import pytest

from app.claims.lines import Line
from app.claims.models import Claim
from app.extensions import db
from tests.cast import on_both
from tests.claims import story
from tests.claims.story import CLAIMS


@pytest.fixture
def claim(app):
    return story.submitted(story.visit(), 10_000, 5_000, 2_000)


def later(client, claim, n=0):
    line = Line.of(claim)[n]
    return client.post(f"{CLAIMS}/{claim.id}/lines/{line.id}/decision", data={"result": "later"})


@on_both
def test_the_rest_is_decided_and_the_line_keeps_its_origin(as_, claim):
    maria, one = as_("maria"), f"{CLAIMS}/{claim.id}"
    assert later(maria, claim).status_code == 303
    assert later(maria, claim).status_code == 303
    assert maria.post(f"{one}/approval").status_code == 303
    db.session.refresh(claim)
    assert claim.state == "decided" and [ln.amount for ln in Line.of(claim)] == [2_000]
    other = db.session.query(Claim).filter_by(follows_id=claim.id).one()
    assert (other.number, other.state, other.iban) == ("C1-COL-002", "submitted", claim.iban)
    lines = Line.of(other)
    assert [line.amount for line in lines] == [10_000, 5_000]
    assert {line.origin.number for line in lines} == {claim.number}
    assert lines[0].proofs and lines[0].eur == 10_000
    file = lines[0].proofs[0].file_id
    html = {"Accept": "text/html"}
    assert as_("maria").get(f"/files/{file}", headers=html).status_code == 200
    assert "first in C1-COL-001" in as_("anna").get(f"{CLAIMS}/{other.id}").text
    assert "C1-COL-002" in as_("anna").get(one).text


def test_the_last_line_simply_waits(as_, app):
    claim = story.submitted(story.visit(), 10_000)
    answer = later(as_("maria"), claim)
    assert answer.status_code == 422 and "can simply wait" in answer.text
    assert db.session.query(Claim).count() == 1


def test_it_is_decided_in_its_new_claim_only(as_, claim):
    maria = as_("maria")
    line = Line.of(claim)[0]
    later(maria, claim)
    old = f"{CLAIMS}/{claim.id}/lines/{line.id}/decision"
    assert maria.post(old, data={"result": "approved"}).status_code == 404
    other = db.session.query(Claim).filter_by(follows_id=claim.id).one()
    new = f"{CLAIMS}/{other.id}/lines/{line.id}/decision"
    assert maria.post(new, data={"result": "approved"}).status_code == 303
    db.session.refresh(other)
    assert other.state == "decided"


def test_put_off_again_it_still_knows_where_it_was_first(as_, claim):
    maria = as_("maria")
    later(maria, claim)
    later(maria, claim)
    second = db.session.query(Claim).filter_by(follows_id=claim.id).one()
    later(maria, second)
    third = db.session.query(Claim).filter_by(follows_id=second.id).one()
    assert Line.of(third)[0].origin_id == claim.id


def test_a_city_cannot_do_it(as_, claim):
    assert later(as_("anna"), claim).status_code == 403
    assert later(as_("diego"), claim).status_code == 404
