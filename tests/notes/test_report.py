"""The report of a visit, begun from who took part and what was noted."""

import pytest

from app import jobs
from app.documents.models import Document
from app.events import act
from app.extensions import db
from app.mail import Mail
from app.notes.models import Note
from app.notes.report import Report
from tests.cast import on_both, person
from tests.documents.writing import read
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
traveller = visits.traveller


@pytest.fixture
def held(agreed, traveller, cast):
    traveller(agreed, "anna", 50_000)
    return act(lambda: agreed.hold(by=cast["anna"], today=FIRST), by=cast["anna"])


@pytest.fixture
def noted(held, cast):
    def rule():
        note = Note.start(held.pair, by=cast["anna"], title="One-stop shop", visit=held)
        text = "# Owners\n\nThey *trust* neighbours.\n\n- one\n- two"
        note.document = Document.create(held.pair_id, text, by=cast["anna"])
        return note

    return act(rule, by=cast["anna"])


@on_both
def test_it_begins_with_people_and_notes(as_, held, noted, heard):
    answer = as_("lena").post(f"{BASE}/{held.id}/report")
    report = Report.of(held)
    assert answer.headers["Location"].endswith(f"/notes/{report.id}")
    lines = read(report.document_id)
    for words in ("Who took part", "Anna Keller, Cologne", "What went well", "One-stop shop"):
        assert words in lines
    text = "\n".join(lines)
    assert text.index("One-stop shop") < text.index("Owners") < text.index("two")
    page = as_("anna").get(f"/documents/{report.document_id}").text
    assert "<em>trust</em>" in page
    assert f"visit-{held.id}-report" in heard("diego")
    assert report.title in as_("diego").get(f"{BASE}/{held.id}").text
    assert report.title not in as_("marek").get(f"{BASE}/{held.id}").text  # not shared yet


def test_there_is_one(as_, held):
    first = as_("lena").post(f"{BASE}/{held.id}/report").headers["Location"]
    assert as_("diego").post(f"{BASE}/{held.id}/report").headers["Location"] == first
    note = Report.of(held)
    act(lambda: note.remove(by=person("lena")), by=person("lena"))
    assert as_("diego").post(f"{BASE}/{held.id}/report").headers["Location"] != first


def test_only_of_what_was_held_and_by_who_writes_notes(as_, agreed):
    answer = as_("lena", htmx=True).post(f"{BASE}/{agreed.id}/report")
    assert answer.status_code == 422 and "once the visit is held" in answer.text
    for name, status in (("marek", 403), ("ines", 403), ("sean", 404)):
        assert as_(name).post(f"{BASE}/{agreed.id}/report").status_code == status


def remind() -> list[str]:
    job = db.session.query(jobs.Job).filter_by(kind="claims.remind").one()
    jobs._kinds[job.kind](**job.args)
    db.session.rollback()
    return sorted(mail.to for mail in db.session.query(Mail).filter_by(kind="claim"))


def test_who_has_not_claimed_is_reminded(as_, held):
    page = as_("anna").get("/pairs/cologne-soria").text
    assert "Claim the costs of “One-stop shops in Vitoria” until" in page
    for name in ("diego", "lena", "maria"):  # nothing is reserved for Soria
        assert "Claim the costs of" not in as_(name).get("/pairs/cologne-soria").text
    job = db.session.query(jobs.Job).filter_by(kind="claims.remind").one()
    assert (job.run_at - held.held_at).days == 14
    assert remind() == ["anna@example.org"]


def test_who_has_claimed_is_not(as_, held):
    form = {"visit": held.id}
    assert as_("anna").post("/pairs/cologne-soria/claims", data=form).status_code == 303
    assert "Claim the costs of" not in as_("anna").get("/pairs/cologne-soria").text
    assert remind() == []


def test_nor_who_has_no_costs(as_, held):
    assert as_("anna").post(f"{BASE}/{held.id}/settlement").status_code == 303
    assert "Claim the costs of" not in as_("anna").get("/pairs/cologne-soria").text
    assert remind() == []
