"""A section goes into the bin, with Undo at once."""

from app.events import Event
from app.extensions import db
from tests.plans.conftest import BASE


def test_into_the_bin_and_back(as_, plan, first, write, done, heard, pair):
    write(first), done(first.share)
    anna = as_("anna", htmx=True)
    answer = anna.post(f"{BASE}/sections/{first.id}/removal")
    assert answer.status_code == 200 and first not in plan.sections
    assert (
        "is in the bin" in answer.text and f"{BASE}/sections/{first.id}/restoration" in answer.text
    )
    regions = {f"plan-{pair.id}", f"plan-{pair.id}-outline", f"document-{first.document_id}"}
    assert regions <= set(heard("marek")) and regions <= set(heard("diego"))
    for url in (f"{BASE}/sections/{first.id}", f"/documents/{first.document_id}"):
        assert as_("diego").get(url).status_code == 404
    answer = as_("diego", htmx=True).post(f"{BASE}/sections/{first.id}/restoration")
    assert answer.status_code == 200 and plan.sections[0] == first
    assert "We count bicycles." in as_("marek").get(f"{BASE}/plan").text


def test_pressed_twice_and_plain(as_, first):
    anna, url = as_("anna"), f"{BASE}/sections/{first.id}"
    for once in ("a", "a", "b"):
        answer = anna.post(f"{url}/removal", data={"once": once})
        assert (answer.status_code, answer.location) == (303, f"{BASE}/plan?removed={first.id}")
    page = anna.get(answer.location).text
    assert "is in the bin" in page and f"{url}/restoration" in page
    assert "is in the bin" not in as_("lena").get(answer.location).text
    for once in ("c", "c", "d"):
        answer = anna.post(f"{url}/restoration", data={"once": once})
        assert (answer.status_code, answer.location) == (
            303,
            f"{BASE}/plan#section-{first.id}-card",
        )
    for name in ("section.removed", "section.restored"):
        assert db.session.query(Event).filter_by(name=name).count() == 1
