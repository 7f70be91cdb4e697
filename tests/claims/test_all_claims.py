"""One list over all pairs: filters that a link carries, who sees it, the same queries for many."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from app.claims import returning
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.rates import Rate
from app.clock import now
from app.evidence.models import EvidencePack
from app.extensions import db
from app.pairs.models import Pair
from app.pairs.programmes import Cohort
from app.visits.models import Visit
from tests.claims import story
from tests.claims.story import act, person
from tests.evidence.test_pack import SAMPLE
from tests.queries import count_queries


@pytest.fixture
def claims(app):
    made = story.visit()
    drafted, handed_in = story.draft(made, 1_000), story.submitted(made, 2_000)
    return {"draft": drafted, "submitted": handed_in, "decided": story.decided(made, 3_000)}


def numbers(client, query=""):
    page = BeautifulSoup(client.get(f"/claims?{query}").data, "html.parser")
    return [cell.get_text(strip=True) for cell in page.select("tbody th")]


def test_all_of_them_for_managers_and_auditors(as_, claims):
    known = {claim.number for claim in claims.values()}
    assert set(numbers(as_("maria"))) == known == set(numbers(as_("vera")))
    for name in ("anna", "lena", "marek", "ines", "sean"):
        assert as_(name).get("/claims").status_code == 404


@pytest.mark.parametrize("state", ["draft", "submitted", "decided"])
def test_by_state(as_, claims, state):
    assert numbers(as_("maria"), f"state={state}") == [claims[state].number]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("pair=cologne-soria", 3),
        ("pair=other", 0),
        ("city=1", 3),
        ("city=2", 0),
        ("q=col-002", 1),
        ("days=7", 0),
        ("taken=0", 3),
        ("taken=me", 0),
        ("until=30", 0),
        ("until=900", 3),
        ("until=99999", 3),
        ("state=nonsense&city=x&taken=x&days=x", 3),
        ("state=sent_back", 0),
        ("page=9", 0),
    ],
)
def test_by_what_a_link_carries(as_, claims, query, found):
    assert len(numbers(as_("maria"), query)) == found


def test_who_looks_after_it(as_, claims):
    tom, claim = person("tom"), claims["submitted"]
    act(lambda: returning.take(claim, by=tom), by=tom)
    assert (
        numbers(as_("tom"), "taken=me")
        == [claim.number]
        == numbers(as_("maria"), f"taken={tom.id}")
    )
    act(lambda: returning.let_go(claim, by=tom), by=tom)
    assert numbers(as_("tom"), "taken=me") == []


def test_an_auditor_sees_their_cohorts_only(as_, claims):
    """Vera is named for the first cohort; Belfast's pair is moved to another."""
    first, pair = db.session.get(Cohort, 1), db.session.query(Pair).filter_by(slug="belfast-galway")
    columns = [column.key for column in Cohort.__table__.columns if column.key != "id"]
    facts = {key: getattr(first, key) for key in columns} | {"number": 2}
    second, other = Cohort(**facts), claims["decided"]
    pair.one().cohort, other.pair = second, pair.one()
    pack = EvidencePack(scope="sample", title="Both", made_by=person("maria"))
    pack.claim_ids, pack.pair_ids = [other.id], [first.id, other.pair.id]
    db.session.add_all([second, pack])
    db.session.commit()
    assert set(numbers(as_("vera"))) == {claims["draft"].number, claims["submitted"].number}
    assert len(numbers(as_("maria"))) == 3
    assert "Both" in as_("maria").get("/evidence").text
    assert "Both" not in as_("vera").get("/evidence").text
    assert as_("vera").post("/evidence", data=SAMPLE | {"numbers": other.number}).status_code == 422


def test_queries_do_not_grow_with_claims(as_, claims):
    maria = as_("maria")
    maria.get("/claims")
    with count_queries() as few:
        maria.get("/claims")
    for _n in range(4):
        story.decided(claims["draft"].visit, 1_000)
    db.session.rollback()
    with count_queries() as many:
        maria.get("/claims")
    assert len(many) == len(few)


def test_the_sum_and_what_was_approved(as_, claims):
    page = as_("maria").get("/claims?state=decided").text
    assert "€30.00" in page and 'name="claims"' in page
    assert 'name="claims"' not in as_("vera").get("/claims?state=decided").text


def test_the_list_as_a_sheet(as_, claims):
    data = as_("vera").get("/claims.csv?state=decided").data.decode("utf-8-sig")
    assert claims["decided"].number in data and claims["draft"].number not in data
    assert as_("maria").get("/claims.xlsx").data[:2] == b"PK"
    assert as_("anna").get("/claims.csv").status_code == 404


def test_each_cohort_has_its_own_source_of_rates(as_, app):
    """Drafts of two cohorts in one list: the same crowns, at the rates that each goes by."""
    first = db.session.query(Cohort).one()
    facts = {c.key: getattr(first, c.key) for c in Cohort.__table__.columns if c.key != "id"}
    second = Cohort(**facts | {"number": 2, "name": "Cohort 2", "rate_source": "inforeuro"})
    belfast = db.session.query(Pair).filter_by(slug="belfast-galway").one()
    belfast.cohort = second
    on = story.FROM
    for source, day, per_eur in (("ecb", on, "10"), ("inforeuro", on.replace(day=1), "8")):
        db.session.add(Rate(currency="SEK", on=day, per_eur=Decimal(per_eur), source=source))
    db.session.commit()
    for pair, who in ((story.the_pair(), "anna"), (belfast, "sean")):
        here, there = pair.cities[:2]
        plan = {"title": "x", "stops": [(there.id, on, story.TO)], "cities": [here.id]}
        by = person(who)
        visit = act(lambda p=pair, b=by, x=plan: Visit.plan(p, by=b, **x), by=by)
        visit.proposed_at = visit.held_at = now()
        db.session.commit()
        claim = act(lambda v=visit, c=here, b=by: Claim.draft(v, c, by=b), by=by)
        line = {"category": "catering", "description": "x", "document_date": on, "amount": 16_000}
        db.session.add(Line(claim_id=claim.id, currency="SEK", **line))
        db.session.commit()
    page = BeautifulSoup(as_("maria").get("/claims").data, "html.parser")
    sums = {
        row.th.get_text(): row.select_one(".amount").get_text() for row in page.select("tbody tr")
    }
    assert [sums[number][-6:] for number in sorted(sums)] == ["€16.00", "€20.00"]
