"""Sections change places."""

from tests.plans.conftest import BASE


def headings(plan) -> list[str]:
    return [section.heading for section in plan.sections]


def test_up_and_down(as_, plan, first, second, heard, pair):
    anna = as_("anna", htmx=True)
    answer = anna.post(f"{BASE}/sections/{second.id}/rise")
    assert answer.text.index("What we will do") < answer.text.index("Where we stand")
    assert headings(plan) == ["What we will do", "Where we stand"]
    assert {f"plan-{pair.id}", f"plan-{pair.id}-outline"} <= set(heard("lena"))
    assert heard("marek") == []
    answer = as_("diego").post(f"{BASE}/sections/{second.id}/descent")
    assert (answer.status_code, answer.location) == (303, f"{BASE}/plan#section-{second.id}-card")
    assert headings(plan) == ["Where we stand", "What we will do"]


def test_not_beyond_the_ends(as_, first, second):
    anna = as_("anna", htmx=True)
    page = anna.get(f"{BASE}/plan").text
    for section, step in ((first, "rise"), (second, "descent")):
        assert f"/sections/{section.id}/{step}" not in page
        answer = anna.post(f"{BASE}/sections/{section.id}/{step}")
        assert answer.status_code == 422 and "nothing further in this direction" in answer.text


def test_a_double_click_moves_one_place(as_, plan, done):
    third = done(plan.add_section, "Third")
    for _ in range(2):
        as_("anna").post(f"{BASE}/sections/{third.id}/rise", data={"once": "m"})
    assert headings(plan) == ["Where we stand", "Third", "What we will do"]


def test_one_back_from_the_bin_with_the_same_number_moves_too(as_, plan, second, done):
    done(second.remove)
    done(plan.add_section, "Third")
    done(second.restore)
    assert {s.position for s in plan.sections} == {1, 2}
    as_("anna").post(f"{BASE}/sections/{second.id}/descent")
    assert headings(plan) == ["Where we stand", "Third", "What we will do"]
