"""Names of files: of notes, visits, claims, journeys and decisions, for who may open the file."""

import io

import pytest

from app.claims.lines import Line
from app.claims.proofs import prove
from app.events import act
from app.extensions import db
from app.files import store
from app.files.models import File
from app.journeys.models import Journey
from app.plans.approvals import Approval
from app.plans.models import Plan
from app.visits.papers import VisitFile
from app.visits.travellers import Traveller
from tests.cast import INSIDE, TODAY, on_both, person
from tests.claims import story
from tests.comments.conftest import section as section

STAFF = {"anna", "diego", "ibai", "lena", "maria", "tom", "vera"}
COLOGNE = {"anna", "maria", "tom", "vera"}
OWN = COLOGNE | {"lena"}


@pytest.fixture
def paper():
    return store.take(io.BytesIO(story.PNG), "Zebra.png")


def hang(kind: str, paper, pair) -> None:
    anna = person("anna")
    if kind == "claim":
        line = Line.of(story.draft(story.visit(), 900))[0]
        act(lambda: prove(line, "payment", [paper], by=anna), by=anna)
    elif kind == "visit_file":
        visit = story.visit()
        act(lambda: VisitFile.add(visit, paper, by=anna, city=None), by=anna)
    elif kind == "own visit_file":
        visit = story.visit()
        act(lambda: VisitFile.add(visit, paper, by=anna, city=pair.cities[0]), by=anna)
    elif kind == "journey":
        traveller = Traveller.on(story.visit())[0]

        def rule() -> Journey:
            journey = Journey(traveller=traveller)
            db.session.add(journey)
            db.session.flush()
            File.add(paper, journey, pair_id=pair.id, by=anna)
            journey.record("journey.ticket_added", anna, title=paper.name)
            return journey

        act(rule, by=anna)
    else:
        plan = Plan.of(pair.id)
        approval = act(lambda: Approval.ask(plan, body="Council", by=anna), by=anna)
        facts = {"result": "approved", "decides_on": TODAY, "body": "Council"}
        facts |= {"file_number": "", "remarks": ""}
        act(lambda: approval.record(approval.version, by=anna, signed=paper, **facts), by=anna)


@on_both
@pytest.mark.parametrize(
    ("kind", "who"),
    [
        ("claim", COLOGNE),
        ("visit_file", set(INSIDE)),
        ("own visit_file", OWN),
        ("journey", OWN),
        ("approval", STAFF),
    ],
)
def test_found_by_who_may_open_it(app, search, as_, section, paper, pair, kind, who):
    hang(kind, paper, pair)
    number = db.session.query(File).filter_by(name="Zebra.png").one().id
    for name in INSIDE:
        found = f"/files/{number}" in search(name, "zebra")
        assert found == (name in who), name
        if found:
            assert as_(name).get(f"/files/{number}").status_code == 200
