"""Officers of the plan's cities add sections beyond the cohort's outline."""

import pytest

from tests.plans.conftest import BASE


def test_a_new_section_is_the_last_and_empty(as_, plan, heard, pair):
    answer = as_("anna", htmx=True).post(
        f"{BASE}/plans/{plan.id}/sections", data={"heading": " How we\ttell people "}
    )
    assert answer.status_code == 200
    section = plan.sections[-1]
    assert (section.heading, section.state) == ("How we tell people", "empty")
    assert f"/documents/{section.document_id}/text" in answer.text
    assert {f"plan-{pair.id}", f"plan-{pair.id}-outline"} <= set(heard("maria"))
    assert heard("marek") == []


def test_as_a_plain_form_and_once(as_, plan):
    for _ in range(2):
        form = {"heading": "Once", "once": "a"}
        answer = as_("diego").post(f"{BASE}/plans/{plan.id}/sections", data=form)
        assert (answer.status_code, answer.location) == (303, f"{BASE}/plan")
    assert len(plan.sections) == 3


@pytest.mark.parametrize("heading", ["", " ", "x" * 161])
@pytest.mark.parametrize("htmx", [True, False])
def test_a_heading_is_needed(as_, plan, heading, htmx):
    client = as_("anna", htmx=htmx)
    answer = client.post(f"{BASE}/plans/{plan.id}/sections", data={"heading": heading})
    assert answer.status_code == 422 and 'id="new-heading-error"' in answer.text
    assert 'href="#new-heading"' in answer.text  # from the sum of what is wrong to the field
    assert len(plan.sections) == 2


# fmt: off
@pytest.mark.parametrize(("name", "status"), [
    ("ibai", 403), ("lena", 403), ("marek", 403), ("maria", 403), ("vera", 403), ("sean", 404),
])
# fmt: on
def test_who_may(as_, plan, name, status):
    client = as_(name)
    answer = client.post(f"{BASE}/plans/{plan.id}/sections", data={"heading": "Mine"})
    assert answer.status_code == status
    assert status == 404 or "Add a section" not in client.get(f"{BASE}/plan").text
