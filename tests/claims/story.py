"""A visit with a claim of Cologne's on it, at whatever point a test begins."""

import io
from datetime import date
from typing import Any

from app.accounts.models import Person
from app.claims import decisions
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import prove
from app.claims.submission import submit
from app.events import act
from app.extensions import db
from app.files.store import Page, Taken
from app.pairs.models import Pair
from app.visits.agreement import agree, propose
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.cast import person

BASE = "/pairs/cologne-soria"
CLAIMS = f"{BASE}/claims"
IBAN = "DE89370400440532013000"
FROM, TO = date(2026, 11, 10), date(2026, 11, 12)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ff"
    "ff3f0005fe02fe0def46b80000000049454e44ae426082"
)


def the_pair() -> Pair:
    return db.session.query(Pair).filter_by(slug="cologne-soria").one()


def visit(*, planned: int = 40_000, agreed: bool = True, who: str = "anna") -> Visit:
    """Cologne goes to Soria; one of its people travels at the programme's cost."""
    pair, by = the_pair(), person(who)
    here, there = pair.cities[0], pair.cities[1]
    plan = {"title": "Bicycles in Soria", "stops": [(there.id, FROM, TO)], "cities": [here.id]}
    made = act(lambda: Visit.plan(pair, by=by, **plan), by=by)
    facts: dict[str, Any] = {"kind": "person", "person": by, "payer": "programme"}
    act(lambda: Traveller.add(made, by=by, city=here, planned=planned, **facts), by=by)
    if agreed:
        act(lambda: propose(made, by=by, city=here), by=by)
        for city in list(made.waits_for):
            act(lambda city=city: agree(made, city, by=person("diego")), by=by)
    return made


def traveller(made: Visit) -> Traveller:
    return Traveller.on(made)[0]


def draft(made: Visit, *amounts: int, proofs: bool = True, **facts: Any) -> Claim:
    """A draft of anna's with a line for each amount, ready to be submitted."""
    anna = person("anna")
    city = the_pair().cities[0]
    claim = act(lambda: Claim.draft(made, city, by=anna), by=anna)
    payee = {"kind": "city", "holder": "City of Cologne", "iban": IBAN}
    act(lambda: claim.set_payee(claim.version, by=anna, **payee), by=anna)
    for n, amount in enumerate(amounts, 1):
        line = add(claim, amount, description=f"Line {n}", **facts)
        if proofs:
            file = taken(f"{claim.number} {n}")
            act(lambda ln=line, f=file: prove(ln, "invoice", [f], by=anna), by=anna)
    return claim


def add(claim: Claim, amount: int, **facts: Any) -> Line:
    anna = person("anna")
    known: dict[str, Any] = {
        "category": "travel",
        "description": "Train",
        "document_date": FROM,
        "paid_date": FROM,
        "currency": "EUR",
        "traveller": traveller(claim.visit),
    }
    return act(lambda: Line.add(claim, by=anna, amount=amount, **(known | facts)), by=anna)


def submitted(made: Visit, *amounts: int, **facts: Any) -> Claim:
    claim, anna = draft(made, *amounts, **facts), person("anna")
    return act(lambda: submit(claim, declared=True, by=anna), by=anna)


def decided(made: Visit, *amounts: int) -> Claim:
    claim, maria = submitted(made, *amounts), person("maria")
    return act(lambda: decisions.approve_rest(claim, by=maria), by=maria)


def taken(name: str) -> Taken:
    """A file as if it had been taken in; each name is another file."""
    sha256 = name.encode().hex().ljust(64, "0")[:64]
    return Taken(sha256, f"{name}.png", "image/png", 68, 1, (Page(sha256, 1, 1),))


def upload(name: str = "invoice.png", data: bytes = PNG) -> tuple[io.BytesIO, str]:
    return io.BytesIO(data), name


def line_data(made: Visit, **more: Any) -> dict[str, Any]:
    """What the form of a line sends."""
    return {
        "category": "travel",
        "traveller": str(traveller(made).id),
        "description": "Train to Soria and back",
        "document_date": "2026-11-09",
        "paid_date": "2026-11-09",
        "amount": "184,50",
        "currency": "EUR",
    } | more


def people(*names: str) -> dict[str, Person]:
    return {name: person(name) for name in names}
