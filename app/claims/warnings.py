"""What a manager should look at twice before deciding. Nothing here refuses anything."""

from collections import defaultdict
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import joinedload

from app.budgets import balances
from app.budgets.models import Budget
from app.claims.amounts import published
from app.claims.lines import TRAVEL, Line
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.extensions import db
from app.files.models import File
from app.money import convert, show

AROUND = timedelta(days=1)  # people arrive the evening before
TOLERATED = 2  # per cent that a bank's rate may differ from the published one


def warnings(claim: Claim, lines: list[Line]) -> dict[int, list[str]]:
    """Sentences by line."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in PARTS:
        for line_id, sentence in part(claim, lines):
            found[line_id].append(sentence)
    return found


def _another_rate(claim: Claim, lines: list[Line]) -> list[tuple[int, str]]:
    """What the card was charged, and what the published rate comes to."""
    found = []
    known = published(lines)
    for line in lines:
        rate = known.get(line.id)
        if rate is None:
            continue
        by_rate = convert(line.amount, line.currency, rate.per_eur)
        if line.eur_charged and abs(line.eur_charged - by_rate) * 100 > by_rate * TOLERATED:
            words = _(
                "The card was charged %(charged)s; the published rate comes to %(rate)s.",
                charged=show(line.eur_charged, "EUR"),
                rate=show(by_rate, "EUR"),
            )
            found.append((line.id, words))
    return found


def _same_file(claim: Claim, lines: list[Line]) -> list[tuple[int, str]]:
    mine = {proof.file.sha256 for line in lines for proof in line.proofs}
    query = (
        select(File.sha256, Claim.number)
        .join(Proof, Proof.file_id == File.id)
        .join(Line, Line.id == Proof.line_id)
        .join(Claim, Claim.id == Line.claim_id)
        .where(File.sha256.in_(mine), Claim.id != claim.id, Claim.submitted_at.is_not(None))
        .where(Proof.removed_at.is_(None), Line.removed_at.is_(None))
        .where(Claim.withdrawn_at.is_(None))
        .order_by(Claim.number)
    )
    others = {sha256: number for sha256, number in db.session.execute(query)} if mine else {}
    return [
        (
            line.id,
            _(
                "The same file “%(file)s” was handed in with %(claim)s.",
                file=proof.file.name,
                claim=others[proof.file.sha256],
            ),
        )
        for line in lines
        for proof in line.proofs
        if proof.file.sha256 in others
    ]


def _same_amount(claim: Claim, lines: list[Line]) -> list[tuple[int, str]]:
    """In another claim; or in this one, for the same traveller."""
    wanted = {_likeness(line) for line in lines}
    query = (
        select(Line)
        .join(Claim, Claim.id == Line.claim_id)
        # SQLite finds three columns by no index: the amounts alone narrow it down.
        .where(Line.amount.in_({line.amount for line in lines}))
        .where(tuple_(Line.amount, Line.currency, Line.document_date).in_(wanted))
        .where(Line.removed_at.is_(None), Claim.withdrawn_at.is_(None))
        .where(or_(Claim.id == claim.id, Claim.submitted_at.is_not(None)))
        .options(joinedload(Line.claim))
        .order_by(Line.id)
    )
    others = db.session.scalars(query).all() if wanted else []
    found = []
    for line in lines:
        for other in others:
            same = _likeness(other) == _likeness(line) and other.id != line.id
            if same and (other.claim_id != claim.id or other.traveller_id == line.traveller_id):
                words = _("Same amount and date as in %(claim)s: %(what)s.")
                facts = {"claim": other.claim.number, "what": other.description}
                found.append((line.id, words % facts))
                break
    return found


def _likeness(line: Line) -> tuple[object, ...]:
    return (line.amount, line.currency, line.document_date)


def _outside_the_stay(claim: Claim, lines: list[Line]) -> list[tuple[int, str]]:
    first, last = claim.visit.from_on, claim.visit.to_on
    if first is None or last is None:
        return []
    words = _("The document's date is outside the stay.")
    return [
        (line.id, words)
        for line in lines
        if not first - AROUND <= line.document_date <= last + AROUND
    ]


def _paid_by_others(_claim: Claim, lines: list[Line]) -> list[tuple[int, str]]:
    """Nothing was reserved for such a traveller, and no seat counts the cost."""
    words = _("The visit says that the programme does not pay for this traveller.")
    return [
        (line.id, words)
        for line in lines
        if line.category in TRAVEL and line.traveller and line.traveller.payer != "programme"
    ]


def _above_the_cap(claim: Claim, lines: list[Line]) -> list[tuple[int, str]]:
    """All open lines of a seat together; what is reserved for the traveller counts as free."""
    cohort = claim.pair.cohort
    held = balances.reserved_for(Budget.of(claim.pair_id), claim.visit_id)
    claimed: dict[int, int] = defaultdict(int)
    found = []
    rooms: dict[int, int] = {}
    for line in lines:
        seat = line.traveller.seat_id if line.traveller and line.category in TRAVEL else None
        if seat is None or line.traveller_id is None:
            continue
        if seat not in rooms:
            mine = held.get(line.traveller_id)
            room = balances.seat_room(cohort.seat_cap, cohort.cap_unit, seat, claim.visit_id)
            rooms[seat] = room + (mine.amount if mine and mine.seat_id == seat else 0)
        claimed[seat] += line.eur or 0
        if claimed[seat] > rooms[seat]:
            left = show(max(rooms[seat], 0), cohort.currency)
            found.append((line.id, _("Above the seat's cap, which leaves %(left)s.", left=left)))
    return found


PARTS = (
    _same_file,
    _same_amount,
    _outside_the_stay,
    _paid_by_others,
    _above_the_cap,
    _another_rate,
)
