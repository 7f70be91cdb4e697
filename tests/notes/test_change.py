"""A note's title and what it is about are changed in the place of its head."""

import re

import pytest

from app.events import act
from tests.cast import person
from tests.notes.conftest import BASE


def opened(client, note) -> dict[str, str]:
    html = client.get(f"{BASE}/{note.id}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', html)
    return {"version": version[1], "title": note.title, "about": ""}


def test_title_and_subject(as_, note, visit, heard, pair):
    diego = as_("diego", htmx=True)
    form = opened(diego, note) | {"title": "Köln in winter", "about": f"visit-{visit.id}"}
    answer = diego.post(f"{BASE}/{note.id}", data=form)
    assert answer.status_code == 200
    assert answer.text.startswith(f'<header id="note-{note.id}"')
    assert "Köln in winter" in answer.text and "One-stop shops in Vitoria" in answer.text
    assert (note.title, note.visit) == ("Köln in winter", visit)
    assert {f"notes-{pair.id}", f"note-{note.id}"} <= set(heard("anna"))
    assert heard("marek") == []


def test_as_a_plain_form(as_, note):
    anna = as_("anna")
    answer = anna.post(f"{BASE}/{note.id}", data=opened(anna, note) | {"title": "Plain"})
    assert (answer.status_code, answer.location) == (303, f"{BASE}/{note.id}")


@pytest.mark.parametrize(
    ("name", "status"),
    [("lena", 303), ("maria", 303), ("marek", 403), ("ines", 403), ("vera", 403), ("sean", 404)],
)
def test_who_may(as_, shared, name, status):
    form = opened(as_("anna"), shared) | {"title": "New"}
    client = as_(name)
    assert client.post(f"{BASE}/{shared.id}", data=form).status_code == status
    seen = client.get(f"{BASE}/{shared.id}/edit").status_code
    assert seen == (200 if status == 303 else status)


def test_an_expert_finds_no_note_that_is_not_shared(as_, note):
    assert as_("marek").post(f"{BASE}/{note.id}", data={"title": "New"}).status_code == 404


def test_an_empty_title_says_so_beside_the_field(as_, note):
    anna = as_("anna", htmx=True)
    answer = anna.post(f"{BASE}/{note.id}", data=opened(anna, note) | {"title": "  "})
    assert answer.status_code == 422 and 'id="title-error"' in answer.text
    assert note.title == "Köln by bicycle"


def test_somebody_else_was_faster(as_, note, visit, item):
    anna, diego = as_("anna", htmx=True), as_("diego", htmx=True)
    hers, his = opened(anna, note), opened(diego, note)
    anna.post(f"{BASE}/{note.id}", data=hers | {"title": "Hers", "about": f"item-{item.id}"})
    answer = diego.post(f"{BASE}/{note.id}", data=his | {"title": "His"})
    assert answer.status_code == 409
    assert 'value="His"' in answer.text and "<q>Hers</q>" in answer.text
    assert "<q>Bicycle excursion · 8 December 2026</q>" in answer.text
    again = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)[1]
    diego.post(f"{BASE}/{note.id}", data=his | {"title": "His", "version": again})
    assert note.title == "His"


def test_it_may_stay_about_a_visit_that_was_removed(as_, write, visit):
    note = write(visit=visit)
    anna = person("anna")
    act(lambda: visit.remove(by=anna), by=anna)
    client = as_("anna", htmx=True)
    assert "(removed)" in client.get(f"{BASE}/{note.id}/edit").text
    form = opened(client, note) | {"title": "Kept", "about": f"visit-{visit.id}"}
    answer = client.post(f"{BASE}/{note.id}", data=form)
    assert answer.status_code == 200 and note.visit == visit
    assert f"/visits/{visit.id}" not in answer.text  # a link would lead nowhere


def test_a_repeat_changes_nothing_more(as_, note):
    anna = as_("anna", htmx=True)
    form = opened(anna, note) | {"title": "Once", "once": "k2"}
    assert [anna.post(f"{BASE}/{note.id}", data=form).status_code for _ in "ab"] == [200, 200]
