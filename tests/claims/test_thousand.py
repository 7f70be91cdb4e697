"""A thousand claims for one budget, from twenty threads, each request sent one to five times: not a
cent over, no deadlock, none starved, as much approved as fits, each counted once."""

import random
import threading

from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.extensions import db
from tests.cast import LINE, on_both
from tests.claims import story
from tests.claims.handed_in import handed_in
from tests.claims.story import CLAIMS

CLAIMS_ALL, THREADS = 1000, 20


@on_both
def test_a_thousand_claims_race_for_one_budget(app, as_, cities):
    rng = random.Random(6)
    amounts = [rng.choice([100, 250, 401, 777]) for _claim in range(CLAIMS_ALL)]
    handed_in(story.visit(planned=0), amounts)
    lines = {n: (n, amount) for n, amount in enumerate(amounts, 1)}
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
