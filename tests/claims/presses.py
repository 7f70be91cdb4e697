"""The buttons of claims, in an order in which each can be pressed (see tests/presses.py)."""

from flask.testing import FlaskClient

from app.claims.lines import Line
from app.claims.models import Claim
from app.events import act
from app.files.models import File
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.cast import TODAY, person
from tests.claims import story
from tests.pressing import Form, Press, last, of

PAYEE = {"kind": "city", "holder": "City of Cologne", "iban": story.IBAN}
ACCOUNT = {"holder": "Cologne", "iban": "ES9121000418450200051332", "reason": "A letter."}
PAID = {"paid_on": str(TODAY), "reference": "C1-COL-001"}
PROOF = {"files": story.PNG, "kind": "invoice"}


def line(_client: FlaskClient) -> Form:
    return story.line_data(last(Visit))


def changed_line(_client: FlaskClient) -> Form:
    return story.line_data(last(Visit), amount="190", version=str(last(Line).version))


def shared(_client: FlaskClient) -> Form:
    """The newest file, in equal parts for all of Cologne's travellers and one more."""
    visit, anna = last(Visit), person("anna")
    city = story.the_pair().cities[0]
    if len(Traveller.on(visit)) < 2:
        about: Form = {"kind": "guest", "city": city, "payer": "own_city", "planned": 0}
        act(lambda: Traveller.add(visit, by=anna, name="Ben", **about), by=anna)
    parts = {f"part_{one.id}-takes_part": "y" for one in Traveller.on(visit)}
    form = story.line_data(visit, category="accommodation", how="equal", kind="invoice")
    return form | parts | {"file": str(last(File).id), "paid_by": "city"}


def first_line_back(_client: FlaskClient) -> Form:
    return {"amount": "1", "reason": "x", "finding": "F-1", "received_on": str(TODAY)}


CLAIMS = [
    Press("anna", "claims.draft", lambda _: {"visit": last(Visit).id}),
    Press("anna", "claims.remove"),
    Press("anna", "claims.restore"),
    Press("anna", "claims.set_payee", of(Claim, **PAYEE)),
    Press("anna", "tray.drop", {"files": story.PNG}),
    Press("anna", "tray.remove"),
    Press("anna", "tray.restore"),
    Press("anna", "tray.split", shared),
    Press("anna", "lines.remove"),
    Press("anna", "typing.forget"),
    Press("anna", "lines.add", line),
    Press("anna", "lines.change", changed_line),
    Press("anna", "lines.add_proofs", PROOF),
    Press("anna", "lines.remove_proof"),
    Press("anna", "lines.restore_proof"),
    Press("anna", "lines.remove"),
    Press("anna", "lines.restore"),
    Press("anna", "claims.submit", {"declared": "y"}),
    Press("anna", "decisions.withdraw"),
    Press("anna", "claims.draft", lambda _: {"visit": last(Visit).id}),
    Press("anna", "claims.set_payee", of(Claim, **PAYEE)),
    Press("anna", "lines.add", line),
    Press("anna", "lines.add_proofs", PROOF),
    Press("anna", "lines.add", line),
    Press("anna", "lines.add_proofs", PROOF),
    Press("anna", "claims.submit", {"declared": "y"}),
    Press("maria", "decisions.take"),
    Press("maria", "decisions.let_go"),
    Press("maria", "decisions.send_back", {"result": "sent_back", "reason": "In English."}),
    Press("anna", "claims.submit", {"declared": "y"}),
    Press("maria", "settling.ask_account", ACCOUNT),
    Press("tom", "settling.answer_account"),
    Press("maria", "decisions.decide", {"result": "in_part", "amount": "9", "reason": "x"}),
    Press("maria", "decisions.approve"),
    Press("tom", "settling.reopen", {"kind": "text", "reason": "The date."}),
    Press("anna", "lines.correct", of(Line, description="Coach", document_date="2026-11-09")),
    Press("anna", "settling.close"),
    Press("tom", "all_claims.list_up", lambda _: {"claims": last(Claim).id}),
    Press("tom", "settling.take_off"),
    Press("tom", "settling.pay", PAID),
    Press("tom", "settling.recover", first_line_back),
    Press("tom", "evidence.of_claim"),
    Press("tom", "evidence.make", {"scope": "cohort", "cohort": "1"}),
    Press("anna", "claims.draft", lambda _: {"visit": last(Visit).id}),
    Press("anna", "claims.set_payee", of(Claim, **PAYEE)),
    Press("anna", "lines.add", line),
    Press("anna", "lines.add_proofs", PROOF),
    Press("anna", "claims.submit", {"declared": "y"}),
    Press("maria", "decisions.approve"),
    Press("tom", "all_claims.list_up", lambda _: {"claims": last(Claim).id}),
    Press("tom", "all_claims.pay", PAID | {"proof": story.PNG}),
]
