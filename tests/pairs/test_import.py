"""One XLSX into a cohort: a preview, the good rows at once, a sentence for each bad one."""

import io
import zipfile

import pytest
from openpyxl import load_workbook

from app.budgets import balances
from app.budgets.models import Budget
from app.events import Event
from app.extensions import db
from app.mail import Mail
from app.pairs import sheets
from app.pairs.imports import Import
from app.pairs.memberships import Membership
from app.pairs.models import Pair, Seat
from app.plans.models import Plan
from tests.cast import on_both, person
from tests.pairs.sheets import GOOD, book, hand_in, take


def pair_of(slug="turku-fundao"):
    return db.session.query(Pair).filter_by(slug=slug).one_or_none()


def wrongs(client, **changed):
    """The sentences of the rows that cannot be taken, as the preview shows them."""
    answer = hand_in(client, book(**changed))
    assert answer.status_code == 303, answer.text
    found = db.session.get(Import, int(answer.location.rpartition("/")[2]))
    from app.files.blobs import blobs
    from app.pairs.intake import look

    with blobs().open(found.sha256) as opened:
        rows = sheets.read(opened.read())
    page = client.get(answer.location).text
    lines = look(found.cohort, rows).of("wrong")
    from markupsafe import escape

    assert all(str(escape(line.words)) in page for line in lines)
    return [(line.sheet, line.number, line.words) for line in lines]


@on_both
def test_a_preview_changes_nothing_and_the_import_makes_a_workspace(app, as_):
    maria = as_("maria")
    preview = hand_in(maria, book())
    page = maria.get(preview.location)
    assert "New pair, with Fundão" in page.text and "€1,800.50" in page.text
    assert pair_of() is None

    done = maria.post(f"{preview.location}/application", data={})
    assert done.status_code == 303
    pair = pair_of()
    assert [(c.name, c.side, c.code, c.zone) for c in pair.cities] == [
        ("Fundão", "twin", "FUN", "Europe/Lisbon"),
        ("Turku", "pilot", "TUR", "Europe/Helsinki"),
    ]
    roles = {m.person.mail: (m.role, m.city and m.city.name) for m in members(pair)}
    assert roles == {
        "rui@fundao.example": ("officer", "Fundão"),
        "aino@turku.example": ("officer", "Turku"),
        "expert@example.org": ("expert", None),
    }
    assert balances.line(Budget.of(pair.id), pair.cities[0].id, "outgoing").allocated == 180_050
    assert len(Plan.of(pair.id).sections) == 2 and Plan.of(pair.id).city_ids() == {
        pair.cities[0].id
    }
    seats = db.session.query(Seat).filter_by(member_city_id=pair.cities[0].id).all()
    assert [len(seat.sittings) for seat in seats] == [1, 0]
    assert pair.name == "Turku – Fundão" and pair.activity_name == "1.5-Degree City"


def members(pair):
    return db.session.query(Membership).filter_by(pair_id=pair.id).all()


def test_a_repeat_changes_nothing(app, as_):
    take(as_("maria"), book())
    before = (db.session.query(Event).count(), db.session.query(Membership).count())
    again = take(as_("maria"), book())
    assert again.status_code == 303
    assert (db.session.query(Event).count(), db.session.query(Membership).count()) == before
    assert "Will be new" not in as_("maria").get(again.location).text


def test_a_later_import_adds_to_a_pair_that_is_there(app, as_, pair):
    city = ["cologne-soria", "", "Valladolid", "Spain", "pilot", ""]
    people = [["nerea@valladolid.example", "Nerea Cano", "officer", "cologne-soria", "Valladolid"]]
    take(as_("maria"), book(Cities=[city], People=people, Seats=[], Budgets=[]))
    db.session.expire_all()
    assert [c.name for c in pair.cities][-1] == "Valladolid"
    assert pair.cities[-1].code == "VAL"


def test_mails_go_only_where_the_box_is_ticked(app, as_):
    take(as_("maria"), book())
    assert db.session.query(Mail).count() == 0
    new = ["lotte@fundao.example", "Lotte Mulder", "contributor", "turku-fundao", "Fundão", "de"]
    take(as_("maria"), book(People=[*GOOD["People"], new]), invite="y")
    assert [m.to for m in db.session.query(Mail)] == ["lotte@fundao.example"]


BAD = [
    ("Cities", 1, 4, "Elbonia", "We do not know the country “Elbonia”."),
    ("Cities", 1, 5, "sister", "“sister” is no side"),
    ("Cities", 1, 6, "Mars/Base", "We do not know the time zone"),
    ("Cities", 1, 3, "Fundão", "stands in this pair twice"),
    ("Cities", 0, 1, "Belfast – Galway", "has no officer"),
    ("People", 2, 1, "expert(at)example.org", "is no mail address"),
    ("People", 2, 3, "boss", "“boss” is no role"),
    ("People", 2, 6, "fr", "none of our languages"),
    ("People", 2, 4, "nowhere", "is not among the good rows of the sheet Cities"),
    ("People", 2, 1, "rui@fundao.example", "stands in this pair twice"),
    ("Seats", 0, 3, "many", "how many seats"),
    ("Seats", 0, 3, 51, "from 1 to 50"),
    ("Seats", 0, 4, "sean@example.org", "is not of this city"),
    ("Seats", 0, 2, "Porto", "Porto is not in this pair"),
    ("Budgets", 0, 4, "12,345", "can be read in two ways"),
    ("Budgets", 0, 4, "a lot", "figures only"),
    ("Budgets", 0, 4, -5, "less than zero"),
    ("Budgets", 0, 4, 999999, "The pot has only"),
    ("Budgets", 0, 4, "=1+1", "figures only"),
    ("Budgets", 0, 3, "sideways", "is no direction"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "value", "words"), BAD)
