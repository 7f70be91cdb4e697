"""Very many claims of one line each that wait for a decision, written as rows: handing in a
thousand through forms would take longer than what is tested with them."""

from sqlalchemy import insert

from app.claims.lines import Line
from app.claims.models import Claim
from app.clock import now
from app.database import writing
from app.extensions import db
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.claims import story
from tests.claims.story import act, person


def handed_in(visit: Visit, amounts: list[int], planned: int = 0) -> int:
    """Rows as if Cologne's officer had submitted a guest's train again and again: claim and line
    have the numbers 1, 2, 3 …; gives the guest's."""
    anna, city = person("anna"), story.the_pair().cities[0]
    about = {"kind": "guest", "city": city, "payer": "programme", "planned": planned}
    who = act(lambda: Traveller.add(visit, by=anna, name="Ben", **about), by=anna)
    same = {"pair_id": visit.pair_id, "member_city_id": city.id, "visit_id": visit.id, "version": 1}
    same |= {"payee_kind": "city", "holder": "Cologne", "iban": story.IBAN, "reopened_as": ""}
    same |= {"drafted_by_id": anna.id, "submitted_by_id": anna.id, "declaration": "x"}
    same |= {"drafted_at": now(), "submitted_at": now()}
    numbered = list(enumerate(amounts, 1))
    claims = [same | {"id": n, "number": f"C1-COL-{n:05d}"} for n, _amount in numbered]
    line = {"traveller_id": who.id, "category": "travel", "description": "Train", "vat": 0}
    line |= {"document_date": story.FROM, "currency": "EUR", "vat_recoverable": False, "version": 1}
    line |= {"rate_source": "ecb", "paid_by": "city"}
    rows = [line | {"id": n, "claim_id": n, "amount": a, "eur": a} for n, a in numbered]
    guest_id = who.id
    with writing():  # a server may be at work on the same database
        db.session.execute(insert(Claim), claims)
        db.session.execute(insert(Line), rows)
    return guest_id
