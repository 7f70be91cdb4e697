"""The list of a pair's claims, a page at a time: what each amounts to, and how old it is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.claims.lines import Line, in_euro, quotes
from app.claims.models import CLAIMABLE, Claim
from app.clock import local, today
from app.extensions import db
from app.pairs.models import MemberCity, Pair
from app.visits.models import Visit

A_PAGE = 100


@dataclass(frozen=True)
class Listed:
    """`eur` is what all lines come to; not `whole` while a line has no rate."""

    claim: Claim
    eur: int
    whole: bool
    days: int


def page_of(pair: Pair, city_id: int | None, page: int) -> tuple[list[Listed], int]:
    """The claims of a page, the newest first, and how many pages there are."""
    query = Claim.query_of(pair.id, city_id)
    count = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    query = query.options(
        joinedload(Claim.city),
        joinedload(Claim.payment),
        joinedload(Claim.visit).selectinload(Visit.stops),
    )
    claims: list[Claim] = list(db.session.scalars(query.limit(A_PAGE).offset((page - 1) * A_PAGE)))
    return _listed(claims), max(1, -(-int(count or 0) // A_PAGE))


def all_of(pair: Pair, city_id: int | None) -> list[Claim]:
    """Every one that is not in the bin, the oldest first, with what a register says of it."""
    query = Claim.query_of(pair.id, city_id).options(
        joinedload(Claim.city), joinedload(Claim.payment), joinedload(Claim.visit)
    )
    return list(reversed(list(db.session.scalars(query))))


def _listed(claims: list[Claim]) -> list[Listed]:
    cents: dict[int, list[int | None]] = defaultdict(list)
    lines = bare_lines([claim.id for claim in claims])
    amounts = in_euro(lines, quotes(lines))
    for line in lines:
        cents[line.claim_id].append(amounts[line.id])
    return [
        Listed(
            claim=claim,
            eur=sum(amount or 0 for amount in cents[claim.id]),
            whole=None not in cents[claim.id],
            days=(today("UTC") - _begun(claim)).days,
        )
        for claim in claims
    ]


def bare_lines(claim_ids: list[int]) -> list[Line]:
    """Without travellers and proofs: for sums."""
    query = select(Line).where(Line.claim_id.in_(claim_ids), Line.removed_at.is_(None))
    return list(db.session.scalars(query.order_by(Line.id)))


def _begun(claim: Claim) -> date:
    return local(claim.submitted_at or claim.drafted_at, "UTC").date()


def claimable(pair: Pair, city: MemberCity) -> list[Visit]:
    """The visits that a city can claim for: those that concern it or on which its people travel."""
    query = (
        select(Visit)
        .where(Visit.pair_id == pair.id, Visit.removed_at.is_(None), Visit.online.is_(False))
        .options(
            selectinload(Visit.stops),
            selectinload(Visit.guests),
            selectinload(Visit.agreements),
        )
        .order_by(Visit.id.desc())
    )
    return [v for v in db.session.scalars(query) if v.state in CLAIMABLE and city in v.concerned]
