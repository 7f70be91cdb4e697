"""Managers who decide on lines of claims while a server dies, and what must then be true: what was
acknowledged is there, once and whole; what was not is there once or not at all."""

import random
import threading
from collections import Counter

from sqlalchemy import select

from app.budgets import balances, ledger
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.extensions import db
from tests.claims import story
from tests.claims.handed_in import handed_in
from tests.faults.forms import Forms
from tests.faults.servers import Mortal, inside

PLANNED = 20_000  # reserved before: the first decisions use it up


class Deciding:
    def __init__(self, site: Mortal, lines: int, seed: int) -> None:
        dice = random.Random(seed)
        self.site, self.amounts = site, [dice.choice([100, 250, 401, 777]) for _ in range(lines)]
        with inside(site.app):
            visit = story.visit(planned=0)
            self.visit_id = visit.id
            self.guest_id = handed_in(visit, self.amounts, planned=PLANNED)
        self.people = [Forms(site, ("maria", "tom")[n % 2]) for n in range(20)]
        self.next = 1
        self.sure: dict[int, int] = {}  # by line, who was told that it is decided
        self.unsure: dict[int, int] = {}
        self.unkind: list[str] = []

    def begin(self) -> list[threading.Thread]:
        """Each decides on one line, all at the same moment."""
        asked = [(n, self.next + n) for n in range(len(self.people))]
        self.next += len(self.people)
        threads = [threading.Thread(target=self.press, args=both) for both in asked]
        for thread in threads:
            thread.start()
        return threads

    def press(self, who: int, line: int) -> None:
        path = f"{story.CLAIMS}/{line}/lines/{line}/decision"
        try:
            status, page = self.people[who].post(path, result="approved", once=f"line {line}")
        except Forms.away:
            self.unsure[line] = who
            return
        if status != 303:
            self.unkind.append(f"{line}: {status} {page[-300:]}")
        self.unsure.pop(line, None)
        self.sure[line] = who

    def repeat(self) -> int:
        """Who was not answered sends the same form again; so does somebody who was."""
        again = list(self.unsure.items()) + list(self.sure.items())[-2:]
        for line, who in again:
            self.press(who, line)
        return len(again)

    def wrongs(self) -> list[str]:
        """Of what is on disk now."""
        with inside(self.site.app):
            budget = Budget.of(story.the_pair().id)
            made = db.session.scalars(select(Decision)).all()
            asked = select(LedgerEntry).filter_by(budget_id=budget.id, kind="approve")
            moved = {(e.source_kind, e.source_id): e.amount for e in db.session.scalars(asked)}
            held = balances.reserved_for(budget, self.visit_id).get(self.guest_id)
            wrong = [str(each) for each in ledger.verify(budget)]
        times = Counter(decision.line_id for decision in made)
        wrong += [f"line {n} has {t} decisions" for n, t in times.items() if t > 1]
        wrong += [f"acknowledged line {n} is lost" for n in self.sure if n not in times]
        wrong += [f"line {n}: nobody sent it" for n in times if n not in self.sure | self.unsure]
        expected = {("decision", one.id): self.amounts[one.line_id - 1] for one in made}
        if moved != expected:
            wrong.append(f"decisions and the ledger differ: {moved.items() ^ expected.items()}")
        left = max(0, PLANNED - sum(expected.values()))
        if (held.amount if held else 0) != left:
            wrong.append(f"{held} is reserved, and not {left}")
        return wrong + self.unkind
