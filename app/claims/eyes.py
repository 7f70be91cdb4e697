"""Four eyes: who may not decide on a claim, pay it or reopen it."""

from collections.abc import Iterable

from flask_babel import gettext as _

from app.accounts.models import Person
from app.claims.lines import Line
from app.claims.models import Claim
from app.errors import Refused


def involved(claim: Claim, person: Person, lines: list[Line] | None = None) -> bool:
    """Whether a manager filed this claim, travels on it or is paid by it."""
    travels = any(
        line.traveller and line.traveller.person_id == person.id
        for line in (Line.of(claim) if lines is None else lines)
    )
    return travels or person.id in (
        claim.drafted_by_id,
        claim.submitted_by_id,
        claim.payee_person_id,
    )


def refuse_involved(claim: Claim, person: Person) -> None:
    if involved(claim, person):
        raise Refused(_("You are part of this claim, so another manager decides on it."))


def must_be_another(claim: Claim, deciders: Iterable[int], person: Person) -> bool:
    """Who decided does not pay, unless the cohort allows it."""
    return claim.pair.cohort.paid_by_another and person.id in set(deciders)
