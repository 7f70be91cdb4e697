"""What the one screen of a claim shows: its lines with all that belongs to them, what is left."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import Person
from app.budgets import balances
from app.budgets.models import Budget
from app.claims import payees, recoveries, words
from app.claims.amounts import in_euro, quotes
from app.claims.decisions import Decision
from app.claims.eyes import involved, must_be_another
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.rates import Rate
from app.claims.retention import kept_until
from app.claims.submission import missing
from app.claims.tray import unsorted
from app.claims.warnings import warnings
from app.events import Event
from app.extensions import db
from app.files.models import File
from app.pairs.memberships import Membership
from app.visits.travellers import Traveller

MOST_EVENTS = 60
DECIDING = ("submitted", "sent_back", "reopened")


@dataclass
class Row:
    """A line as it is shown. `eur` is None while there is no rate."""

    line: Line
    eur: int | None
    rate: Rate | None
    decision: Decision | None
    recovered: int = 0
    warnings: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.line.sent_back:
            return "sent_back"
        return self.decision.result if self.decision else "open"

    @property
    def is_open(self) -> bool:
        return self.decision is None and not self.line.sent_back


def screen(claim: Claim, *, me: Person, files: bool, decides: bool) -> dict[str, Any]:
    """`files`: they may file this claim; `decides`: they decide on claims at all."""
    lines = Line.of(claim)
    rates, decided = quotes(lines), Decision.of_claim(claim)
    cents = in_euro(lines, rates)
    rows = [Row(ln, cents[ln.id], rates.get(ln.id), decided.get(ln.id)) for ln in lines]
    part_of_it, state = involved(claim, me, lines), claim.state
    if decides and state in ("submitted", "sent_back"):
        doubts = warnings(claim, [row.line for row in rows if row.is_open])
        for row in rows:
            row.warnings = doubts.get(row.line.id, [])
    return {
        "claim": claim,
        "state": state,
        "rows": rows,
        "words": words,
        "claimed": sum(row.eur or 0 for row in rows),
        "whole": all(row.eur is not None for row in rows),
        "approved": sum(row.decision.amount for row in rows if row.decision),
        "files": files,
        "part_of_it": decides and part_of_it,
        "history": history(claim),
        "later": _later(claim),
        "kept_until": kept_until(claim.pair.cohort),
        **_of_the_city(claim, state, files, lines, rates),
        **_of_managers(claim, state, decides and not part_of_it, me, rows),
    }


def _of_the_city(
    claim: Claim, state: str, files: bool, lines: list[Line], rates: dict[int, Rate]
) -> dict[str, Any]:
    hands_in = files and state in ("draft", "sent_back")
    return {
        "edits": files and state == "draft",
        "hands_in": hands_in,
        "missing": missing(claim, lines, rates) if hands_in else [],
        "tray": unsorted(claim) if hands_in else [],
    }


def _of_managers(
    claim: Claim, state: str, free: bool, me: Person, rows: list[Row]
) -> dict[str, Any]:
    """What somebody who decides on claims, and is no part of this one, may do with it."""
    deciders = {row.decision.by_id for row in rows if row.decision}
    if state == "paid":
        back = recoveries.recovered([row.line.id for row in rows])
        for row in rows:
            row.recovered = back.get(row.line.id, 0)
    amounts = state == "reopened" and claim.reopened_as == "amounts"
    return {
        "decides": free and state in ("submitted", "sent_back"),
        "corrects": free and amounts,
        "closes": free and amounts,
        "manages": free and state in payees.CHANGEABLE,
        "reopens": free and state == "decided" and me.id not in deciders,
        "recovers": free and state == "paid",
        "pays": free and state == "decided" and not claim.payment_list_id,
        "another_pays": must_be_another(claim, deciders, me),
        "bank_proof": bank_proof(claim) if state == "paid" else None,
        "account": payees.pending(claim) if state in payees.CHANGEABLE else None,
        "left": left(claim, [row.line for row in rows]) if free and state in DECIDING else [],
    }


def bank_proof(claim: Claim) -> File | None:
    """Of a claim that was paid by itself; a list's proof shows other cities' accounts."""
    if claim.payment is None:
        return None
    query = select(File).where(File.kind == "payment", File.thing_id == claim.payment.id)
    return db.session.scalar(query.where(File.removed_at.is_(None)))


def _later(claim: Claim) -> list[Claim]:
    """Claims with the lines of this one that are decided later."""
    query = select(Claim).where(Claim.follows_id == claim.id).order_by(Claim.id)
    return list(db.session.scalars(query))


def left(claim: Claim, lines: list[Line]) -> list[tuple[str, balances.Balance]]:
    """Of each budget line that this claim draws on: (direction, balance)."""
    known = balances.lines(Budget.of(claim.pair_id))
    drawn = sorted({line.direction for line in lines}, reverse=True)
    none = balances.Balance()
    return [(way, known.get((claim.member_city_id, way), none)) for way in drawn]


def history(claim: Claim, most: int = MOST_EVENTS) -> list[tuple[Event, str]]:
    """(event, name of who did it), the newest first."""
    query = (
        select(Event, Person.name)
        .outerjoin(Person, Person.id == Event.actor_id)
        .where(Event.kind == "claim", Event.thing_id == claim.id)
        .order_by(Event.id.desc())
        .limit(most)
    )
    return [(event, name or "") for event, name in db.session.execute(query)]


def files_of_claim(claim: Claim) -> list[File]:
    """Those not sorted yet, then those that prove a line."""
    query = (
        select(Proof)
        .join(Line, Line.id == Proof.line_id)
        .where(Line.claim_id == claim.id, Proof.removed_at.is_(None), Line.removed_at.is_(None))
        .order_by(Proof.id)
    )
    found = {file.id: file for file in unsorted(claim)}
    return list((found | {p.file_id: p.file for p in db.session.scalars(query)}).values())


def files_of(claim: Claim, line: Line) -> list[File]:
    """Files of the claim that could prove this line too."""
    used = {proof.file_id for proof in line.proofs}
    return [file for file in files_of_claim(claim) if file.id not in used]


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
