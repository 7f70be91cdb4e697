"""A note is started at an agenda item, at a visit, or on its own."""

import pytest

from app.events import Event, act
from app.extensions import db
from app.notes.models import Note
from app.visits.models import Visit
from tests.cast import on_both
from tests.notes.conftest import BASE


def notes() -> list[Note]:
    return list(db.session.query(Note).order_by(Note.id))


def test_a_note_at_an_agenda_item(as_, item, heard, pair):
    lena = as_("lena", htmx=True)
    form = lena.get(f"{BASE}/new?agenda_item={item.id}").text
    assert f'<option selected value="item-{item.id}">Bicycle excursion' in form
    posted = {"title": "  What we\tsaw ", "about": f"item-{item.id}"}
    answer = lena.post(BASE, data=posted)
    [note] = notes()
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == f"{BASE}/{note.id}"
    assert (note.title, note.agenda_item, note.visit) == ("What we saw", item, item.visit)
    assert note.author.name == "Lena Vogt" and note.shared_at is None and note.document.seq == 0
    event = db.session.query(Event).filter_by(name="note.started").one()
    assert event.audience == f"pair-{pair.id}-staff"
    assert f"notes-{pair.id}" in heard("diego") and f"notes-{pair.id}" in heard("maria")
    assert heard("marek") == heard("ines") == heard("sean") == []
    page = lena.get(f"{BASE}/{note.id}").text
    assert "One-stop shops in Vitoria" in page and "Bicycle excursion" in page


@pytest.mark.parametrize("kind", ["visit", "nothing"])
def test_a_note_at_a_visit_or_on_its_own(as_, visit, kind):
    about = {"visit": f"visit-{visit.id}", "nothing": ""}[kind]
    answer = as_("maria").post(BASE, data={"title": "The first day", "about": about})
    [note] = notes()
    assert (answer.status_code, answer.location) == (303, f"{BASE}/{note.id}")
    assert note.visit == (visit if kind == "visit" else None) and note.agenda_item is None


def test_the_link_of_a_visit_chooses_it(as_, visit):
    form = as_("anna").get(f"{BASE}/new?visit={visit.id}").text
    assert f'<option selected value="visit-{visit.id}">' in form


@pytest.mark.parametrize(
    ("name", "status"),
    [
        *[(name, 303) for name in ("anna", "diego", "ibai", "lena", "maria")],
        *[(name, 403) for name in ("marek", "ines", "vera")],
        ("sean", 404),
    ],
)
def test_who_may(as_, name, status):
    client = as_(name)
    assert client.get(f"{BASE}/new").status_code == (200 if status == 303 else status)
    assert client.post(BASE, data={"title": "Mine", "about": ""}).status_code == status
    assert len(notes()) == (status == 303)


@pytest.mark.parametrize("title", ["", "   ", "x" * 161])
def test_a_title_is_needed(as_, title):
    answer = as_("anna", htmx=True).post(BASE, data={"title": title, "about": ""})
    assert answer.status_code == 422
    assert 'id="title-error"' in answer.text and notes() == []


def test_about_something_of_another_pair_is_refused(as_, app, visit, cast, cities):
    sean = cast["sean"]
    theirs = db.session.query(Visit).filter_by(id=visit.id).one()
    from app.pairs.models import Pair

    belfast = db.session.query(Pair).filter_by(slug="belfast-galway").one()
    foreign = act(
        lambda: Visit.plan(
            belfast,
            by=sean,
            title="In Galway",
            cities=[belfast.cities[0].id],
            stops=[(belfast.cities[1].id, theirs.begins_on, theirs.ends_on)],
        ),
        by=sean,
    )
    anna = as_("anna", htmx=True)
    for about in (f"visit-{foreign.id}", "item-999", "visit-x", "pair-1"):
        answer = anna.post(BASE, data={"title": "Theirs", "about": about})
        assert answer.status_code == 422 and 'id="about-error"' in answer.text
        assert "In Galway" not in answer.text
    assert "In Galway" not in anna.get(f"{BASE}/new?visit={foreign.id}").text
    assert notes() == []


def test_a_double_click_starts_one_note(as_):
    form = {"title": "Once", "about": "", "once": "k1"}
    places = {as_("anna").post(BASE, data=form).location for _ in range(2)}
    assert len(notes()) == len(places) == 1


@on_both
def test_a_sign_that_no_database_should_keep_is_left_out(app, as_, pair):
    """NUL comes with words that some programs copy; PostgreSQL takes it in no text."""
    words = {"title": "Bi\0cycles", "once": "o", "template": ""}
    assert as_("anna").post("/pairs/cologne-soria/notes", data=words).status_code == 303
    assert db.session.query(Note).one().title == "Bicycles"
