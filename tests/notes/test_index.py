"""The list of notes: each reader's own, the latest first."""

import pytest

from app.visits.agenda import AgendaItem
from tests.notes.conftest import BASE
from tests.queries import count_queries


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        *[(name, True) for name in ("anna", "diego", "ibai", "lena", "maria", "vera")],
        *[(name, False) for name in ("marek", "ines")],
    ],
)
def test_what_is_not_shared_is_for_cities_and_programme(as_, note, shared, name, sees):
    for client in (as_(name), as_(name, htmx=True)):
        page = client.get(BASE).text
        assert shared.title in page
        assert (note.title in page) == sees
        assert client.get(f"{BASE}/{note.id}").status_code == (200 if sees else 404)


def test_the_stranger_finds_nothing(as_, shared):
    sean = as_("sean")
    for url in (BASE, f"{BASE}/{shared.id}", f"/documents/{shared.document_id}"):
        assert sean.get(url).status_code == 404


def test_a_note_is_found_under_its_own_pair_only(as_, shared):
    assert as_("maria").get(f"/pairs/belfast-galway/notes/{shared.id}").status_code == 404


def test_the_latest_is_first_and_says_what_it_is_about(as_, write, item: AgendaItem):
    write("The first"), write("The second", visit=item.visit, agenda_item=item)
    page = as_("anna", htmx=True).get(BASE).text
    assert page.index("The second") < page.index("The first")
    assert "Bicycle excursion" in page


@pytest.mark.parametrize(
    ("name", "sentence", "offered"),
    [("lena", "There are no notes yet.", True), ("marek", "No notes are shared with you", False)],
)
def test_nothing_yet(as_, name, sentence, offered):
    page = as_(name).get(BASE).text
    assert sentence in page
    assert (f"{BASE}/new" in page) == offered


def test_a_title_is_text(as_, write):
    note = write("<b>bold</b> & more")
    for url in (BASE, f"{BASE}/{note.id}", f"{BASE}/{note.id}/edit"):
        page = as_("anna").get(url).text
        assert "<b>bold" not in page and "&lt;b&gt;bold" in page


@pytest.mark.parametrize("name", ["anna", "marek"])
def test_thirty_notes_cost_no_more_queries_than_one(as_, write, item, name):
    client = as_(name)

    def cost() -> int:
        with count_queries() as queries:
            assert client.get(BASE).status_code == 200
        return len(queries)

    write("1", shared=True, visit=item.visit, agenda_item=item)
    one = cost()
    for n in range(29):
        write(f"{n} more", shared=True, visit=item.visit, agenda_item=item)
    assert cost() == one
