"""Four eyes: who may not decide on a claim, pay it or reopen it."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.claims.lines import Line
from app.claims.models import Claim
from app.errors import Refused
from app.extensions import db
from app.visits.travellers import Traveller


def involved(claim: Claim, person: Person, lines: list[Line] | None = None) -> bool:
    """Whether a manager filed this claim, travels on it or is paid by it."""
    if person.id in (claim.drafted_by_id, claim.submitted_by_id, claim.payee_person_id):
        return True
    if lines is not None:
        return any(ln.traveller and ln.traveller.person_id == person.id for ln in lines)
    travels = select(Line.id).join(Traveller, Traveller.id == Line.traveller_id)
    travels = travels.where(Line.claim_id == claim.id, Line.removed_at.is_(None))
    return db.session.scalar(travels.where(Traveller.person_id == person.id).limit(1)) is not None


def refuse_involved(claim: Claim, person: Person) -> None:
    if involved(claim, person):
        raise Refused(_("You are part of this claim, so another manager decides on it."))


def must_be_another(claim: Claim, deciders: Iterable[int], person: Person) -> bool:
    """Who decided does not pay, unless the cohort allows it."""
    return claim.pair.cohort.paid_by_another and person.id in set(deciders)
