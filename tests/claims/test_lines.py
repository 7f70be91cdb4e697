"""Lines and payee: what is refused stands beside its field, what was removed comes back."""

import io
from datetime import date
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.rates import Rate, import_file
from app.events import Event
from app.extensions import db
from app.files.models import File
from app.visits.travellers import Traveller
from tests.cast import on_both, person
from tests.claims import story
from tests.claims.story import CLAIMS, IBAN, line_data, upload


@pytest.fixture
def made(app):
    return story.visit()


@pytest.fixture
def claim(made):
    return story.draft(made, 10_000)


@pytest.fixture
def one(claim):
    return f"{CLAIMS}/{claim.id}"


def beside(answer, field):
    """The sentence that stands beside a field."""
    page = BeautifulSoup(answer.text, "html.parser")
    found = page.select_one(f"#{field}-error")
    return found.get_text(" ", strip=True) if found else ""


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"amount": "12,345"}, "amount", "two ways"),
        ({"amount": "-5"}, "amount", "less than zero"),
        ({"amount": "0"}, "amount", "above zero"),
        ({"amount": "lots"}, "amount", "figures only"),
        ({"amount": "99999999999"}, "amount", "more than we can take"),
        ({"amount": "1.234"}, "amount", "two ways"),
        ({"amount": ""}, "amount", "required"),
        ({"currency": "XYZ"}, "currency", "do not know the currency “XYZ”"),
        ({"currency": "DEM"}, "currency", "do not know"),
        ({"vat": "900"}, "vat", "less than the amount"),
        ({"vat": "-1"}, "vat", "less than zero"),
        ({"document_date": "yesterday"}, "document_date", "date"),
        ({"document_date": "2027-01-01"}, "document_date", "future"),
        ({"paid_date": "2026-12-24"}, "paid_date", "future"),
        ({"document_date": "0202-11-10"}, "document_date", "long before"),
        ({"traveller": "0"}, "traveller", "whose cost"),
        ({"traveller": "999"}, "traveller", "valid choice"),
        ({"traveller": "' OR 1=1"}, "traveller", "whose cost"),
        ({"category": "yacht"}, "category", "valid choice"),
        ({"description": "  "}, "description", "required"),
        ({"description": "x" * 201}, "description", "200"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(as_, claim, made, one, data, field, words):
    for client in (as_("anna"), as_("anna", htmx=True)):
        answer = client.post(f"{one}/lines", data=line_data(made, **data))
        assert answer.status_code == 422
        assert words in beside(answer, field), answer.text[-3000:]
    assert len(Line.of(claim)) == 1


def test_an_unknown_currency_is_said_once(as_, made, one):
    answer = as_("anna").post(f"{one}/lines", data=line_data(made, currency="QQQ"))
    assert beside(answer, "currency") and not beside(answer, "amount")


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [("1.234,56", "EUR", 123456), ("1,234.56", "EUR", 123456), ("1500", "JPY", 1500)],
)
def test_amounts_as_people_type_them(as_, claim, made, one, typed, currency, minor):
    as_("anna").post(f"{one}/lines", data=line_data(made, amount=typed, currency=currency))
    assert Line.of(claim)[-1].amount == minor
    edit = as_("anna").get(f"{one}/lines/{Line.of(claim)[-1].id}/edit")
    value = BeautifulSoup(edit.text, "html.parser").select_one("#amount")["value"]
    assert value == {"EUR": "1234.56", "JPY": "1500"}[currency]


def test_the_form_of_a_line_shows_what_is_stored(as_, claim, made, one):
    line = Line.of(claim)[0]
    page = BeautifulSoup(as_("anna").get(f"{one}/lines/{line.id}/edit").text, "html.parser")
    chosen = [option["value"] for option in page.select("option[selected]")]
    assert chosen == ["travel", str(line.traveller_id), "city"]
    payee = BeautifulSoup(as_("anna").get(f"{one}/payee").text, "html.parser")
    assert payee.select_one("#iban")["value"] == IBAN


def test_a_plain_form_leads_back_and_htmx_gets_the_claim(as_, claim, made, one):
    plain = as_("anna").post(f"{one}/lines", data=line_data(made))
    assert (plain.status_code, plain.location) == (303, one)
    answer = as_("anna", htmx=True).post(f"{one}/lines", data=line_data(made))
    assert answer.status_code == 200
    root = BeautifulSoup(answer.text, "html.parser").find()
    assert root["id"] == f"claim-{claim.id}" and "<html" not in answer.text


def test_a_repeated_post_adds_one_line(as_, claim, made, one):
    for _n in range(3):
        as_("anna").post(f"{one}/lines", data=line_data(made, once="k"))
    assert len(Line.of(claim)) == 2


