"""Another day or other reviewers for a round that is open; and a round on a translation."""

from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import Person
from app.comments.rounds import ReviewRound
from app.documents.models import Document
from app.events import act
from app.extensions import db
from app.mail import Mail
from app.pairs.memberships import Membership
from app.plans.models import Edition
from tests.cast import TODAY, on_both, person
from tests.comments import conftest as talk
from tests.comments import test_round
from tests.comments.conftest import BASE

section, round_, remark = talk.section, test_round.round_, test_round.remark
LATER = str(TODAY + timedelta(days=40))


@pytest.fixture
def petra(pair: Any) -> Person:
    """Another expert."""
    other = Person(mail="petra@example.org", name="Petra Weiß")
    db.session.add(other)
    Membership.start(pair, other, "expert", None, by=None)
    db.session.commit()
    return other


def change(as_: Any, found: ReviewRound, *people: Person, who: str = "anna", **more: Any) -> Any:
    form = {"people": [each.id for each in people], "due_on": LATER, "message": "All of it."}
    form |= {"version": found.version} | more
    return as_(who, htmx=True).post(
        f"{BASE}/rounds/{found.id}", data={k: v for k, v in form.items() if v != ""}
    )


def mails(address: str) -> int:
    return db.session.query(Mail).filter_by(to=address).count()


@on_both
def test_another_reviewer_and_another_day(round_, petra, as_, heard):
    page = as_("anna").get(f"{BASE}/rounds/{round_.id}/edit").text
    assert "Petra Weiß" in page and "Marek Nowak" in page
    assert change(as_, round_, person("marek"), petra).status_code == 200
    assert mails("petra@example.org") == 1 and mails("marek@example.org") == 1
    assert as_("petra").get(f"{BASE}/rounds/{round_.id}").status_code == 200
    assert str(db.session.get_one(ReviewRound, round_.id).due_on) == LATER
    assert f"review_round-{round_.id}" in heard("marek")
    assert "changed the review of" in as_("anna").get(f"{BASE}/activity").text


def test_who_is_asked_no_more_keeps_what_they_wrote(round_, remark, petra, as_):
    remark("two hundred", "Who counted?")
    assert change(as_, round_, petra).status_code == 200
    assert as_("marek").get(f"{BASE}/rounds/{round_.id}").status_code == 404
    found = db.session.get_one(ReviewRound, round_.id)
    assert change(as_, found, petra, person("marek")).status_code == 200
    page = as_("marek").get(f"{BASE}/rounds/{round_.id}/sections/{section_of(found)}").text
    assert "Who counted?" in page


def section_of(found: ReviewRound) -> int:
    return found.plan_version.parts[0].section_id


def test_who_has_sent_a_review_stays(round_, remark, petra, as_):
    remark("two hundred", "Who counted?")
    assert test_round.send(as_, round_).status_code == 303
    found = db.session.get_one(ReviewRound, round_.id)
    answer = change(as_, found, petra)
    assert answer.status_code == 422 and "has sent a review already" in answer.text
    assert mails("petra@example.org") == 0


@pytest.mark.parametrize(
    ("more", "says"),
    [({"due_on": "2020-01-01"}, "This day is over."), ({"people": ""}, "Choose at least one")],
)
def test_what_is_wrong_is_said(round_, as_, more, says):
    answer = change(as_, round_, person("marek"), **more)
    assert answer.status_code == 422 and says in answer.text


def test_nobody_changes_over_somebody_else(round_, petra, as_):
    assert change(as_, round_, person("marek"), petra).status_code == 200
    answer = change(as_, round_, person("marek"), who="diego", version=0)
    assert answer.status_code == 409 and "Petra Weiß" in answer.text
    assert change(as_, round_, petra, who="lena").status_code == 403


def test_a_closed_round_stays_as_it_is(round_, as_):
    as_("anna").post(f"{BASE}/rounds/{round_.id}/closing")
    found = db.session.get_one(ReviewRound, round_.id)
    answer = change(as_, found, person("marek"))
    assert answer.status_code == 422 and "This round is closed." in answer.text


def test_a_translation_is_reviewed_by_itself(section, as_):
    anna, plan = person("anna"), section.plan
    edition = act(lambda: Edition.start(plan, "es", by=anna), by=anna)
    spanish = section.translations[0]

    def written() -> None:
        spanish.heading = "Bicicletas"
        spanish.document = Document.create(plan.pair_id, "Contamos bicicletas.", by=anna)

    act(written, by=anna)
    address = f"{BASE}/plans/{plan.id}/rounds"
    page = as_("anna").get(f"{address}/new?edition=es").text
    assert "Bicicletas" in page and section.heading not in page
    form = {"people": person("marek").id, "due_on": LATER, "edition": "es"}
    answer = as_("anna").post(address, data=form | {"sections": section.id})
    assert answer.status_code == 422
    answer = as_("anna").post(address, data=form | {"sections": spanish.id})
    assert answer.status_code == 303
    found = db.session.query(ReviewRound).one()
    assert found.plan_version.edition_id == edition.id
    page = as_("marek").get(f"{BASE}/rounds/{found.id}/sections/{spanish.id}").text
    assert "Contamos bicicletas." in page and 'lang="es"' in page
