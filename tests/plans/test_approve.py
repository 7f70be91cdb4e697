"""A plan is put for decision and what was decided is recorded, corrected, and signed for."""

import io

import pypdfium2
import pytest

from app.clock import now
from app.extensions import db
from app.files.models import File
from app.plans.approvals import Approval
from tests.budgets.test_race import at_once, post
from tests.cast import INSIDE, on_both
from tests.plans.conftest import BASE

COUNCIL = {"body": "City council of Soria", "decides_on": "2026-12-03"}
DECIDED = COUNCIL | {"result": "with_changes", "file_number": "0123/2026", "remarks": "Shorter."}


def pdf():
    data, paper = io.BytesIO(), pypdfium2.PdfDocument.new()
    paper.new_page(300, 400)
    paper.save(data)
    data.seek(0)
    return data, "signed.pdf"


def approvals():
    db.session.rollback()
    return db.session.query(Approval).order_by(Approval.id).all()


@pytest.fixture
def asked(plan, first, write, done):
    write(first, "We count bicycles.")
    return done(Approval.ask, plan, body="City council of Soria")


def of(approval):
    return f"{BASE}/approvals/{approval.id}"


@on_both
def test_from_the_question_to_the_signed_paper(as_, plan, first, write, rewrite, heard):
    write(first, "We count bicycles.")
    answer = as_("diego").post(f"{BASE}/plans/{plan.id}/approvals", data=COUNCIL)
    (approval,) = approvals()
    assert answer.headers["Location"].endswith(of(approval))
    assert (approval.result, str(approval.decides_on)) == (None, "2026-12-03")
    page = as_("lena").get(f"{BASE}/plan").text
    assert "City council of Soria" in page and "Before this body" in page
    rewrite(first, "We count cars.")
    form = DECIDED | {"version": approval.version, "signed": pdf()}
    assert as_("anna").post(of(approval), data=form).status_code == 303
    (approval,) = approvals()
    assert (approval.result, approval.recorded_by.name) == ("with_changes", "Anna Keller")
    page = as_("lena").get(f"{BASE}/plan").text
    assert "Approved with changes" in page and "0123/2026" in page
    version = as_("lena").get(f"{BASE}/versions/{approval.plan_version_id}").text
    assert "We count bicycles." in version and "We count cars." not in version
    one = as_("lena").get(of(approval)).text
    assert "signed.pdf" in one and "Shorter." in one
    for region in (f"plan-{plan.id}-approvals", f"approval-{approval.id}"):
        assert region in heard("ibai")
    told = as_("anna").get(f"{BASE}/activity").text
    assert "for decision by City council of Soria" in told
    assert "recorded what City council of Soria decided" in told


def test_what_was_recorded_can_be_corrected_but_not_over_somebody_else(as_, asked):
    assert as_("anna").post(of(asked), data=DECIDED | {"version": 1}).status_code == 303
    stale = DECIDED | {"version": 1, "result": "approved"}
    answer = as_("diego", htmx=True).post(of(asked), data=stale)
    assert answer.status_code == 409
    assert "Approved with changes" in answer.text and "Saved meanwhile" in answer.text
    fresh = stale | {"version": approvals()[0].version}
    assert as_("diego").post(of(asked), data=fresh).status_code == 303
    assert approvals()[0].result == "approved"


@on_both
def test_two_officers_record_at_once(as_, asked):
    url, anna, diego = of(asked), as_("anna"), as_("diego")
    db.session.rollback()
    forms = [DECIDED | {"version": "1", "result": code} for code in ("approved", "postponed")]
    codes = at_once(post(anna, url, **forms[0]), post(diego, url, **forms[1]))
    assert sorted(codes) == [303, 409]
    (approval,) = approvals()
    assert approval.result == ("approved" if codes[0] == 303 else "postponed")


def test_a_result_needs_its_day(as_, asked):
    form = {"version": 1, "body": "City council of Soria", "result": "approved"}
    answer = as_("anna", htmx=True).post(of(asked), data=form)
    assert answer.status_code == 422
    assert "On which day was this decided?" in answer.text
    assert approvals()[0].result is None


def test_only_a_pdf_is_a_signed_paper(as_, asked):
    form = DECIDED | {"version": 1, "signed": (io.BytesIO(b"Signed."), "signed.txt")}
    answer = as_("anna", htmx=True).post(of(asked), data=form)
    assert answer.status_code == 422
    assert approvals()[0].result is None
    assert db.session.query(File).count() == 0


