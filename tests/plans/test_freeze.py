"""A version of the whole plan is kept under a name: it stays, and each sees what is theirs."""

import pytest

from app.clock import now
from app.extensions import db
from app.plans.freezing import PlanVersion
from tests.cast import on_both
from tests.plans.conftest import BASE
from tests.queries import count_queries


def versions():
    db.session.rollback()
    return db.session.query(PlanVersion).order_by(PlanVersion.id).all()


@on_both
def test_it_stays_whatever_is_written_later(as_, plan, first, write, rewrite, heard):
    write(first, "We count bicycles.")
    url = f"{BASE}/plans/{plan.id}/versions"
    answer = as_("diego", htmx=True).post(url, data={"name": "As sent to the partners"})
    assert answer.status_code == 200
    assert "As sent to the partners" in answer.text
    assert f"plan-{plan.id}-versions" in heard("anna")
    rewrite(first, "We count cars.")
    (kept,) = versions()
    page = as_("lena").get(f"{BASE}/versions/{kept.id}").text
    assert "We count bicycles." in page
    assert "We count cars." not in page
    compare = f"/documents/{first.document_id}/comparison?from={kept.parts[0].version_id}"
    assert compare in page
    assert as_("lena").get(compare).status_code == 200
    assert "As sent to the partners" in as_("anna").get(f"{BASE}/activity").text


def test_what_still_reads_the_same_says_so(as_, plan, first, write, done):
    write(first)
    kept = done(PlanVersion.keep, plan, "Now")
    page = as_("anna").get(f"{BASE}/versions/{kept.id}").text
    assert page.count("The text of now says the same.") == 2  # of an empty section as well


def test_an_empty_plan_and_one_without_a_name_are_refused(as_, plan, first, write):
    url = f"{BASE}/plans/{plan.id}/versions"
    answer = as_("anna", htmx=True).post(url, data={"name": "Now"})
    assert answer.status_code == 422
    assert "Nothing is written in it yet." in answer.text
    write(first)
    assert as_("anna").post(url, data={"name": "  "}).status_code == 422
    assert versions() == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("ibai", 403), ("lena", 403), ("marek", 403), ("ines", 403), ("maria", 403), ("sean", 404)],
)
def test_only_officers_of_the_plans_cities_keep_one(as_, plan, first, write, name, status):
    write(first)
    url = f"{BASE}/plans/{plan.id}/versions"
    assert as_(name).post(url, data={"name": "Mine"}).status_code == status
    assert versions() == []


def test_experts_see_what_was_shared_with_them_then_and_is_so_now(
    as_, plan, first, second, write, done, monkeypatch
):
    write(first, "For the cities."), write(second, "For all to read.")
    before = done(PlanVersion.keep, plan, "Before")
    later = now().replace(hour=11)
    monkeypatch.setattr("app.clock.source", lambda: later)
    done(second.share)
    after = done(PlanVersion.keep, plan, "After")
    for name in ("marek", "ines"):
        assert as_(name).get(f"{BASE}/versions/{before.id}").status_code == 404
        page = as_(name).get(f"{BASE}/versions/{after.id}").text
        assert "For all to read." in page
        assert "For the cities." not in page
        listed = as_(name).get(f"{BASE}/plans/{plan.id}/versions").text
        assert ("After" in listed, "Before" in listed) == (True, False)
    done(second.unshare)
    assert as_("marek").get(f"{BASE}/versions/{after.id}").status_code == 404
    assert "For the cities." in as_("vera").get(f"{BASE}/versions/{before.id}").text


def test_a_version_of_an_edition(as_, plan, first, edition, translation, write):
    write(first, "We count bicycles."), write(translation, "Contamos bicicletas.")
    form = {"name": "Castellano", "edition": "es"}
    answer = as_("anna").post(f"{BASE}/plans/{plan.id}/versions", data=form)
    assert answer.status_code == 303
    (kept,) = versions()
    assert (kept.language, kept.edition_id) == ("es", edition.id)
    page = as_("anna").get(f"{BASE}/versions/{kept.id}").text
    assert "Contamos bicicletas." in page
    assert "We count bicycles." not in page


def test_the_sections_stand_in_their_order(as_, plan, first, second, write, done):
    write(first, "One."), write(second, "Two.")
    as_("anna").post(f"{BASE}/sections/{second.id}/rise")
    kept = done(PlanVersion.keep, plan, "Turned")
    page = as_("anna").get(f"{BASE}/versions/{kept.id}").text
    assert page.index("Two.") < page.index("One.")


def test_more_versions_cost_no_more_queries(as_, plan, first, write, done):
    write(first)
    url = f"{BASE}/plans/{plan.id}/versions"
    done(PlanVersion.keep, plan, "One")
    with count_queries() as few:
        as_("marek").get(url)
    for n in range(8):
        done(PlanVersion.keep, plan, f"More {n}")
    with count_queries() as many:
        as_("marek").get(url)
    assert len(many) == len(few)
