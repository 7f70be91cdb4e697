"""Sharing a section opens it to experts and observers; stopping it closes it at once."""

import pytest

from tests.plans.conftest import BASE


def test_sharing_opens_it(as_, first, write, heard, pair):
    write(first)
    diego = as_("diego", htmx=True)
    answer = diego.post(f"{BASE}/sections/{first.id}/sharing")
    assert answer.status_code == 200 and "Shared" in answer.text
    assert "Stop sharing" in diego.get(f"{BASE}/sections/{first.id}/menu").text
    told = {f"plan-{pair.id}", f"plan-{pair.id}-outline"}
    assert told <= set(heard("marek")) and told <= set(heard("anna")) and heard("sean") == []
    assert "We count bicycles." in as_("ines").get(f"{BASE}/plan").text


def test_stopping_closes_it_and_open_pages_hear(as_, first, write, done, heard, pair):
    write(first), done(first.share)
    as_("anna", htmx=True).post(f"{BASE}/sections/{first.id}/unsharing")
    assert first.state == "drafting"
    plan, document = f"plan-{pair.id}", f"document-{first.document_id}"
    for name in ("marek", "ines"):
        assert {plan, f"{plan}-outline", f"section-{first.id}", document} <= set(heard(name))
        client = as_(name, htmx=True)
        assert first.heading not in client.get(f"{BASE}/plan").text
        for url in (f"{BASE}/sections/{first.id}", f"/documents/{first.document_id}"):
            assert client.get(url).status_code == 404


def test_once_and_as_a_plain_form(as_, first):
    for _ in range(2):
        answer = as_("anna").post(f"{BASE}/sections/{first.id}/sharing", data={"once": "s"})
        assert answer.location == f"{BASE}/plan#section-{first.id}-card"


# fmt: off
@pytest.mark.parametrize("act", ["sharing", "unsharing", "settlement", "reopening", "rise",
                                 "descent", "removal"])
@pytest.mark.parametrize(("name", "status"), [
    ("ibai", 403), ("lena", 403), ("marek", 403), ("ines", 403), ("maria", 403), ("vera", 403),
    ("sean", 404),
])
# fmt: on
def test_only_officers_of_the_plans_cities_steer(as_, first, done, name, status, act):
    done(first.share)
    assert as_(name).post(f"{BASE}/sections/{first.id}/{act}").status_code == status


def test_a_menus_buttons_share_a_once_and_are_each_done(as_, plan, first, second):
    for section, act in ((first, "sharing"), (first, "descent"), (second, "sharing")):
        as_("anna").post(f"{BASE}/sections/{section.id}/{act}", data={"once": "page"})
    assert first.shared_at and second.shared_at and plan.sections == [second, first]
