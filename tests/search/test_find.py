"""All that a person may see is found, by the beginnings of its words, accents ignored; the same on
both databases."""

import io
from datetime import timedelta

import pytest

from app import clock
from app.comments.threads import open_thread
from app.events import act
from app.extensions import db
from app.files.models import File
from app.notes.models import Note
from app.plans.models import Edition, Plan
from app.search import keeping
from app.search.finding import Asked, find
from app.search.models import SearchRow
from app.visits.agenda import AgendaItem
from tests.cast import TODAY, on_both, person
from tests.claims import story
from tests.comments.test_suggest import rewrite
from tests.queries import count_queries
from tests.search.conftest import BASE, plain, work


def rewrite_empty(as_, document_id: int) -> None:
    as_("anna").post(f"/documents/{document_id}/text", data={"text": "Zebras.\n", "base": "0"})
    keeping.keep_texts([document_id])


@on_both
def test_every_kind(as_, search, note, mark, stay, pair):
    anna = person("anna")
    mark("lesson", "two hundred bicycles", "Zebra crossings help.")
    act(lambda: open_thread(note, "Where is the zebra?", by=anna))
    about = {"day": TODAY, "starts": None, "minutes": 60, "title": "Zebra walk"}
    act(lambda: AgendaItem.add(stay, by=anna, **about))
    section = Plan.of(pair.id).sections[0]
    rewrite_empty(as_, section.document_id)
    claim = story.draft(story.visit())
    found = search("anna", "ZÉBRA")
    for words in ("Lessons, decisions", "Comments", "Agenda", "Plan"):
        assert words in found, words
    assert "<mark>Zebra</mark> crossings help." in found and "<mark>Zebras</mark>." in found
    assert "Notes" in search("anna", "etienne") and "<mark>Étienne</mark>" in search(
        "anna", "étiénne"
    )
    assert "<mark>In</mark> <mark>Soria</mark>" in search("anna", "in soria")
    assert "Anna Keller" not in search("anna", "keller x")
    assert "<mark>Keller</mark>" in search("anna", "kell")
    assert f"claims/{claim.id}" in search("anna", claim.number)


@on_both
def test_all_words_must_be_there_each_at_its_beginning(search, note):
    assert "By bicycle" in plain(search("anna", "hundr bicy"))
    assert "By bicycle" not in plain(search("anna", "hundred trams"))
    assert "By bicycle" not in plain(search("anna", "undred"))
    assert "Nothing is found" in search("anna", "xyzzy")
    assert "Type at least two letters" in search("anna", "b")


@on_both
def test_words_of_other_query_languages_are_words(search, note):
    for q in ("* OR bicycle", "NEAR(bicycle two)", "place:p1 bicycle", "bicycle AND two"):
        assert "Nothing is found" in search("anna", q), q


@pytest.mark.parametrize("q", ['"', "'", "*", ":", ") & (", "😀", "((", "\\", "%", "-", "!", "🇪🇺"])
@on_both
def test_signs_harm_nothing(search, note, q):
    search("anna", q)
    assert "By bicycle" in plain(search("anna", f"{q} bicycle"))


@on_both
def test_titles_come_first_then_the_newest(as_, search, note):
    anna = as_("anna")
    written = {"Trams": "They run.\n", "Other": "Trams and trams.\n", "Last": "Trams.\n"}
    for title, text in written.items():
        anna.post(f"{BASE}/notes", data={"title": title, "about": ""})
        work()
        document = db.session.query(SearchRow).filter_by(title=title).one()
        number = db.session.get_one(Note, document.thing_id).document_id
        anna.post(f"/documents/{number}/text", data={"text": text, "base": "0"})
    found = search("anna", "trams")
    titles = ("<mark>Trams</mark></a>", ">Last</a>", ">Other</a>")
    places = [found.index(title) for title in titles]
    assert places == sorted(places)


