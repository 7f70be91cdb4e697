"""Sharing opens a note to experts and observers; stopping it closes it again, at once."""

import pytest

from app.events import Event
from app.extensions import db
from tests.notes.conftest import BASE


def test_sharing_opens_it(as_, note, heard, pair):
    marek = as_("marek")
    closed = (BASE, f"{BASE}/{note.id}", f"/documents/{note.document_id}")
    assert note.title not in marek.get(closed[0]).text
    assert [marek.get(url).status_code for url in closed[1:]] == [404, 404]
    answer = as_("lena", htmx=True).post(f"{BASE}/{note.id}/sharing")
    assert answer.status_code == 200 and "Stop sharing" in answer.text
    assert note.shared_at is not None
    assert {f"notes-{pair.id}", f"note-{note.id}"} <= set(heard("marek"))
    assert heard("sean") == []
    assert note.title in marek.get(BASE).text
    assert "It was zero degrees." in marek.get(f"{BASE}/{note.id}").text
    assert "It was zero degrees." in marek.get(f"/documents/{note.document_id}").text


def test_stopping_closes_it_and_open_pages_hear(as_, shared, heard, pair):
    told = [f"notes-{pair.id}", f"note-{shared.id}", f"document-{shared.document_id}"]
    answer = as_("anna", htmx=True).post(f"{BASE}/{shared.id}/unsharing")
    assert answer.status_code == 200 and "Cities and programme" in answer.text
    assert shared.shared_at is None
    for name in ("marek", "ines"):
        assert set(told) <= set(heard(name)), name
        client = as_(name, htmx=True)
        assert shared.title not in client.get(BASE).text
        assert client.get(f"{BASE}/{shared.id}").status_code == 404
        assert client.get(f"/documents/{shared.document_id}").status_code == 404
        assert client.get(f"/documents/{shared.document_id}/versions").status_code == 404
    assert "It was zero degrees." in as_("vera").get(f"{BASE}/{shared.id}").text


def test_what_changes_afterwards_is_told_to_the_cities_only(as_, shared, heard):
    anna = as_("anna")
    anna.post(f"{BASE}/{shared.id}/unsharing")
    before = len(heard("marek"))
    anna.post(f"{BASE}/{shared.id}", data={"version": "9", "title": "X", "about": ""})
    anna.post(f"{BASE}/{shared.id}/removal")
    assert len(heard("marek")) == before


def test_as_a_plain_form_and_twice(as_, note):
    anna = as_("anna")
    for _ in range(2):
        answer = anna.post(f"{BASE}/{note.id}/sharing", data={"once": "k3"})
        assert (answer.status_code, answer.location) == (303, f"{BASE}/{note.id}")
    anna.post(f"{BASE}/{note.id}/sharing")
    assert db.session.query(Event).filter_by(name="note.shared").count() == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("diego", 303), ("maria", 303), ("marek", 403), ("ines", 403), ("vera", 403), ("sean", 404)],
)
@pytest.mark.parametrize("act", ["sharing", "unsharing"])
def test_who_may(as_, shared, name, status, act):
    assert as_(name).post(f"{BASE}/{shared.id}/{act}").status_code == status


@pytest.mark.parametrize("name", ["marek", "ines", "vera"])
def test_who_may_not_is_offered_nothing(as_, shared, name):
    page = as_(name).get(f"{BASE}/{shared.id}").text
    for word in ("sharing", "removal", "/edit", "/text", '<details class="menu">\n  <summary'):
        assert word not in page.partition("<main")[2].partition("</main")[0], word
