"""A section with a text can be settled, and worked on again."""

from tests.plans.conftest import BASE


def test_settled_and_worked_on_again(as_, first, write, heard, pair):
    write(first)
    anna = as_("anna", htmx=True)
    answer = anna.post(f"{BASE}/sections/{first.id}/settlement")
    assert answer.status_code == 200 and first.state == "settled"
    assert "Settled" in answer.text and "not shared with experts" in answer.text
    assert {f"section-{first.id}", f"plan-{pair.id}-outline"} <= set(heard("diego"))
    assert heard("marek") == []
    answer = anna.post(f"{BASE}/sections/{first.id}/reopening")
    assert "Drafting" in answer.text and first.state == "drafting"


def test_an_empty_section_is_not_settled(as_, first):
    answer = as_("anna", htmx=True).post(f"{BASE}/sections/{first.id}/settlement")
    assert answer.status_code == 422 and "This section is empty." in answer.text
    assert first.settled_at is None
    assert "settlement" not in as_("anna").get(f"{BASE}/plan").text


def test_as_a_plain_form(as_, first, write):
    write(first)
    answer = as_("diego").post(f"{BASE}/sections/{first.id}/settlement")
    assert (answer.status_code, answer.location) == (303, f"{BASE}/plan#section-{first.id}-card")
