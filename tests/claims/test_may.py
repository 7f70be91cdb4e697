"""Who may see, file, decide on and pay a claim, asked of every role through the front door."""

import pytest

from app.claims import decisions
from app.claims.lines import Line
from app.claims.models import Claim
from app.events import act
from app.extensions import db
from app.pairs.memberships import Membership
from app.visits.travellers import Traveller
from tests.cast import CAST, person
from tests.claims import story
from tests.claims.story import BASE, CLAIMS

OUTSIDE = ["lena", "marek", "ines", "sean"]
PROGRAMME = ["maria", "tom", "vera"]
OTHER_CITIES = ["diego", "ibai"]


@pytest.fixture
def claim(app):
    return story.submitted(story.visit(), 10_000)


@pytest.mark.parametrize("who", CAST)
def test_who_sees_a_claim(as_, claim, who):
    code = 200 if who in ["anna", *PROGRAMME] else 404
    assert as_(who).get(f"{CLAIMS}/{claim.id}").status_code == code
    file = Line.of(claim)[0].proofs[0].file_id
    sees_the_file = as_(who).get(f"/files/{file}", headers={"Accept": "text/html"}).status_code
    assert sees_the_file == code


@pytest.mark.parametrize("who", CAST)
def test_who_sees_a_list_of_claims_and_whose(as_, claim, who):
    page = as_(who).get(CLAIMS)
    assert page.status_code == (404 if who in OUTSIDE else 200)
    assert (claim.number in page.text) == (who in ["anna", *PROGRAMME])
    menu = as_(who).get(f"{BASE}/visits").text
    assert (f'href="{CLAIMS}"' in menu) == (who not in OUTSIDE)


@pytest.mark.parametrize("who", CAST)
def test_who_sees_the_budget_and_its_movements(as_, claim, who):
    assert as_(who).get(f"{BASE}/budget").status_code == (404 if who in OUTSIDE else 200)
    for path in ("movements", "movements/verification"):
        code = 200 if who in PROGRAMME else 404
        assert as_(who).get(f"{BASE}/budget/{path}").status_code == code


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("path", ["payee", "submission", "lines", "removal", "withdrawal"])
def test_who_files(as_, claim, who, path):
    code = as_(who).post(f"{CLAIMS}/{claim.id}/{path}").status_code
    if who == "anna":
        assert code not in (403, 404)
    else:
        assert code == (403 if who in PROGRAMME else 404)


@pytest.mark.parametrize("who", CAST)
def test_who_begins_a_claim(as_, claim, who):
    code = as_(who).get(f"{CLAIMS}/new").status_code
    allowed = 200 if who in ("anna", "diego", "ibai") else 403 if who in PROGRAMME else 404
    assert code == allowed


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("path", ["approval", "payment", "decision"])
def test_who_decides_and_pays(as_, claim, who, path):
    if path == "decision":
        path = f"lines/{Line.of(claim)[0].id}/decision"
    code = as_(who).post(f"{CLAIMS}/{claim.id}/{path}", data={"result": "approved"}).status_code
    if who in ("maria", "tom"):
        assert code in (303, 422)
    else:
        assert code == (403 if who in ("anna", "vera") else 404)


@pytest.mark.parametrize("who", CAST)
def test_who_keeps_the_rates(as_, app, who):
    code = 200 if who in ("maria", "tom") else 404
    assert as_(who).get("/rates").status_code == code
    data = {"currency": "SEK", "on": "2026-11-10", "per_eur": "11,5"}
    assert as_(who).post("/rates/manual", data=data).status_code == (303 if code == 200 else 404)


def test_an_officer_sees_no_other_citys_seats(as_, claim):
    assert "Diego Serrano" not in as_("anna").get(f"{BASE}/budget").text
    assert "Diego Serrano" in as_("maria").get(f"{BASE}/budget").text


@pytest.mark.parametrize("how", ["files", "submits", "travels", "is paid"])
def test_four_eyes_also_by_a_crafted_request(as_, app, how):
    """Maria was somebody of Cologne's; as a manager she has nothing to say on her own claim."""
    claim, maria = story.draft(story.visit(), 10_000), person("maria")
    line = Line.of(claim)[0]
    if how == "files":
        claim.drafted_by = maria
    elif how == "travels":
        line.traveller.person = maria
    elif how == "is paid":
        claim.payee_person, claim.payee_kind = maria, "person"
    db.session.commit()
    anna = person("anna")
    act(lambda: story.submit(claim, declared=True, by=anna), by=anna)
    if how == "submits":
        claim.submitted_by = maria
        db.session.commit()
    one = f"{CLAIMS}/{claim.id}"
    page = as_("maria").get(one).text
    assert "You are part of this claim" in page and "Approve all" not in page
    at = f"{one}/lines/{line.id}/decision"
    assert as_("maria").post(at, data={"result": "approved"}).status_code == 422
    assert as_("maria").post(f"{one}/approval").status_code == 422
    assert decisions.Decision.of_claim(claim) == {}
    assert as_("tom").post(at, data={"result": "approved"}).status_code == 303
    paid = {"paid_on": "2026-11-23", "reference": "R"}
    assert as_("maria").post(f"{one}/payment", data=paid).status_code == 422
    db.session.expire_all()
    assert claim.payment is None


@pytest.mark.parametrize(("another", "code"), [(True, 422), (False, 303)])
def test_who_decided_pays_only_where_the_cohort_allows_it(as_, pair, another, code):
    pair.cohort.paid_by_another = another
    db.session.commit()
    claim = story.decided(story.visit(), 10_000)
    paid = {"paid_on": "2026-11-23", "reference": "R"}
    assert as_("maria").post(f"{CLAIMS}/{claim.id}/payment", data=paid).status_code == code


def test_an_officer_of_another_city_offers_and_reaches_nothing_of_ours(as_, claim):
    line = Line.of(claim)[0]
    one = f"{CLAIMS}/{claim.id}/lines/{line.id}"
    for path in ("", "/removal", "/restoration", "/proofs", f"/proofs/{line.proofs[0].id}/removal"):
        assert as_("diego").post(one + path).status_code == 404
    assert as_("sean").get(f"/pairs/belfast-galway/claims/{claim.id}").status_code == 404


def test_a_former_officer_sees_nothing_any_more(as_, claim, pair):
    Membership.of(pair.id, person("anna").id).role = "contributor"
    db.session.commit()
    assert as_("anna").get(f"{CLAIMS}/{claim.id}").status_code == 404
    assert db.session.query(Claim).count() == 1 and db.session.query(Traveller).count() == 1
