"""A payment list: decided claims for the bank, marked as paid at once by who did not approve."""

import io

import openpyxl
import pytest

from app.budgets import balances
from app.claims.models import Claim, PaymentList
from app.extensions import db
from app.files.models import File
from tests.cast import on_both
from tests.claims import story
from tests.claims.story import CLAIMS
from tests.claims.test_lines import beside

PAID = {"paid_on": "2026-11-23", "reference": "SEPA 4711"}


@pytest.fixture
def claims(app):
    """Five that Maria decided."""
    made = story.visit()
    return [story.decided(made, 1_000 * n) for n in range(1, 6)]


def list_up(client, claims, **more):
    return client.post("/payment-lists", data={"claims": [claim.id for claim in claims], **more})


def pay(client, made, **more):
    return client.post(
        f"/payment-lists/{made.id}/payment", data=PAID | {"proof": story.upload()} | more
    )


@on_both
def test_five_claims_go_to_the_bank_at_once(as_, claims):
    tom = as_("tom")
    assert list_up(tom, claims).status_code == 303
    made = db.session.query(PaymentList).one()
    assert made.number == "P1-001"
    book = openpyxl.load_workbook(io.BytesIO(tom.get(f"/payment-lists/{made.id}.xlsx").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert rows[0] == ["C1-COL-001", "City of Cologne", story.IBAN, 10, "EUR"]
    assert [row[3] for row in rows] == [10, 20, 30, 40, 50, 150]
    assert pay(tom, made).status_code == 303
    for claim in claims:
        db.session.refresh(claim)
        assert claim.state == "paid" and claim.payment.reference == "SEPA 4711"
    assert balances.totals([claims[0].pair_id])[claims[0].pair_id].paid == 15_000
    proof = db.session.query(File).filter_by(kind="payment_list").one()
    assert tom.get(f"/files/{proof.id}").status_code == 200
    assert as_("vera").get(f"/files/{proof.id}").status_code == 200
    assert as_("anna").get(f"/files/{proof.id}").status_code == 404  # others' accounts are on it
    assert pay(tom, made, once="2").status_code == 422


def test_who_approved_marks_none_of_them(as_, claims):
    list_up(as_("maria"), claims)
    made = db.session.query(PaymentList).one()
    answer = pay(as_("maria"), made)
    assert answer.status_code == 422 and "C1-COL-001" in answer.text
    assert {claim.state for claim in claims} == {"decided"}
    assert balances.totals([claims[0].pair_id])[claims[0].pair_id].paid == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"paid_on": "2026-11-24"}, "paid_on"),
        ({"paid_on": "2026-11-20"}, "paid_on"),
        ({"reference": ""}, "reference"),
        ({"proof": (io.BytesIO(b""), "")}, "proof"),
        ({"proof": (io.BytesIO(b"words"), "a.pdf")}, "proof"),
    ],
)
def test_what_a_payment_needs_and_nothing_half(as_, claims, change, field):
    list_up(as_("tom"), claims)
    made = db.session.query(PaymentList).one()
    answer = pay(as_("tom"), made, **change)
    assert answer.status_code == 422 and beside(answer, field)
    assert {claim.state for claim in claims} == {"decided"}


def test_a_listed_claim_is_paid_with_its_list_only(as_, claims):
    tom, one = as_("tom"), f"{CLAIMS}/{claims[0].id}"
    list_up(tom, claims[:1])
    assert tom.post(f"{one}/payment", data=PAID).status_code == 422
    assert tom.post(f"{one}/reopening", data={"kind": "text", "reason": "x"}).status_code == 422
    assert list_up(tom, claims[:1], once="2").status_code == 422
    assert tom.post(f"{one}/payment-list/removal").status_code == 303
    assert db.session.query(PaymentList).one().removed_at is not None
    assert tom.post(f"{one}/payment", data=PAID | {"once": "3"}).status_code == 303


def test_only_decided_claims_with_money(as_, claims, app):
    tom = as_("tom")
    open_one = story.submitted(claims[0].visit, 500)
    answer = list_up(tom, [claims[0], open_one])
    assert answer.status_code == 422 and db.session.query(PaymentList).count() == 0
    assert list_up(tom, [], once="2").status_code == 422
    assert {claim.payment_list_id for claim in db.session.query(Claim)} == {None}


@pytest.mark.parametrize(
    ("who", "code"), [("anna", 404), ("lena", 404), ("sean", 404), ("vera", 404)]
)
def test_who_may_not_make_one(as_, claims, who, code):
    assert list_up(as_(who), claims).status_code == code


def test_who_may_see_one(as_, claims):
    list_up(as_("tom"), claims)
    made = db.session.query(PaymentList).one()
    for page in (f"/payment-lists/{made.id}", "/payment-lists", f"/payment-lists/{made.id}.xlsx"):
        assert as_("vera").get(page).status_code == 200
        assert as_("anna").get(page).status_code == 404
    assert pay(as_("vera"), made).status_code == 403


def test_others_hear_of_it(as_, claims, heard):
    list_up(as_("tom"), claims)
    assert "payment-lists" in heard("maria") and "payment-lists" not in heard("anna")
