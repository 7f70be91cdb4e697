"""What the lines of many claims come to, and what was approved of them. Columns are read, not
objects: a list has a hundred claims, a register a thousand lines."""

from collections import defaultdict
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from app.claims.amounts import in_euro, quotes
from app.claims.costs import Cost, Rule
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import Claim
from app.extensions import db
from app.pairs.models import City, MemberCity, Pair
from app.pairs.programmes import Cohort

THESE: Any = bindparam("ids", expanding=True)


class Total(NamedTuple):
    """EUR cents; not `whole` while a line has no rate."""

    eur: int
    whole: bool
    approved: int


class Bare(Cost):
    """A line without traveller and proofs, as a sum needs it."""

    def __init__(self, row: Any) -> None:
        self.id, self.claim_id, self.amount, self.currency, self.vat, self.vat_recoverable = row[:6]
        self.document_date, self.paid_date, self.eur, self.eur_charged = row[6:10]
        self._rule = Rule(*row[10:])

    @property
    def rule(self) -> Rule:
        return self._rule


def _frozen() -> Any:
    """What the lines of each claim come to, as far as they are frozen."""
    frozen = select(Line.claim_id, func.sum(Line.eur)).where(Line.claim_id.in_(THESE))
    return frozen.where(Line.removed_at.is_(None), Line.eur.is_not(None)).group_by(Line.claim_id)


def _approved() -> Any:
    """What was approved of each, by the last decision on each line."""
    last = select(func.max(Decision.id)).join(Line).where(Line.claim_id.in_(THESE))
    return (
        select(Line.claim_id, func.sum(Decision.amount))
        .join(Line, Line.id == Decision.line_id)
        .where(Decision.id.in_(last.group_by(Decision.line_id)))
        .group_by(Line.claim_id)
    )


def _bare() -> Any:
    found = select(
        Line.id,
        Line.claim_id,
        Line.amount,
        Line.currency,
        Line.vat,
        Line.vat_recoverable,
        Line.document_date,
        Line.paid_date,
        Line.eur,
        Line.eur_charged,
        Cohort.rate_source,
        Cohort.rate_date,
        City.zone,
    )
    found = found.join(Claim, Claim.id == Line.claim_id).join(Pair, Pair.id == Claim.pair_id)
    found = found.join(Cohort, Cohort.id == Pair.cohort_id)
    found = found.join(MemberCity, MemberCity.id == Claim.member_city_id)
    found = found.join(City, City.id == MemberCity.city_id).where(Line.claim_id.in_(THESE))
    return found.where(Line.removed_at.is_(None), Line.eur.is_(None)).order_by(Line.id)


# Put together once: that alone took some milliseconds of each page.
FROZEN, APPROVED, BARE = _frozen(), _approved(), _bare()


def of_claims(states: dict[int, str]) -> dict[int, Total]:
    """By claim, of which the state is given. Frozen amounts are added up by the database; only
    lines without one are read, and converted as of today."""
    these = {"ids": list(states)}
    cents: dict[int, int] = defaultdict(int)
    cents |= {claim_id: int(eur or 0) for claim_id, eur in db.session.execute(FROZEN, these)}
    unfrozen = bare_lines([n for n, state in states.items() if state in ("draft", "sent_back")])
    amounts = in_euro(unfrozen, quotes(unfrozen))
    for line in unfrozen:
        cents[line.claim_id] += amounts[line.id] or 0
    missing = {line.claim_id for line in unfrozen if amounts[line.id] is None}
    approved = {claim_id: int(cents) for claim_id, cents in db.session.execute(APPROVED, these)}
    return {n: Total(cents[n], n not in missing, approved.get(n, 0)) for n in states}


def bare_lines(claim_ids: list[int]) -> list[Bare]:
    """Lines whose amount is not frozen, for sums."""
    if not claim_ids:
        return []
    return [Bare(row) for row in db.session.execute(BARE, {"ids": claim_ids})]
