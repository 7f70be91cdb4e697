"""A claim from the first click to the payment, as a browser without JavaScript sends it."""

from bs4 import BeautifulSoup

from app.budgets import balances
from app.budgets.models import Budget
from app.claims.lines import Line
from app.claims.models import Claim
from app.extensions import db
from tests.cast import TODAY, on_both
from tests.claims import story
from tests.claims.story import CLAIMS, line_data, upload


def text(answer):
    return " ".join(BeautifulSoup(answer.text, "html.parser").stripped_strings)


def draft(anna, made):
    """A draft of anna's, with its payee: its address and the claim."""
    answer = anna.post(CLAIMS, data={"visit": made.id, "once": "a"})
    assert answer.status_code == 303
    one, claim = answer.location, db.session.query(Claim).one()
    assert one.endswith(f"{CLAIMS}/{claim.id}") and claim.number == "C1-COL-001"
    page = text(anna.get(one))
    assert "Say who is to be paid" in page and "Add at least one line" in page
    payee = {"kind": "city", "holder": "City of Cologne", "iban": "DE89 3704 0044 0532 0130 00"}
    payee |= {"version": claim.version, "person": "0"}
    assert anna.post(f"{one}/payee", data=payee).status_code == 303
    return one, claim


def add_line_with_proofs(anna, one, claim):
    assert anna.post(f"{one}/lines", data=line_data(claim.visit)).status_code == 303
    line = Line.of(claim)[0]
    assert line.amount == 18_450
    assert "add a proof" in text(anna.get(one))
    proofs = {"kind": "invoice", "known": "0", "files": [upload("a.png"), upload("b.png")]}
    sent = anna.post(f"{one}/lines/{line.id}/proofs", data=proofs)
    assert sent.status_code == 303
    page = text(anna.get(one))
    assert "a.png" in page and "b.png" in page and "still missing" not in page
    return line


def submit(anna, one, claim):
    assert "Please confirm" in text(anna.post(f"{one}/submission"))
    assert anna.post(f"{one}/submission", data={"declared": "y"}).status_code == 303
    db.session.expire_all()
    assert (claim.state, Line.of(claim)[0].eur) == ("submitted", 18_450)
    assert claim.declaration.startswith("These are real costs")
    reserved = balances.totals([claim.pair_id])[claim.pair_id].reserved
    assert reserved == 40_000  # a submitted claim reserves nothing


def approve_in_part(maria, one, line):
    page = text(maria.get(one))
    assert "Approve all open lines" in page and "€3,200.00" in page
    decision = {"result": "in_part", "amount": "100", "reason": "First class is not paid."}
    at = f"{one}/lines/{line.id}/decision"
    assert maria.get(f"{at}?result=in_part").status_code == 200
    assert maria.post(at, data=decision).status_code == 303


def pay(maria, tom, one):
    paid = {"paid_on": TODAY.isoformat(), "reference": "SEPA 77"}
    assert "another manager" in text(maria.post(f"{one}/payment", data=paid))
    assert tom.post(f"{one}/payment", data=paid).status_code == 303


@on_both
def test_from_a_draft_to_paid(app, as_, pair, cities):
    made = story.visit(planned=40_000)
    anna, maria, tom = as_("anna"), as_("maria"), as_("tom")
    one, claim = draft(anna, made)
    line = add_line_with_proofs(anna, one, claim)
    submit(anna, one, claim)

    approve_in_part(maria, one, line)
    balance = balances.line(Budget.of(pair.id), cities["Cologne"].id, "outgoing")
    assert (balance.reserved, balance.approved, balance.paid) == (30_000, 10_000, 0)
    assert "First class is not paid." in text(anna.get(one))

    pay(maria, tom, one)
    balance = balances.line(Budget.of(pair.id), cities["Cologne"].id, "outgoing")
    assert (balance.left, balance.approved, balance.paid) == (320_000, 10_000, 10_000)
    assert "SEPA 77" in text(anna.get(one))
    assert "Paid" in text(anna.get(CLAIMS)) and "C1-COL-001" in text(anna.get(CLAIMS))

    assert "All movements" in text(tom.get(f"{story.BASE}/budget"))
    movements = text(tom.get(f"{story.BASE}/budget/movements"))
    assert "Set free" in movements and "Bicycles in Soria" in movements
    checked = text(tom.get(f"{story.BASE}/budget/movements/verification"))
    assert "movements were checked" in checked
