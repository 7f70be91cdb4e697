"""A section's heading, its owner and its writers are changed in the place of its head."""

import re

import pytest

from tests.plans.conftest import BASE


def opened(client, section) -> dict[str, object]:
    """What somebody has in the form who opens it now."""
    html = client.get(f"{BASE}/sections/{section.id}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', html)
    owner = re.search(r'<option selected value="(\d*)"', html)
    writers = re.findall(r'<input checked[^>]*value="(\d+)"', html)
    return {
        "version": version[1],
        "heading": section.heading,
        "owned_by": owner[1] if owner else "",
        "written_by": writers,
    }


def test_heading_owner_and_writers(as_, first, cast, heard, pair):
    lena, diego = str(cast["lena"].id), str(cast["diego"].id)
    anna, url = as_("anna", htmx=True), f"{BASE}/sections/{first.id}"
    chosen = {"heading": "Where we are", "owned_by": diego, "written_by": [lena]}
    answer = anna.post(url, data=opened(anna, first) | chosen)
    assert answer.status_code == 200
    assert "Where we are" in answer.text and "looked after by Diego Serrano" in answer.text
    assert first.owner == cast["diego"] and [w.person for w in first.writers] == [cast["lena"]]
    told = {f"section-{first.id}", f"plan-{pair.id}-outline"}
    assert told <= set(heard("lena")) and told <= set(heard("maria"))
    assert heard("marek") == heard("sean") == []
    again = opened(anna, first)
    assert (again["owned_by"], again["written_by"]) == (diego, [lena])  # the form shows them
    anna.post(url, data=again | {"heading": "Only this"})
    assert first.owner == cast["diego"] and len(first.writers) == 1


def test_as_a_plain_form(as_, first):
    anna = as_("anna")
    answer = anna.post(f"{BASE}/sections/{first.id}", data=opened(anna, first) | {"heading": "P"})
    assert (answer.status_code, answer.location) == (303, f"{BASE}/plan#section-{first.id}-card")


# fmt: off
@pytest.mark.parametrize(("name", "status"), [
    ("diego", 303), ("ibai", 403), ("lena", 403), ("marek", 403), ("ines", 403),
    ("maria", 403), ("vera", 403), ("sean", 404),
])
# fmt: on
def test_who_may(as_, first, done, name, status):
    done(first.share)
    form = opened(as_("anna"), first)
    assert as_(name).post(f"{BASE}/sections/{first.id}", data=form).status_code == status


@pytest.mark.parametrize(
    ("field", "value"),
    [("heading", " "), ("heading", "x" * 161), ("owned_by", "999"), ("written_by", ["999"])],
)
def test_what_is_wrong_stands_beside_its_field(as_, first, field, value):
    anna = as_("anna", htmx=True)
    answer = anna.post(f"{BASE}/sections/{first.id}", data=opened(anna, first) | {field: value})
    assert answer.status_code == 422
    assert f'id="section-{first.id}-{field}-error"' in answer.text
    assert first.heading == "Where we stand"


def test_an_expert_looks_after_no_section(as_, first, cast):
    anna, marek = as_("anna", htmx=True), str(cast["marek"].id)
    url = f"{BASE}/sections/{first.id}"
    assert anna.post(url, data=opened(anna, first) | {"owned_by": marek}).status_code == 422


def test_somebody_else_was_faster(as_, first, cast):
    anna, diego = as_("anna", htmx=True), as_("diego", htmx=True)
    url, lena = f"{BASE}/sections/{first.id}", str(cast["lena"].id)
    hers, his = opened(anna, first), opened(diego, first)
    chosen = {"heading": "Hers", "owned_by": str(cast["anna"].id), "written_by": [lena]}
    assert anna.post(url, data=hers | chosen).status_code == 200
    answer = diego.post(url, data=his | {"heading": "His"})
    assert answer.status_code == 409 and 'value="His"' in answer.text
    for theirs in ("Hers", "Anna Keller (Cologne)", "Lena Vogt (Cologne)"):
        assert f"<q>{theirs}</q>" in answer.text
    assert first.heading == "Hers"


def test_other_writers_alone_are_a_change_too(as_, first, cast):
    anna, diego = as_("anna", htmx=True), as_("diego", htmx=True)
    url, ids = f"{BASE}/sections/{first.id}", [str(cast[n].id) for n in ("lena", "ibai")]
    hers, his = opened(anna, first), opened(diego, first)
    assert anna.post(url, data=hers | {"written_by": ids[:1]}).status_code == 200
    assert diego.post(url, data=his | {"written_by": ids[1:]}).status_code == 409
    assert [w.person for w in first.writers] == [cast["lena"]]
