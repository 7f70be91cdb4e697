"""A thousand claims for one budget, from twenty threads, each request sent one to five times: not a
cent over, no deadlock, none starved, as much approved as fits, each counted once."""

import random
import threading

from sqlalchemy import insert

from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import Claim
from app.clock import now
from app.extensions import db
from app.visits.travellers import Traveller
from tests.cast import LINE, on_both
from tests.claims import story
from tests.claims.story import CLAIMS, act, person

CLAIMS_ALL, THREADS = 1000, 20


def handed_in(visit, rng) -> dict[int, tuple[int, int]]:
    """Rows as if a thousand officers had submitted a guest's train: (claim, amount) by line."""
    anna, city = person("anna"), story.the_pair().cities[0]
    about = {"kind": "guest", "city": city, "payer": "programme"}
    who = act(lambda: Traveller.add(visit, by=anna, name="Ben", planned=0, **about), by=anna)
    same = {"pair_id": visit.pair_id, "member_city_id": city.id, "visit_id": visit.id, "version": 1}
    same |= {"payee_kind": "city", "holder": "Cologne", "iban": story.IBAN, "reopened_as": ""}
    same |= {"drafted_by_id": anna.id, "submitted_by_id": anna.id, "declaration": "x"}
    same |= {"drafted_at": now(), "submitted_at": now()}
    amounts = {n: rng.choice([100, 250, 401, 777]) for n in range(1, CLAIMS_ALL + 1)}
    rows = [same | {"id": n, "number": f"C1-COL-{n:04d}"} for n in amounts]
    db.session.execute(insert(Claim), rows)
    line = {"traveller_id": who.id, "category": "travel", "description": "Train", "vat": 0}
    line |= {"document_date": story.FROM, "currency": "EUR", "vat_recoverable": False, "version": 1}
    line |= {"rate_source": "ecb", "paid_by": "city"}
    rows = [line | {"id": n, "claim_id": n, "amount": a, "eur": a} for n, a in amounts.items()]
    db.session.execute(insert(Line), rows)
    db.session.commit()
    return {n: (n, amount) for n, amount in amounts.items()}


@on_both
def test_a_thousand_claims_race_for_one_budget(app, as_, cities):
    rng = random.Random(6)
    lines = handed_in(story.visit(planned=0), rng)
    wanted = [n for n in lines for _again in range(rng.choice([1] * 12 + [2, 3, 4, 5]))]
    rng.shuffle(wanted)
    clients = [as_(("maria", "tom")[n % 2]) for n in range(THREADS)]
    codes: list[int] = []
    queue, guard = iter(wanted), threading.Lock()

    def press(client):
        while True:
            with guard:
                line = next(queue, None)
            if line is None:
                return
            url = f"{CLAIMS}/{lines[line][0]}/lines/{line}/decision"
            answer = client.post(url, data={"result": "approved", "once": f"line {line}"})
            codes.append(answer.status_code)

    db.session.rollback()
    threads = [threading.Thread(target=press, args=(client,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    assert not any(thread.is_alive() for thread in threads)  # no deadlock, none starved
    assert len(codes) == len(wanted) and set(codes) <= {303, 422}
    db.session.rollback()
    budget, city = Budget.of(story.the_pair().id), cities["Cologne"]
    now_ = balances.line(budget, city.id, "outgoing")
    decided = {one.line_id: one.amount for one in db.session.query(Decision)}
    assert now_.approved == sum(decided.values()) <= LINE
    assert db.session.query(LedgerEntry).filter_by(kind="approve").count() == len(decided)
    assert all(amount == lines[line][1] for line, amount in decided.items())
    assert all(lines[line][1] > now_.left for line in lines.keys() - decided.keys())
    assert ledger.verify(budget) == []
