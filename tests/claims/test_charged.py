"""EUR charged with the card statement, who paid the bill, and rounding line by line."""

from decimal import Decimal
from io import BytesIO

import pytest

from app.claims import amounts, rates
from app.claims.lines import Line
from app.claims.rate_files import read
from app.extensions import db
from app.money import CURRENCIES, convert, digits
from tests.cast import TODAY
from tests.claims import story
from tests.claims.story import CLAIMS, act, person
from tests.claims.test_lines import beside

PUBLISHED = (
    "USD JPY CZK DKK GBP HUF PLN RON SEK CHF ISK NOK TRY AUD BRL CAD CNY HKD IDR ILS INR KRW MXN "
    "MYR NZD PHP SGD THB ZAR"
)
SEK = {"currency": "SEK", "on": story.FROM, "per_eur": Decimal("10")}


@pytest.fixture
def draft(app):
    by = person("maria")
    act(lambda: rates.set_by_hand(**SEK, by=by), by=by)
    return story.draft(story.visit(), 100_000, currency="SEK", eur_charged=10_300)


def submit(client, claim):
    return client.post(f"{CLAIMS}/{claim.id}/submission", data={"declared": "y"})


def prove(claim, kind):
    anna, line = person("anna"), Line.of(claim)[0]
    file = story.taken(f"{claim.number} {kind}")
    act(lambda: story.prove(line, kind, [file], by=anna), by=anna)


def test_the_card_statement_counts_and_is_needed(as_, draft):
    answer = submit(as_("anna"), draft)
    assert answer.status_code == 422 and "add the card statement" in answer.text
    prove(draft, "payment")
    assert submit(as_("anna"), draft).status_code == 303
    (line,) = Line.of(draft)
    assert (line.eur, line.rate_source, line.rate) == (10_300, "charged", Decimal("9.708738"))


def test_a_rate_that_differs_is_shown_to_who_decides(as_, draft):
    prove(draft, "payment")
    submit(as_("anna"), draft)
    page = as_("maria").get(f"{CLAIMS}/{draft.id}").text
    assert "The card was charged €103.00; the published rate comes to €100.00." in page


@pytest.mark.parametrize(
    ("charged", "warned"), [(10_200, False), (10_201, True), (9_800, False), (9_799, True)]
)
def test_two_per_cent_are_the_banks(draft, charged, warned):
    line = Line.of(draft)[0]
    line.eur_charged = charged
    from app.claims.warnings import _another_rate

    assert bool(_another_rate(draft, [line])) == warned
    db.session.rollback()


def test_vat_that_comes_back_takes_its_share(draft):
    line = Line.of(draft)[0]
    line.vat, line.vat_recoverable = 20_000, True
    assert amounts.euro(line, amounts.charged(line)) == 8_240
    db.session.rollback()


def test_for_euro_there_is_nothing_charged(as_, app):
    claim = story.draft(story.visit())
    data = story.line_data(claim.visit, eur_charged="12")
    as_("anna").post(f"{CLAIMS}/{claim.id}/lines", data=data)
    assert Line.of(claim)[0].eur_charged is None
    data = story.line_data(claim.visit, currency="SEK", eur_charged="0")
    answer = as_("anna").post(f"{CLAIMS}/{claim.id}/lines", data=data)
    assert answer.status_code == 422 and beside(answer, "eur_charged")


def test_a_person_paid_and_the_city_gets_the_money(as_, app):
    claim = story.draft(story.visit(), 10_000, paid_by="person")
    answer = submit(as_("anna"), claim)
    assert answer.status_code == 422 and "has paid the person back" in answer.text
    prove(claim, "employer")
    assert submit(as_("anna"), claim).status_code == 303


def test_where_the_person_is_paid_no_employer_is_needed(as_, app):
    claim, anna = story.draft(story.visit(), 10_000, paid_by="person"), person("anna")
    payee = {"kind": "person", "person": anna, "holder": "Anna", "iban": story.IBAN}
    act(lambda: claim.set_payee(claim.version, by=anna, **payee), by=anna)
    assert submit(as_("anna"), claim).status_code == 303


# -- rounding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "rate", "cents"),
    [
        (1_005, "JPY", "1", 100_500),  # no decimals
        (12_345, "TND", "3.3", 374),  # three: 12.345 / 3.3 = 3.7409
        (5, "SEK", "10", 1),  # 0.005 EUR, half up
        (4, "SEK", "10", 0),
        (15, "SEK", "10", 2),
        (25, "SEK", "10", 3),  # half up, and not to even
    ],
)
def test_half_up_at_the_minor_unit(amount, currency, rate, cents):
    assert convert(amount, currency, Decimal(rate)) == cents


def test_every_currency_of_the_published_file_has_its_digits():
    codes = PUBLISHED.split()
    row = ",".join([str(TODAY), *("1.5" for _code in codes)])
    found = read(BytesIO(f"Date,{','.join(codes)},\n{row},\n".encode()))
    assert {code for code, *_more in found.quotes} == set(codes) and not found.broken
    assert set(codes) <= CURRENCIES
    odd = {code: digits(code) for code in codes if digits(code) != 2}
    assert odd == {"JPY": 0, "ISK": 0, "KRW": 0}


def test_the_total_is_the_sum_of_rounded_lines(as_, app):
    by = person("maria")
    act(lambda: rates.set_by_hand(**(SEK | {"per_eur": Decimal("3")}), by=by), by=by)
    claim = story.submitted(story.visit(), 1_000, 1_000, 1_000, currency="SEK")
    assert [line.eur for line in Line.of(claim)] == [333, 333, 333]
    assert "€9.99" in as_("anna").get(f"{CLAIMS}/{claim.id}").text
    assert "€9.99" in as_("maria").get("/claims").text


def test_a_weekend_takes_the_last_published_rate(app):
    friday = story.FROM.replace(day=6)
    with story.db.session.begin_nested():
        db.session.add(rates.Rate(currency="SEK", on=friday, per_eur=Decimal("11"), source="ecb"))
    found = rates.rate_for("SEK", friday.replace(day=8), "ecb")
    assert found is not None and found.on == friday


def test_frozen_at_submission_with_source_and_date(as_, app):
    by = person("maria")
    act(lambda: rates.set_by_hand(**SEK, by=by), by=by)
    claim = story.submitted(story.visit(), 100_000, currency="SEK")
    act(lambda: rates.set_by_hand(**(SEK | {"per_eur": Decimal("11")}), by=by), by=by)
    line = Line.of(claim)[0]
    assert (line.eur, line.rate, line.rate_on, line.rate_source) == (
        10_000,
        Decimal("10"),
        story.FROM,
        "manual",
    )
