"""A version is put for decision, decided on, and stays what it was while the text goes on."""

from datetime import timedelta

import pytest

from app.documents import log, merge, store
from app.extensions import db
from app.files.models import File
from app.plans.approvals import Approval
from tests.cast import TODAY, on_both, person
from tests.comments.conftest import BASE
from tests.files import samples


@pytest.fixture
def approval(as_, plan, first, write):
    write(first, "We count bicycles.")
    form = {"body": "City council of Soria", "decides_on": str(TODAY)}
    answer = as_("diego").post(f"{BASE}/plans/{plan.id}/approvals", data=form)
    assert answer.status_code == 303, answer.text
    return db.session.query(Approval).one()


def rewrite(section, text: str) -> None:
    doc, seq = store.load(section.document_id)
    change = merge.plan_of(doc.get_update(), text)
    log.change(section.document_id, change.update, person_id=person("anna").id, tab=f"t{seq}")
    db.session.rollback()


@on_both
def test_the_frozen_text_stays(as_, approval, first):
    rewrite(first, "We count trams.")
    page = as_("anna").get(f"{BASE}/plan-versions/{approval.plan_version_id}").text
    assert "We count bicycles." in page and "trams" not in page
    plan = as_("anna").get(f"{BASE}/plan").text
    assert "For decision by City council of Soria" in plan
    assert "Waits for the decision" in plan and "We count trams." in plan


def test_the_decision_is_recorded_and_can_be_put_right(as_, approval, heard):
    address = f"{BASE}/approvals/{approval.id}"
    form = {"result": "with_changes", "on": str(TODAY), "file_number": "2026/17", "version": "1"}
    assert as_("anna").post(address, data=form).status_code == 303
    assert "Approved with changes" in as_("marek").get(f"{BASE}/plan").text
    assert f"plan-{approval.plan_id}-approvals" in heard("ines")
    stale = as_("diego", htmx=True).post(address, data=form | {"result": "approved"})
    assert stale.status_code == 409
    assert "Approved with changes" in stale.text
    wrong = as_("anna", htmx=True).post(address, data={"result": "", "on": "x", "version": "2"})
    assert wrong.status_code == 422
    assert "2026/17" in as_("vera").get(f"{BASE}/plans/{approval.plan_id}/approvals").text


def test_the_signed_paper(as_, approval):
    import io

    address = f"{BASE}/approvals/{approval.id}/files"
    good = {"paper": (io.BytesIO(samples.pdf()), "signed.pdf")}
    assert as_("anna").post(address, data=good).status_code == 303
    file = db.session.query(File).filter_by(kind="approval").one()
    assert as_("ines").get(f"/files/{file.id}", headers={"Accept": "text/html"}).status_code == 200
    assert as_("sean").get(f"/files/{file.id}").status_code == 404
    bad = {"paper": (io.BytesIO(b"no pdf"), "signed.pdf")}
    assert as_("anna", htmx=True).post(address, data=bad).status_code == 422


@pytest.mark.parametrize("name", ["maria", "lena", "marek", "ines", "vera", "ibai"])
def test_only_officers_of_the_plans_cities(as_, approval, name):
    form = {"body": "Somebody"}
    address = f"{BASE}/plans/{approval.plan_id}/approvals"
    assert as_(name).post(address, data=form).status_code == 403
    assert as_(name).get(f"{BASE}/approvals/{approval.id}").status_code == 403


def test_an_edition_has_its_own(as_, approval, plan, edition, translation, write):
    write(translation, "Contamos bicicletas.")
    address = f"{BASE}/plans/{plan.id}/approvals?edition=es"
    assert as_("diego").post(address, data={"body": "Pleno"}).status_code == 303
    own = as_("anna").get(f"{BASE}/plan?edition=es").text
    assert "For decision by Pleno" in own and "City council" not in own
    assert "Pleno" not in as_("anna").get(f"{BASE}/plan").text


def test_an_expert_sees_of_it_what_is_shared(as_, approval, first, done):
    address = f"{BASE}/plan-versions/{approval.plan_version_id}"
    assert "We count bicycles." not in as_("marek").get(address).text
    done(first.share)
    first.shared_at = first.shared_at + timedelta(minutes=1)
    db.session.commit()
    assert "We count bicycles." not in as_("marek").get(address).text  # from before it was shared


def test_an_empty_plan_cannot_be_decided_on(as_, plan):
    answer = as_("anna", htmx=True).post(f"{BASE}/plans/{plan.id}/approvals", data={"body": "X"})
    assert answer.status_code == 422
