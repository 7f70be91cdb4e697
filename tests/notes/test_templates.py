"""A note begins from a template: headings in the pair's language, who was there from the visit."""

import pytest

from app.documents import reading
from app.events import act
from app.extensions import db
from app.notes.models import Note
from app.visits.travellers import Traveller
from tests.cast import person
from tests.notes.conftest import BASE
from tests.takeaways.conftest import stay as stay


def text(**form: str) -> str:
    db.session.rollback()
    return reading.text_of(db.session.query(Note).order_by(Note.id.desc()).first().document).words


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("minutes", "Who does what until when"),
        ("site_visit", "What it costs, and who pays"),
        ("lesson", "What we would need at home"),
        ("decision", "What follows from it"),
    ],
)
def test_headings(as_, app, pair, kind, heading):
    as_("anna").post(BASE, data={"title": "New", "about": "", "template": kind})
    assert heading in text()


def test_an_empty_page(as_, app, pair):
    as_("anna").post(BASE, data={"title": "New", "about": "", "template": ""})
    assert text() == ""


def test_who_was_there_comes_from_the_visit(as_, pair, stay):
    anna = person("anna")
    city = pair.cities[0]
    act(
        lambda: Traveller.add(
            stay, by=anna, kind="person", person=anna, city=city, payer="own_city"
        )
    )
    data = {"title": "New", "about": f"visit-{stay.id}", "template": "minutes"}
    as_("lena").post(BASE, data=data)
    assert "Who was there\nAnna Keller, Cologne\n" in text()


def test_in_the_pairs_language(as_, pair):
    pair.cohort.languages = ["de", "en"]
    db.session.commit()
    as_("anna").post(BASE, data={"title": "Neu", "about": "", "template": "minutes"})
    assert "What was decided" not in text() and text()


def test_no_such_template(as_, pair):
    answer = as_("anna", htmx=True).post(BASE, data={"title": "X", "about": "", "template": "poem"})
    assert answer.status_code == 422
