"""Handing a claim in: what is still missing, the signed declaration, the frozen rates."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.accounts.models import Person
from app.claims.lines import Line, quotes
from app.claims.models import Claim, refuse_too_late
from app.claims.rates import Rate
from app.clock import now
from app.errors import Refused


@dataclass(frozen=True)
class Missing:
    """Something that stands between a draft and its submission, and the place to go to."""

    sentence: str
    place: str


def missing(claim: Claim, lines: list[Line], rates: dict[int, Rate]) -> list[Missing]:
    wanting: list[Missing] = []
    if not claim.iban or not claim.holder:
        words = _("Say who is to be paid, with the IBAN.")
        wanting.append(Missing(words, f"claim-{claim.id}-payee"))
    if not lines:
        wanting.append(Missing(_("Add at least one line."), f"claim-{claim.id}-lines"))
    for line in lines:
        wanting.extend(Missing(words, f"claim_line-{line.id}") for words in _of_line(line, rates))
    return wanting


def _of_line(line: Line, rates: dict[int, Rate]) -> list[str]:
    what, wanting = line.description, []
    if not line.is_our_own:
        words = _("Please choose someone who travels for your city on this visit.")
        wanting.append(f"{what}: {words}")
    if not line.proofs:
        wanting.append(_("%(what)s: add a proof.", what=what))
    if line.rate_day is None:
        wanting.append(_("%(what)s: say when it was paid.", what=what))
    elif line.id not in rates:
        wanting.append(
            _(
                "%(what)s: there is no rate for %(currency)s on that day yet. "
                "A manager can add it.",
                what=what,
                currency=line.currency,
            )
        )
    return wanting


def submit(claim: Claim, *, declared: bool, by: Person) -> Claim:
    """Signs the cohort's declaration, freezes the rates and hands the claim to the managers."""
    claim.begin("draft")
    refuse_too_late(claim.pair, claim.city)
    if not declared:
        raise Refused(_("Please confirm the declaration."), "declared")
    lines = Line.of(claim)
    rates = quotes(lines)
    wanting = missing(claim, lines, rates)
    if wanting:
        raise Refused(wanting[0].sentence)
    for line in lines:
        line.freeze(rates[line.id])
    claim.declaration = claim.pair.cohort.declaration
    claim.submitted_by, claim.submitted_at = by, now()
    claim.record("claim.submitted", by)
    return claim