def test_a_line_removed_comes_back_by_undo(as_, claim, one):
    line = Line.of(claim)[0]
    answer = as_("anna", htmx=True).post(f"{one}/lines/{line.id}/removal")
    undo = BeautifulSoup(answer.text, "html.parser").select_one("hx-partial form")["action"]
    db.session.expire_all()
    assert Line.of(claim) == []
    assert as_("anna").get(f"{one}/lines/{line.id}/edit").status_code == 404
    as_("anna").post(undo)
    assert Line.of(claim) == [line]
    plain = as_("anna").post(f"{one}/lines/{line.id}/removal")
    assert undo in as_("anna").get(plain.location).text


def test_a_line_changed_meanwhile_is_409_with_both_texts(as_, claim, made, one):
    line = Line.of(claim)[0]
    seen = line.version
    at = f"{one}/lines/{line.id}"
    first = line_data(made, description="Hers", version=seen)
    assert as_("anna").post(at, data=first).status_code == 303
    answer = as_("anna").post(at, data=line_data(made, description="His", version=seen))
    assert answer.status_code == 409
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#description")["value"] == "His"
    assert "Hers" in page.select_one("#description-theirs").text
    again = page.select_one("form[data-open] [name=version]")["value"]
    assert (
        as_("anna").post(at, data=line_data(made, description="His", version=again)).status_code
        == 303
    )


def test_only_who_travels_for_this_city_on_this_visit_can_be_named(as_, claim, made, one, cities):
    diego = person("diego")
    theirs = story.act(
        lambda: Traveller.add(made, by=diego, kind="person", person=diego, city=cities["Soria"]),
        by=diego,
    )
    answer = as_("anna").post(f"{one}/lines", data=line_data(made, traveller=theirs.id))
    assert answer.status_code == 422 and "Diego" not in beside(answer, "traveller")


def test_a_missing_rate_is_saved_and_not_submitted(as_, claim, made, one):
    data = line_data(made, currency="SEK", amount="1150", document_date="2026-11-10")
    assert as_("anna").post(f"{one}/lines", data=data).status_code == 303
    line = Line.of(claim)[-1]
    proof = {"kind": "invoice", "known": Line.of(claim)[0].proofs[0].file_id}
    assert as_("anna").post(f"{one}/lines/{line.id}/proofs", data=proof).status_code == 303
    assert "there is no rate for SEK" in as_("anna").get(one).text
    refused = as_("anna").post(f"{one}/submission", data={"declared": "y"})
    assert refused.status_code == 422 and "no rate for SEK" in refused.text
    as_("maria").post(
        "/rates/manual", data={"currency": "SEK", "on": "2026-11-10", "per_eur": "11,5"}
    )
    assert as_("anna").post(f"{one}/submission", data={"declared": "y"}).status_code == 303
    db.session.expire_all()
    assert (line.eur, line.rate, line.rate_source) == (10_000, Decimal("11.5"), "manual")


def test_rates_are_frozen_and_half_a_cent_goes_up(as_, claim, made, one):
    csv = b"Date,SEK,\n2026-11-10,8.00,\n"
    import_file(io.BytesIO(csv))
    story.add(claim, 104, currency="SEK", document_date=date(2026, 11, 12))  # 13.0 cents
    story.add(claim, 100, currency="SEK", document_date=date(2026, 11, 12))  # 12.5 cents
    story.add(claim, 99, currency="SEK", document_date=date(2026, 11, 12))  # 12.375 cents
    anna = person("anna")
    for line in Line.of(claim)[1:]:
        story.act(lambda ln=line: story.prove(ln, "invoice", [story.taken("s")], by=anna), by=anna)
    assert as_("anna").post(f"{one}/submission", data={"declared": "y"}).status_code == 303
    import_file(io.BytesIO(csv.replace(b"8.00", b"9.00")))
    db.session.expire_all()
    assert [line.eur for line in Line.of(claim)] == [10_000, 13, 13, 12]
    assert {line.rate_on for line in Line.of(claim)[1:]} == {date(2026, 11, 10)}
    assert "8.00 SEK" in as_("maria").get(one).text


def test_vat_that_comes_back_is_not_claimed(as_, claim, made, one):
    data = line_data(made, amount="119", vat="19", vat_recoverable="y")
    assert as_("anna").post(f"{one}/lines", data=data).status_code == 303
    assert Line.of(claim)[-1].eligible == 10_000


