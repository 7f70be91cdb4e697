"""Handing a claim in, the first time and again: what is still missing, the signed declaration, the
frozen rates."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.accounts.models import Person
from app.claims import returning
from app.claims.amounts import euro, quotes
from app.claims.lines import Line
from app.claims.models import Claim, refuse_too_late
from app.claims.rates import Rate
from app.claims.tray import unsorted
from app.clock import now
from app.errors import Refused


@dataclass(frozen=True)
class Missing:
    """Something that stands between a claim and its submission, and the place to go to."""

    sentence: str
    place: str


def missing(claim: Claim, lines: list[Line], rates: dict[int, Rate]) -> list[Missing]:
    """Of a draft all, of a claim that was sent back what concerns its named lines."""
    wanting: list[Missing] = []
    if not claim.iban or not claim.holder:
        words = _("Say who is to be paid, with the IBAN.")
        wanting.append(Missing(words, f"claim-{claim.id}-payee"))
    if not lines:
        wanting.append(Missing(_("Add at least one line."), f"claim-{claim.id}-lines"))
    for line in lines:
        if line.correctable == "all":
            wanting.extend(
                Missing(words, f"claim_line-{line.id}") for words in _of_line(line, rates)
            )
    if left := len(unsorted(claim)):
        words = ngettext(
            "%(num)d file belongs to no line yet: sort it in, or remove it.",
            "%(num)d files belong to no line yet: sort them in, or remove them.",
            left,
        )
        wanting.append(Missing(words, f"claim-{claim.id}-tray"))
    return wanting


def _of_line(line: Line, rates: dict[int, Rate]) -> list[str]:
    what, wanting = line.description, []
    kinds = {proof.kind for proof in line.proofs}
    if not line.is_our_own:
        words = _("Please choose someone who travels for your city on this visit.")
        wanting.append(f"{what}: {words}")
    if not line.proofs:
        wanting.append(_("%(what)s: add a proof.", what=what))
    if line.paid_by == "person" and line.claim.payee_kind == "city" and "employer" not in kinds:
        words = _(
            "%(what)s: a person paid, and the city gets the money. Add the proof that the city "
            "has paid the person back.",
            what=what,
        )
        wanting.append(words)
    if line.eur_charged and "payment" not in kinds:
        words = _("%(what)s: add the card statement, as a proof of payment.", what=what)
        wanting.append(words)
    if line.eur_charged:
        return wanting
    if line.rate_day is None:
        wanting.append(_("%(what)s: say when it was paid.", what=what))
    elif line.id not in rates and line.eur is None:
        words = _(
            "%(what)s: there is no rate for %(currency)s on that day yet. A manager can add it.",
            what=what,
            currency=line.currency,
        )
        wanting.append(words)
    return wanting


def submit(claim: Claim, *, declared: bool, by: Person) -> Claim:
    """Signs the cohort's declaration, freezes the rates and hands the claim to the managers; what
    was sent back is answered with it."""
    claim.begin("draft", "sent_back")
    again = claim.state == "sent_back"
    if not again:  # what was asked for may be put right after the last day, too
        refuse_too_late(claim.pair, claim.city)
    if not declared:
        raise Refused(_("Please confirm the declaration."), "declared")
    lines = Line.of(claim)
    rates = quotes(lines)
    wanting = missing(claim, lines, rates)
    if wanting:
        raise Refused(wanting[0].sentence)
    for line in lines:
        if line.eur is None:
            line.freeze(rates[line.id], euro(line, rates[line.id]))
    claim.declaration = claim.pair.cohort.declaration
    claim.submitted_by, claim.submitted_at = by, now()
    if again:
        returning.answer(claim)
    claim.record("claim.submitted_again" if again else "claim.submitted", by)
    return claim
