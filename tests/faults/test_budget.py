"""Very many claims for one budget, through a real server, from twenty managers' browsers at once,
each request sent one to five times: not a cent over, none starved, as much approved as fits, each
counted once."""

import random
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

import pytest
from sqlalchemy import select

from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.events import act
from app.extensions import db
from tests.cast import DATABASES, LINE, person
from tests.claims import story
from tests.claims.handed_in import handed_in
from tests.faults.forms import Forms
from tests.faults.servers import Mortal, inside
from tests.faults.sizes import size

CLAIMS = size("claims")
PEOPLE = 20


@pytest.mark.parametrize("database", DATABASES, indirect=True)
def test_very_many_claims_race_for_one_budget(mortal: Mortal, tried: Callable[..., None]) -> None:
    dice = random.Random(CLAIMS)
    amounts = [dice.choice([100, 250, 401, 777]) for _claim in range(CLAIMS)]
    with inside(mortal.app):
        has = leave_half(amounts)
        handed_in(story.visit(planned=0), amounts)
    wanted = [n + 1 for n in range(CLAIMS) for _again in range(dice.choice([1] * 8 + [2, 3, 4, 5]))]
    dice.shuffle(wanted)
    told = pressed(mortal, wanted)
    assert len(told) == len(wanted)  # each was answered, and none waited for ever
    assert {status for _line, status in told} == {303, 422}
    with inside(mortal.app):
        assert wrongs(amounts, has, told) == []
    tried(claims=CLAIMS, requests=len(told))


def leave_half(amounts: list[int]) -> int:
    """The budget's line has room for about half of it; gives its whole."""
    budget, city, maria = (
        Budget.of(story.the_pair().id),
        story.the_pair().cities[0],
        person("maria"),
    )
    about: dict[str, Any] = {"city": city, "direction": "outgoing", "by": maria}
    half = sum(amounts) // 2
    if half > LINE:
        act(lambda: ledger.allocate(budget, half - LINE, **about), by=maria)
    else:
        act(lambda: ledger.give_back(budget, LINE - half, reason="Less", **about), by=maria)
    return half


def pressed(site: Mortal, wanted: list[int]) -> list[tuple[int, int]]:
    """(line, status) of each request, as they were answered."""
    queue: SimpleQueue[int] = SimpleQueue()
    told: list[tuple[int, int]] = []
    for line in wanted:
        queue.put(line)

    def press(name: str) -> None:
        forms = Forms(site, name)
        while True:
            try:
                line = queue.get_nowait()
            except Empty:
                return
            path = f"{story.CLAIMS}/{line}/lines/{line}/decision"
            status, _page = forms.post(path, result="approved", once=f"line {line}")
            told.append((line, status))

    names = [("maria", "tom")[n % 2] for n in range(PEOPLE)]
    threads = [threading.Thread(target=press, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def wrongs(amounts: list[int], has: int, told: list[tuple[int, int]]) -> list[str]:
    budget, city = Budget.of(story.the_pair().id), story.the_pair().cities[0]
    now = balances.line(budget, city.id, "outgoing")
    made = [(one.line_id, one.amount) for one in db.session.scalars(select(Decision))]
    decided = dict(made)
    asked = select(LedgerEntry.amount).filter_by(budget_id=budget.id, kind="approve")
    wrong = [str(each) for each in ledger.verify(budget)]
    if not now.approved == sum(decided.values()) == sum(db.session.scalars(asked)) <= has:
        wrong.append(f"{now.approved} is approved, {sum(decided.values())} decided, of {has}")
    if len(decided) != len(made):
        wrong.append("a line was decided twice")
    if {line for line, status in told if status == 303} != {*decided}:
        wrong.append("who was told yes, and what is decided, differ")
    for line, amount in enumerate(amounts, 1):
        if decided.get(line, amount) != amount:
            wrong.append(f"line {line}: {decided[line]} instead of {amount}")
        if line not in decided and amount <= now.left:
            wrong.append(f"line {line} was turned down though {now.left} is left")
    return wrong
