"""The programme of a visit on paper."""

import io
from datetime import time

import docx
import pypdfium2
import pytest

from app.events import act
from app.visits.agenda import AgendaItem
from app.visits.publishing import publish
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed


@pytest.fixture
def walk(agreed, cast, cities):
    facts = {"day": FIRST, "starts": time(9, 30), "minutes": 45, "title": "Walk", "kind": "walk"}
    facts |= {"place": "Plaza de la Virgen Blanca", "joins": [cities["Soria"]]}
    return act(lambda: AgendaItem.add(agreed, by=cast["anna"], **facts), by=cast["anna"])


def words(as_, visit, name="anna"):
    answer = as_(name).get(f"{BASE}/{visit.id}.pdf")
    assert answer.status_code == 200 and answer.content_type == "application/pdf"
    with pypdfium2.PdfDocument(answer.data) as pdf:
        assert pdf.is_tagged()
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    return " ".join(text.split())


def test_it_says_what_happens_when_and_where(as_, agreed, walk):
    text = words(as_, agreed)
    for said in (agreed.title, "Tuesday, 8 December 2026", "09:30–10:15", "Walk"):
        assert said in text
    assert "Plaza de la Virgen Blanca" in text and "only Soria" in text and "Draft" in text
    assert agreed.pair.cohort.funding_statement[:30] in text
    assert "EUR" not in text


def test_a_draft_is_not_handed_out_to_who_does_not_plan_it(as_, agreed, walk, cast):
    text = words(as_, agreed, "marek")
    assert "Walk" not in text and "The agenda is not published yet." in text
    act(lambda: publish(agreed, by=cast["anna"]), by=cast["anna"])
    text = words(as_, agreed, "marek")
    assert "Walk" in text and "Draft" not in text


def test_as_word_too(as_, agreed, walk):
    data = as_("diego").get(f"{BASE}/{agreed.id}.docx").data
    document = docx.Document(io.BytesIO(data))
    assert document.paragraphs[0].text == agreed.title
    assert "09:30–10:15" in [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert "Contents" not in [paragraph.text for paragraph in document.paragraphs]


def test_nobody_elses(as_, agreed):
    assert as_("sean").get(f"{BASE}/{agreed.id}.pdf").status_code == 404
