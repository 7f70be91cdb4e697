"""A note goes into the bin, with Undo at once."""

import pytest

from app.events import Event
from app.extensions import db
from tests.notes.conftest import BASE


def test_into_the_bin_and_back(as_, shared, heard, pair):
    anna = as_("anna", htmx=True)
    answer = anna.post(f"{BASE}/{shared.id}/removal")
    assert answer.headers["HX-Redirect"] == f"{BASE}?removed={shared.id}"
    assert shared.removed_at is not None and shared.removed_by_id is not None
    told = {f"notes-{pair.id}", f"note-{shared.id}", f"document-{shared.document_id}"}
    assert told <= set(heard("marek")) and told <= set(heard("diego")) and heard("sean") == []
    for url in (f"{BASE}/{shared.id}", f"/documents/{shared.document_id}"):
        assert anna.get(url).status_code == 404
    page = as_("anna").get(f"{BASE}?removed={shared.id}").text
    assert "is in the bin" in page and f"{BASE}/{shared.id}/restoration" in page
    assert "is in the bin" not in as_("marek").get(f"{BASE}?removed={shared.id}").text
    anna.post(f"{BASE}/{shared.id}/restoration")
    assert shared.removed_at is None
    assert "What we all saw" in as_("marek").get(BASE).text


def test_pressed_twice_and_plain(as_, note):
    anna = as_("anna")
    for noun, to in (
        ("removal", f"{BASE}?removed={note.id}"),
        ("restoration", f"{BASE}/{note.id}"),
    ):
        for once in ("a", "a", "b"):
            answer = anna.post(f"{BASE}/{note.id}/{noun}", data={"once": f"{noun}{once}"})
            assert (answer.status_code, answer.location) == (303, to)
    for name in ("note.removed", "note.restored"):
        assert db.session.query(Event).filter_by(name=name).count() == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("lena", 303), ("maria", 303), ("marek", 403), ("vera", 403), ("sean", 404)],
)
def test_who_may(as_, shared, name, status):
    assert as_(name).post(f"{BASE}/{shared.id}/removal").status_code == status
    assert (shared.removed_at is not None) == (status == 303)


@pytest.mark.parametrize(("name", "status"), [("diego", 303), ("ines", 403), ("sean", 404)])
def test_who_may_bring_it_back(as_, shared, name, status):
    as_("anna").post(f"{BASE}/{shared.id}/removal")
    assert as_(name).post(f"{BASE}/{shared.id}/restoration").status_code == status
