"""What the one screen of a claim shows: its lines with all that belongs to them, what is left."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget
from app.claims import decisions as deciding
from app.claims import words
from app.claims.decisions import Decision
from app.claims.lines import Line, in_euro, quotes
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.rates import Rate
from app.claims.submission import missing
from app.claims.warnings import warnings
from app.events import Event
from app.extensions import db
from app.pairs.memberships import Membership
from app.visits.travellers import Traveller

MOST_EVENTS = 60


@dataclass
class Row:
    """A line as it is shown. `eur` is None while there is no rate."""

    line: Line
    eur: int | None
    rate: Rate | None
    decision: Decision | None
    warnings: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.decision.result if self.decision else "open"

    @property
    def is_open(self) -> bool:
        return self.decision is None


def screen(claim: Claim, *, me: Person, files: bool, decides: bool) -> dict[str, Any]:
    """`files`: they may file this claim; `decides`: they decide on claims at all."""
    lines = Line.of(claim)
    rates, decided = quotes(lines), Decision.of_claim(claim)
    cents = in_euro(lines, rates)
    rows = [Row(ln, cents[ln.id], rates.get(ln.id), decided.get(ln.id)) for ln in lines]
    part_of_it = deciding.involved(claim, me, lines)
    state = claim.state
    if decides and state == "submitted":
        doubts = warnings(claim, [row.line for row in rows if row.is_open])
        for row in rows:
            row.warnings = doubts.get(row.line.id, [])
    return {
        "claim": claim,
        "state": state,
        "rows": rows,
        "words": words,
        "missing": missing(claim, lines, rates) if state == "draft" else [],
        "claimed": sum(row.eur or 0 for row in rows),
        "whole": all(row.eur is not None for row in rows),
        "approved": sum(row.decision.amount for row in rows if row.decision),
        "edits": files and state == "draft",
        "files": files,
        "decides": decides and state == "submitted" and not part_of_it,
        "part_of_it": decides and part_of_it,
        "pays": decides and state == "decided" and not part_of_it,
        "another_pays": deciding.must_be_another(claim, list(decided.values()), me),
        "left": left(claim, lines) if decides and state == "submitted" else [],
        "history": history(claim),
    }


def left(claim: Claim, lines: list[Line]) -> list[tuple[str, balances.Balance]]:
    """Of each budget line that this claim draws on: (direction, balance)."""
    known = balances.lines(Budget.of(claim.pair_id))
    drawn = sorted({line.direction for line in lines}, reverse=True)
    none = balances.Balance()
    return [(way, known.get((claim.member_city_id, way), none)) for way in drawn]


def history(claim: Claim) -> list[tuple[Event, str]]:
    """(event, name of who did it), the newest first."""
    query = (
        select(Event, Person.name)
        .outerjoin(Person, Person.id == Event.actor_id)
        .where(Event.kind == "claim", Event.thing_id == claim.id)
        .order_by(Event.id.desc())
        .limit(MOST_EVENTS)
    )
    return [(event, name or "") for event, name in db.session.execute(query)]


def files_of(claim: Claim, line: Line) -> list[Any]:
    """Files of the claim that could prove this line too."""
    query = (
        select(Proof)
        .join(Line, Line.id == Proof.line_id)
        .where(Line.claim_id == claim.id, Proof.removed_at.is_(None))
        .order_by(Proof.id)
    )
    used = {proof.file_id for proof in line.proofs}
    found = {proof.file_id: proof.file for proof in db.session.scalars(query)}
    return [file for number, file in found.items() if number not in used]


def payable(claim: Claim) -> list[Person]:
    """Whom the money can go to: people of the claim's city, and those who travel for it."""
    members = select(Membership.person_id).where(
        Membership.member_city_id == claim.member_city_id, Membership.removed_at.is_(None)
    )
    travellers = select(Traveller.person_id).where(
        Traveller.visit_id == claim.visit_id,
        Traveller.member_city_id == claim.member_city_id,
        Traveller.removed_at.is_(None),
    )
    query = select(Person).where(or_(Person.id.in_(members), Person.id.in_(travellers)))
    return list(db.session.scalars(query.order_by(Person.name)))
