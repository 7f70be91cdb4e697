"""What somebody is: their role in a pair or in the programme. What it lets them do: access.py."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from flask import g
from sqlalchemy import bindparam, select

from app.accounts.models import Appointment, Person
from app.clock import today
from app.events import Happened, on
from app.extensions import db
from app.pairs.memberships import Membership
from app.pairs.models import Pair
from app.pairs.programmes import Cohort

T = TypeVar("T")
APPOINTMENTS = select(Appointment).where(
    Appointment.person_id == bindparam("person"), Appointment.removed_at.is_(None)
)


class Standing(NamedTuple):
    """What somebody is in a pair: a role, and a member city for officers and contributors."""

    role: str
    city_id: int | None = None


def standing(person: Person, pair: Pair) -> Standing | None:
    """A manager or auditor of the programme stands so in each of its pairs, before all else."""
    return _remembered(("standing", person.id, pair.id), lambda: _standing(person, pair))


def _standing(person: Person, pair: Pair) -> Standing | None:
    cohort = pair.cohort
    if cohort_role := programme_role(person, cohort.programme_id, cohort.id):
        return Standing(cohort_role)
    membership = Membership.of(pair.id, person.id)
    return Standing(membership.role, membership.member_city_id) if membership else None


def programme_role(
    person: Person, programme_id: int | None = None, cohort_id: int | None = None
) -> str | None:
    """manager, auditor (of this cohort, until a day), or neither."""
    rows = _remembered(("appointments", person.id), lambda: _appointments(person.id))
    roles = {
        row.role
        for row in rows
        if programme_id in (None, row.programme_id)
        and (row.until is None or row.until >= today("UTC"))
        and (row.role == "manager" or cohort_id in (None, row.cohort_id))
    }
    return next((role for role in ("manager", "auditor") if role in roles), None)


def _appointments(person_id: int) -> Sequence[Appointment]:
    return db.session.scalars(APPOINTMENTS, {"person": person_id}).all()


def audited(person: Person) -> list[int]:
    """The pairs that somebody may look into as an auditor: of the cohorts they are named for."""
    cohorts = db.session.scalars(select(Cohort))
    named = [c.id for c in cohorts if programme_role(person, c.programme_id, c.id) == "auditor"]
    return list(db.session.scalars(select(Pair.id).where(Pair.cohort_id.in_(named))))


def _remembered(key: tuple[Any, ...], ask: Callable[[], T]) -> T:
    """What is asked often in one request is read once; a change of rights forgets it all."""
    known: dict[tuple[Any, ...], T] = g.setdefault("rights", {})
    if key not in known:
        known[key] = ask()
    return known[key]


@on("membership.*", "appointment.*")
def _forget(_happened: Happened) -> None:
    g.pop("rights", None)
