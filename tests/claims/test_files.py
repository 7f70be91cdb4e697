"""Claims as files: the register as XLSX and CSV, the form as PDF, for who sees the claim."""

import io

import openpyxl
import pypdfium2
import pytest

from app.claims.decisions import decide
from app.claims.lines import Line
from app.events import act
from app.extensions import db
from tests.cast import person
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.queries import count_queries

LIST = CLAIMS


@pytest.fixture
def claim(app):
    """Two lines of Cologne's: the first is approved in part, the second begins with a sign."""
    found = story.submitted(story.visit(), 10_000, 5_000)
    first, second = Line.of(found)
    second.description = "=1+1"
    db.session.commit()
    maria = person("maria")
    say = {"amount": 9_000, "reason": "Second class only", "by": maria}
    act(lambda: decide(first, "in_part", **say), by=maria)
    return found


def sheet(as_, name):
    answer = as_(name).get(f"{LIST}.xlsx")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    return [dict(zip((c.value for c in book.worksheets[0][1]), row, strict=True)) for row in
            book.worksheets[0].iter_rows(min_row=2, values_only=True)], book  # fmt: skip


def test_a_row_a_line_with_what_was_decided(as_, claim):
    rows, book = sheet(as_, "vera")
    assert [row["Claim"] for row in rows] == [claim.number] * 2
    assert (rows[0]["Claimed in EUR"], rows[0]["Approved in EUR"]) == (100, 90)
    assert rows[0]["Reason"] == "Second class only" and rows[1]["Decision"] == "Open"
    cell = next(c for row in book.worksheets[0] for c in row if c.value == "=1+1")
    assert cell.data_type == "s" and cell.quotePrefix
    assert len(book.worksheets[1]._images) == 1


def test_as_csv_in_the_readers_signs(as_, claim, cast):
    english = as_("maria").get(f"{LIST}.csv").data.decode("utf-8-sig")
    assert "100.00" in english and "'=1+1" in english
    cast["maria"].language = "de"
    db.session.commit()
    german = as_("maria").get(f"{LIST}.csv").data.decode("utf-8-sig")
    assert "100,00;" in german and "Zweite" not in german


@pytest.mark.parametrize(
    ("name", "listed", "form"),
    [("anna", 2, 200), ("maria", 2, 200), ("vera", 2, 200), ("diego", 0, 404), ("ibai", 0, 404)],
)
def test_each_sees_their_own(as_, claim, name, listed, form):
    assert len(sheet(as_, name)[0]) == listed
    assert as_(name).get(f"{CLAIMS}/{claim.id}.pdf").status_code == form


@pytest.mark.parametrize("name", ["lena", "marek", "ines"])
def test_who_sees_no_claims_gets_no_files(as_, claim, name):
    for address in (f"{LIST}.xlsx", f"{LIST}.csv", f"{CLAIMS}/{claim.id}.pdf"):
        assert as_(name).get(address).status_code in (403, 404)


def test_the_form_says_what_was_claimed_and_decided(as_, claim):
    answer = as_("anna").get(f"{CLAIMS}/{claim.id}.pdf")
    with pypdfium2.PdfDocument(answer.data) as pdf:
        assert pdf.is_tagged()
        text = " ".join(" ".join(p.get_textpage().get_text_bounded() for p in pdf).split())
    for words in (claim.number, "€100.00", "€150.00", "€90.00", "Second class only", story.IBAN):
        assert words in text
    assert claim.declaration[:40] in text and "Signed by Anna Keller" in text
    assert claim.pair.cohort.funding_statement in text


def test_more_claims_cost_no_more_queries(as_, app):
    def asked():
        with count_queries() as sent:
            as_("vera").get(f"{LIST}.csv")
        return len(sent)

    visit = story.visit()
    story.submitted(visit, 10_000)
    asked()
    before = asked()
    for n in range(3):
        story.submitted(visit, 1_000 + n)
    assert asked() == before