def test_a_wrong_paper_is_taken_off_and_put_back(as_, asked):
    as_("anna").post(of(asked), data=COUNCIL | {"version": 1, "signed": pdf()})
    (file,) = approvals()[0].files
    answer = as_("anna", htmx=True).post(f"{of(asked)}/files/{file.id}/removal")
    assert "The paper was removed." in answer.text and "signed.pdf" in answer.text
    assert as_("lena").get(f"/files/{file.id}").status_code == 404
    plain = as_("anna").get(f"{of(asked)}?removed={file.id}").text
    assert f"{of(asked)}/files/{file.id}/restoration" in plain
    assert as_("anna").post(f"{of(asked)}/files/{file.id}/restoration").status_code == 303
    assert as_("lena").get(f"/files/{file.id}").status_code == 200
    assert as_("lena").post(f"{of(asked)}/files/{file.id}/removal").status_code == 403


@pytest.mark.parametrize("name", [n for n in INSIDE if n not in ("anna", "diego")])
def test_others_neither_ask_nor_record(as_, plan, asked, done, name):
    done(plan.sections[0].share)
    assert as_(name).get(f"{BASE}/plans/{plan.id}/approvals/new").status_code == 403
    url = f"{BASE}/plans/{plan.id}/approvals"
    assert as_(name).post(url, data=COUNCIL).status_code == 403
    if name not in ("marek", "ines"):
        assert as_(name).post(of(asked), data=DECIDED | {"version": 1}).status_code == 403
    assert "Put for decision" not in as_(name).get(f"{BASE}/plan").text
    assert len(approvals()) == 1


def test_of_what_is_not_shared_experts_do_not_learn(as_, plan, asked, heard):
    as_("anna").post(of(asked), data=DECIDED | {"version": 1, "signed": pdf()})
    (file,) = approvals()[0].files
    for name in ("marek", "ines"):
        assert as_(name).get(of(asked)).status_code == 404
        assert as_(name).get(f"/files/{file.id}").status_code == 404
        for page in ("plan", "activity", f"plans/{plan.id}/approvals"):
            assert "City council of Soria" not in as_(name).get(f"{BASE}/{page}").text
        assert f"plan-{plan.id}-approvals" not in heard(name)
    assert as_("vera").get(f"/files/{file.id}").status_code == 200


def test_the_signed_paper_is_for_who_may_see_all_of_it(
    as_, plan, first, second, write, done, monkeypatch
):
    an_hour_later = now().replace(hour=11)
    write(first, "One."), write(second, "Two.")
    done(first.share)
    approval = done(Approval.ask, plan, body="City council of Soria")
    as_("anna").post(of(approval), data=COUNCIL | {"version": 1, "signed": pdf()})
    (file,) = approvals()[0].files
    assert as_("marek").get(of(approval)).status_code == 200
    assert "signed.pdf" not in as_("marek").get(of(approval)).text
    assert as_("marek").get(f"/files/{file.id}").status_code == 404
    monkeypatch.setattr("app.clock.source", lambda: an_hour_later)
    done(second.share)  # what it was when it was frozen stays the cities' own
    assert as_("marek").get(f"/files/{file.id}").status_code == 404


def test_of_a_plan_that_is_shared_an_expert_reads_the_paper(as_, plan, first, second, done, asked):
    done(first.share), done(second.share)
    as_("anna").post(of(asked), data=COUNCIL | {"version": 1, "signed": pdf()})
    (file,) = approvals()[0].files
    assert as_("marek").get(f"/files/{file.id}").status_code == 200


def test_each_language_is_decided_on_by_itself(as_, plan, first, edition, translation, write):
    write(first, "We count bicycles."), write(translation, "Contamos bicicletas.")
    url = f"{BASE}/plans/{plan.id}/approvals"
    as_("anna").post(url, data=COUNCIL | {"body": "Pleno de Soria", "edition": "es"})
    assert "Pleno de Soria" in as_("anna").get(f"{BASE}/plan?edition=es").text
    assert "Pleno de Soria" not in as_("anna").get(f"{BASE}/plan").text
    assert "Pleno de Soria" in as_("anna").get(url).text
    (approval,) = approvals()
    assert "Contamos" in as_("anna").get(f"{BASE}/versions/{approval.plan_version_id}").text