def test_a_bad_row_gets_a_sentence_with_its_place(app, as_, sheet, row, column, value, words):
    rows = [list(one) for one in GOOD[sheet]]
    rows[row][column - 1] = value
    found = wrongs(as_("maria"), **{sheet: rows})
    assert any(words in sentence for _s, _n, sentence in found), found
    places = {(s, n) for s, n, sentence in found if words in sentence}
    assert (sheet, row + 2) in places


def test_good_rows_are_taken_beside_bad_ones(app, as_):
    bad = ["broken", "Nobody", "officer", "turku-fundao", "Turku", "en"]
    take(as_("maria"), book(People=[*GOOD["People"], bad]))
    assert len(members(pair_of())) == 3


def test_a_city_without_an_officer_takes_its_people_with_it(app, as_):
    people = [GOOD["People"][0], ["m@turku.example", "M", "contributor", "turku-fundao", "Turku"]]
    found = wrongs(as_("maria"), People=people)
    assert [(s, n) for s, n, _words in found] == [("Cities", 3), ("People", 3)]


def test_a_pair_without_a_twin_is_no_pair(app, as_):
    cities = [[*row[:4], "pilot", row[5]] for row in GOOD["Cities"]]
    take(as_("maria"), book(Cities=cities))
    assert pair_of() is None


def test_another_amount_than_the_budget_has_is_left(app, as_):
    take(as_("maria"), book())
    found = wrongs(as_("maria"), Budgets=[["turku-fundao", "Fundão", "outgoing", 2000]])
    assert "A change needs two managers" in found[0][2]


def test_two_lines_that_only_together_go_over_the_pot(app, as_):
    rows = [
        ["turku-fundao", "Fundão", "outgoing", 6000],
        ["turku-fundao", "Turku", "incoming", 6000],
    ]
    found = wrongs(as_("maria"), Budgets=rows)
    assert [(s, n) for s, n, _words in found] == [("Budgets", 3)]


def test_a_cell_that_a_spreadsheet_would_run_is_text(app, as_):
    rows = [list(one) for one in GOOD["People"]]
    rows[0][1] = "=HYPERLINK(1)"
    take(as_("maria"), book(People=rows))
    assert {m.person.name for m in members(pair_of())} >= {"=HYPERLINK(1)"}
    assert load_workbook(io.BytesIO(book(People=rows)))["People"]["B2"].data_type == "s"


def bomb(size=50 * 1024 * 1024):
    """A small file that unpacks to far more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as good, zipfile.ZipFile(out, "w", 8) as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name))
        bad.writestr("xl/media/a.bin", b"\0" * size)
    return out.getvalue()


def entities():
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book())) as good, zipfile.ZipFile(out, "w", 8) as bad:
        for name in good.namelist():
            text = good.read(name)
            if name == "xl/workbook.xml":
                text = b'<!DOCTYPE a [<!ENTITY b "cc">]>' + text
            bad.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no XLSX file"),
        (b"%PDF-1.7 hello", "no XLSX file"),
        (b"x" * (sheets.MOST_BYTES + 1), "too large"),
        (book()[:3000], "no XLSX file"),
        (bomb(), "unpacks to far more"),
        (entities(), "never holds"),
        (sheets.write(), "nothing in this file"),
    ],
    ids=["empty", "pdf", "huge", "cut", "bomb", "entities", "template"],
)
def test_a_file_that_is_no_good_is_one_sentence(app, as_, data, words):
    answer = hand_in(as_("maria"), data)
    assert answer.status_code == 422 and words in answer.text
    assert db.session.query(Import).count() == 0


def test_the_template_can_be_filled_in_and_handed_in(app, as_):
    answer = as_("maria").get("/cohorts/1/imports/template.xlsx")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert load_workbook(io.BytesIO(answer.data)).sheetnames == list(sheets.SHEETS)


@pytest.mark.parametrize("name", ["anna", "vera", "sean", "marek"])
def test_only_managers_import(app, as_, name):
    client = as_(name)
    assert hand_in(client, book()).status_code == 404
    assert client.get("/cohorts/1/imports").status_code == 404
    assert client.get("/cohorts/1/imports/template.xlsx").status_code == 404


def test_a_failure_in_the_middle_leaves_nothing_behind(app, as_, monkeypatch):
    from app.pairs.intake import carrying

    def broken(*_args):
        raise RuntimeError("power cut")

    monkeypatch.setattr(carrying, "_budgets", broken)
    with pytest.raises(RuntimeError):
        take(as_("maria"), book())
    db.session.rollback()
    assert pair_of() is None and person("maria").id


def test_codes_are_unique_in_the_cohort(app, as_):
    rows = [list(one) for one in GOOD["Cities"]]
    rows[0][2] = "Colmar"
    people = [list(one) for one in GOOD["People"]]
    people[0][4] = "Colmar"
    take(as_("maria"), book(Cities=rows, People=people, Seats=[], Budgets=[]))
    assert pair_of().cities[0].code == "COM"  # Cologne has been COL before