def test_the_iban_is_checked_and_kept_compact(as_, claim, one):
    data = {"kind": "city", "person": "0", "holder": "Cologne", "version": claim.version}
    wrong = as_("anna").post(f"{one}/payee", data=data | {"iban": "DE89 3704 0044 0532 0130 01"})
    assert wrong.status_code == 422 and "no valid IBAN" in beside(wrong, "iban")
    fine = as_("anna").post(f"{one}/payee", data=data | {"iban": "de89 3704 0044 0532 0130 00"})
    db.session.expire_all()
    assert fine.status_code == 303 and claim.iban == IBAN
    nobody = data | {"kind": "person", "iban": IBAN, "version": claim.version}
    assert "choose the person" in beside(as_("anna").post(f"{one}/payee", data=nobody), "person")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("virus.png", b"MZ" + b"\0" * 200)], "virus.png"),
        ([("page.pdf", story.PNG)], "page.pdf"),
        ([("empty.png", b"")], "empty"),
        ([], "choose a file"),
        ([("good.png", story.PNG), ("bad.pdf", b"nothing")], "bad.pdf"),
        ([(f"{n}.png", story.PNG) for n in range(11)], "10 files"),
    ],
)
def test_bad_files_are_refused_and_nothing_is_half_done(as_, claim, one, files, words):
    before = db.session.query(File).count(), db.session.query(Proof).count()
    line = Line.of(claim)[0]
    sent = {"kind": "invoice", "known": "0", "files": [upload(n, d) for n, d in files]}
    answer = as_("anna").post(f"{one}/lines/{line.id}/proofs", data=sent)
    assert answer.status_code == 422 and words in beside(answer, "files")
    assert (db.session.query(File).count(), db.session.query(Proof).count()) == before


def test_too_much_at_once_is_said(as_, claim, one):
    line = Line.of(claim)[0]
    kind = "multipart/form-data; boundary=b"
    at = f"{one}/lines/{line.id}/proofs"
    assert as_("anna").post(at, data=b"x" * (17 << 20), content_type=kind).status_code == 413


def test_a_proof_removed_comes_back(as_, claim, one):
    line = Line.of(claim)[0]
    at = f"{one}/lines/{line.id}/proofs/{line.proofs[0].id}"
    assert as_("anna").post(f"{at}/removal").status_code == 303
    db.session.expire_all()
    assert line.proofs == [] and "add a proof" in as_("anna").get(one).text
    as_("anna").post(f"{at}/restoration")
    db.session.expire_all()
    assert len(line.proofs) == 1


def test_a_file_of_another_claim_proves_nothing_here(as_, claim, made, one):
    other = story.draft(made, 500)
    file = Line.of(other)[0].proofs[0].file_id
    line = Line.of(claim)[0]
    data = {"kind": "invoice", "known": file}
    assert as_("anna").post(f"{one}/lines/{line.id}/proofs", data=data).status_code == 422
    assert len(Line.of(claim)[0].proofs) == 1


@on_both
def test_a_draft_in_the_bin_comes_back(app, as_):
    claim = story.draft(story.visit(), 10_000)
    one = f"{CLAIMS}/{claim.id}"
    gone = as_("anna").post(f"{one}/removal")
    assert as_("anna").get(one).status_code == 404
    listed = as_("anna").get(gone.location).text
    assert f"{one}/restoration" in listed
    assert as_("anna").post(f"{one}/restoration").status_code == 303
    assert as_("anna").get(one).status_code == 200


def test_after_the_last_day_nothing_is_handed_in(as_, claim, one, pair, made):
    pair.cohort.last_claim_date = date(2026, 11, 22)
    db.session.commit()
    refused = as_("anna").post(f"{one}/submission", data={"declared": "y"})
    assert refused.status_code == 422 and "last day for claims" in refused.text
    assert "last day for claims" in as_("anna").post(CLAIMS, data={"visit": made.id}).text


def test_two_cities_with_the_same_letters_share_no_number(app, made, cities):
    cities["Soria"].code = cities["Cologne"].code
    db.session.commit()
    ours = story.draft(made)
    diego = person("diego")
    theirs = story.act(lambda: Claim.draft(made, cities["Soria"], by=diego), by=diego)
    assert (ours.number, theirs.number) == ("C1-COL-001", "C1-COL-002")
    assert db.session.query(Rate).count() == 0


def test_a_button_of_a_draft_pressed_twice_finds_it_both_times(as_):
    claim = story.draft(story.visit(), 10_000)
    one = f"{CLAIMS}/{claim.id}"
    for button in ("removal", "restoration"):
        pressed = [as_("anna").post(f"{one}/{button}", data={"once": button}) for _ in "ab"]
        assert [answer.status_code for answer in pressed] == [303, 303]
        assert pressed[0].headers["Location"] == pressed[1].headers["Location"]
    names = [event.name for event in db.session.query(Event).filter_by(kind="claim")]
    assert names.count("claim.removed") == names.count("claim.restored") == 1