@on_both
def test_narrowed_by_kind_city_visit_and_time(search, note, mark, stay, cities, monkeypatch):
    mark("lesson", "two hundred bicycles", "Bicycles win.")
    assert "By bicycle" not in plain(search("anna", "bicycle", kind="takeaway"))
    assert "Bicycles" in search("anna", "bicycle", kind="takeaway")
    assert "By bicycle" not in plain(search("anna", "bicycle", kind="claim"))
    assert "bicycle</mark>" in search("anna", "bicycle", city=cities["Soria"].id)
    assert "Nothing is found" in search("anna", "bicycle", city=cities["Cologne"].id)
    assert "bicycle</mark>" in search("anna", "bicycle", visit=stay.id)
    assert "Nothing is found" in search("anna", "bicycle", visit=stay.id + 1)
    assert "bicycle</mark>" in search("anna", "bicycle", since="week")
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "source", lambda: later)
    assert "Nothing is found" in search("anna", "bicycle", since="month")
    assert "bicycle</mark>" in search("anna", "bicycle", since="year")
    search("anna", "bicycle", city="x", visit="99999999999999999999", since="ever", start="-1")


@on_both
def test_a_text_is_found_as_it_reads_now(as_, search, note):
    assert "By bicycle" in plain(search("anna", "hundred"))
    rewrite(note.document_id, "two hundred", "a thousand")
    assert "By bicycle" not in plain(search("anna", "hundred"))
    assert "By bicycle" in plain(search("anna", "thousand"))


@on_both
def test_what_is_in_the_bin_is_not_found(as_, search, note, mark):
    mark("lesson", "two hundred bicycles", "Count them.")
    assert "Count" in search("anna", "count")
    as_("anna").post(f"{BASE}/notes/{note.id}/removal")
    assert "Nothing is found" in search("anna", "count")
    assert "Nothing is found" in search("anna", "hundred")
    as_("anna").post(f"{BASE}/notes/{note.id}/restoration")
    assert "Count" in search("anna", "count")


@on_both
def test_rebuilt_by_one_command(app, search, note):
    search("anna", "x")
    db.session.query(SearchRow).delete()
    db.session.commit()
    assert "Nothing is found" in search("anna", "hundred")
    answer = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert "up to date" in answer.output
    assert "By bicycle" in plain(search("anna", "hundred"))
    rows = all_rows()
    keeping.rebuild()
    assert all_rows() == rows


def all_rows() -> list[tuple[str, int, str]]:
    found = db.session.query(SearchRow).order_by(SearchRow.id)
    return [(row.kind, row.thing_id, row.folded) for row in found]


def test_file_names(as_, search, note):
    as_("anna").post(
        f"{BASE}/notes/{note.id}/files", data={"files": (io.BytesIO(story.PNG), "Zebra map.png")}
    )
    assert db.session.query(File).one().name == "Zebra map.png"
    assert "<mark>Zebra</mark> map.png" in search("lena", "zebra")
    assert "Nothing is found" in search("marek", "zebra")  # the note is not shared


def test_a_page_at_a_time(as_, search, note):
    anna = as_("anna")
    for n in range(25):
        anna.post(f"{BASE}/notes", data={"title": f"Tram {n}", "about": ""})
    first = search("anna", "tram")
    assert first.count('class="result"') == 20 and "start=20" in first
    second = search("anna", "tram", start=20)
    assert second.count('class="result"') == 5 and "start=" not in second


def test_queries_do_not_grow(as_, search, note):
    anna = as_("anna")
    for n in range(3):
        anna.post(f"{BASE}/notes", data={"title": f"Tram {n}", "about": ""})
    search("anna", "tram")
    with count_queries() as few:
        anna.get(f"{BASE}/search?q=tram")
    for n in range(12):
        anna.post(f"{BASE}/notes", data={"title": f"Tram {n}", "about": ""})
    search("anna", "tram")
    with count_queries() as many:
        anna.get(f"{BASE}/search?q=tram")
    assert len(many) == len(few)


def test_sections_of_a_plan_and_of_an_edition_are_found_before_anybody_wrote_in_them(search, pair):
    plan, anna = Plan.of(pair.id), person("anna")
    heading = plan.sections[0].heading
    assert search("anna", heading).count("plan#section-") == 1
    edition = act(lambda: Edition.start(plan, "es", by=anna), by=anna)
    assert search("anna", heading).count("#section-") == 2
    act(lambda: edition.remove(by=anna), by=anna)
    assert search("anna", heading).count("#section-") == 1


@on_both
def test_who_looks_after_thousands_of_pairs_finds(app, search, note, pair):
    assert "By bicycle" in plain(search("anna", "bicycle"))
    heard = {n: [f"pair-{n}-{kind}" for kind in range(8)] for n in range(10_000, 20_000)}
    heard[pair.id] = [f"pair-{pair.id}", f"pair-{pair.id}-staff"]
    assert find(Asked("bicycle"), heard).hits
