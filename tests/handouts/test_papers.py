"""Attendance list, certificates, participants and letters."""

import io

import docx
import openpyxl
import pypdfium2
import pytest

from app.attendance.models import Participant
from app.events import act
from app.extensions import db
from app.visits.travellers import Traveller
from tests.attendance import test_attendance as attendance
from tests.visits import conftest as visits
from tests.visits.conftest import BASE, FIRST, LAST

idea, proposed, nearly, agreed = visits.idea, visits.proposed, visits.nearly, visits.agreed
traveller, there, now_is = visits.traveller, attendance.there, attendance.now_is


def at(visit, *parts):
    return "/".join(map(str, (BASE, visit.id, *parts)))


def pages(answer):
    assert answer.status_code == 200 and answer.content_type == "application/pdf"
    with pypdfium2.PdfDocument(answer.data) as pdf:
        assert pdf.is_tagged()
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf]


@pytest.fixture
def host(agreed, cast, cities):
    facts = {"name": "=Dr Host", "organisation": "EVE", "city": cities["Vitoria-Gasteiz"]}
    return act(lambda: Participant.add(agreed, by=cast["ibai"], **facts), by=cast["ibai"])


@pytest.fixture
def held(as_, agreed, there, host, now_is, cast):
    """anna was there on both of the days that were ticked, diego on none."""
    now_is(LAST)
    for day in (FIRST, LAST):
        as_("ibai").post(at(agreed, "attendance/days", day), data={f"present-t{there[0].id}": "1"})
    act(lambda: agreed.hold(by=cast["anna"], today=LAST), by=cast["anna"])
    return agreed


def test_the_list_has_a_page_a_day_with_room_to_sign(as_, agreed, there, host):
    found = pages(as_("lena").get(at(agreed, "attendance.pdf")))
    assert len(found) == 3
    for text, day in zip(found, ("8 December", "9 December", "10 December"), strict=True):
        for words in (
            day,
            "Anna Keller",
            "Cologne",
            "Dr Host",
            "EVE",
            "Sets out from",
            "Signature",
        ):
            assert words in text
        assert agreed.pair.cohort.funding_statement[:30] in text
    table = docx.Document(io.BytesIO(as_("lena").get(at(agreed, "attendance.docx")).data)).tables[0]
    assert [cell.text for cell in table.rows[0].cells][3] == "Signature"
    for name in ("marek", "ines"):
        assert as_(name).get(at(agreed, "attendance.pdf")).status_code == 403


def test_certificates_are_for_who_was_there_once_it_is_held(as_, agreed, there):
    as_("ibai").post(at(agreed, "attendance/days", FIRST, "everybody"))
    assert as_("lena").get(at(agreed, "certificates.pdf")).status_code == 404


def test_a_certificate_says_who_where_and_which_days(as_, held):
    (text,) = pages(as_("lena").get(at(held, "certificates.pdf")))
    for words in ("Certificate of attendance", "Anna Keller", held.title, "Vitoria-Gasteiz"):
        assert words in text
    assert "8 December 2026, 10 December 2026" in text and "Diego" not in text
    assert held.pair.cohort.funding_statement[:30] in text
    assert "Anna Keller" in pages(as_("anna").get(at(held, "certificate.pdf")))[0]
    for name in ("diego", "ines", "ibai"):
        assert as_(name).get(at(held, "certificate.pdf")).status_code == 404
    assert as_("ines").get(at(held, "certificates.pdf")).status_code == 403


def test_participants_as_a_sheet_hold_words_and_no_formulas(as_, held):
    answer = as_("vera").get(at(held, "participants.xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet, funding = book.worksheets
    assert held.pair.cohort.funding_statement in [c.value for row in funding for c in row]
    assert len(funding._images) == 1
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["City", "Name", "Organisation"]
    assert ["Cologne", "Anna Keller"] in [row[:2] for row in rows]
    assert next(row for row in rows if row[1] == "Anna Keller")[-1] == 2
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "=Dr Host")
    assert cell.data_type == "s" and cell.quotePrefix
    assert as_("marek").get(at(held, "participants.xlsx")).status_code == 403


def test_as_csv_with_the_signs_of_the_readers_language(as_, held, cast):
    english = as_("lena").get(at(held, "participants.csv")).data
    assert english.startswith(b"\xef\xbb\xbfCity,Name") and b"'=Dr Host" in english
    cast["lena"].language = "de"
    db.session.commit()
    assert b";" in as_("lena").get(at(held, "participants.csv")).data.split(b"\r\n")[0]


@pytest.mark.parametrize(("kind", "words"), [
    ("visa", ("Letter of invitation", "Passport number: ____", "consulate")),
    ("employer", ("Letter for the employer", "give leave")),
])  # fmt: skip
def test_a_letter_says_dates_purpose_and_who_pays(as_, agreed, there, kind, words):
    (text,) = pages(as_("anna").get(at(agreed, f"travellers/{there[0].id}/letter.pdf?for={kind}")))
    for said in (*words, "Anna Keller", "8–10 December 2026", "Vitoria-Gasteiz", "The programme"):
        assert said in text
    assert agreed.pair.cohort.funding_statement[:30] in text


def test_a_letter_in_another_language(as_, agreed, there):
    answer = as_("anna").get(at(agreed, f"travellers/{there[0].id}/letter.docx?language=es"))
    words = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.data)).paragraphs)
    assert "diciembre" in words


@pytest.mark.parametrize(
    ("name", "status"),
    [("anna", 200), ("lena", 200), ("ibai", 200), ("maria", 200), ("diego", 404), ("ines", 404)],
)
def test_whose_letter_it_is(as_, agreed, there, name, status):
    """The traveller, their city, the hosts who invite, and managers."""
    assert as_(name).get(at(agreed, f"travellers/{there[0].id}/letter.pdf")).status_code == status


def test_no_letter_for_people_without_names(as_, agreed, there, cities, cast):
    facts = {"kind": "count", "count": 5, "city": cities["Cologne"]}
    many = act(lambda: Traveller.add(agreed, by=cast["anna"], **facts), by=cast["anna"])
    assert as_("anna").get(at(agreed, f"travellers/{many.id}/letter.pdf")).status_code == 404


def test_all_stand_in_one_place(as_, held):
    page = as_("anna").get(f"{BASE}/{held.id}").text.split("Papers to print and send")[1]
    for words in ("attendance.pdf", "participants.xlsx", "certificates.pdf", "letter.pdf?for=visa"):
        assert words in page
    page = as_("ines").get(f"{BASE}/{held.id}").text.split("Papers to print and send")[1]
    assert "attendance.pdf" not in page and "letter.pdf" not in page
