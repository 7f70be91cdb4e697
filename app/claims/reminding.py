"""A reminder to claim: what is reserved for a visit that was held, and that its city has not
claimed. It waits for the city's officers, and goes to them by mail once, two weeks after the
visit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import BindParameter, bindparam, select

from app import jobs, mail
from app.accounts.models import Person
from app.budgets.balances import SUMS
from app.budgets.models import LedgerEntry
from app.claims.models import Claim
from app.clock import day
from app.database import writing
from app.extensions import db
from app.pairs.memberships import Membership
from app.pairs.models import MemberCity, Pair
from app.pairs.programmes import Cohort
from app.standing import Standing
from app.visits.models import Visit

KIND = "claims.remind"
Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address
CITIES: BindParameter[Any] = bindparam("cities", expanding=True)
CLAIMED = select(Claim.id).where(
    Claim.visit_id == LedgerEntry.visit_id,
    Claim.member_city_id == LedgerEntry.member_city_id,
    Claim.withdrawn_at.is_(None),
    Claim.removed_at.is_(None),
)
UNCLAIMED = (
    select(Visit.id, Visit.pair_id, Visit.title, LedgerEntry.member_city_id, Cohort.last_claim_date)
    .join(LedgerEntry, LedgerEntry.visit_id == Visit.id)
    .join(Pair, Pair.id == Visit.pair_id)
    .join(Cohort, Cohort.id == Pair.cohort_id)
    .where(Visit.pair_id.in_(select(MemberCity.pair_id).where(MemberCity.id.in_(CITIES))))
    .where(LedgerEntry.member_city_id.in_(CITIES), Visit.held_at.is_not(None))
    .where(~CLAIMED.exists())
    .group_by(Visit.id, LedgerEntry.member_city_id, Cohort.id)
    .having(SUMS[1] > 0)
    .order_by(Visit.id)
)


def unclaimed(cities: list[int], visit_id: int | None = None) -> Sequence[Any]:
    """Held visits with the member city whose money is still reserved and not claimed, as rows of
    UNCLAIMED."""
    query = UNCLAIMED if visit_id is None else UNCLAIMED.where(Visit.id == visit_id)
    return db.session.execute(query, {"cities": cities}).all()


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    """What waits for an officer."""
    own = [at.city_id for at in standings.values() if at.role == "officer" and at.city_id]
    found: Todo = []
    for row in unclaimed(own) if own else ():
        words = _sentence(row.title, row.last_claim_date, person.language)
        found.append((row.pair_id, words, f"claims/new?visit={row.id}"))
    return found


@jobs.job(KIND)
def remind(visit_id: int) -> None:
    """One mail to each officer of a city that has not claimed by then."""
    visit = db.session.get_one(Visit, visit_id)
    cities = {city.id for city in visit.pair.cities}
    late = {row.member_city_id for row in unclaimed(sorted(cities), visit_id)}
    with writing():
        for person in Membership.officers(visit.pair_id, late):
            _write(visit, person)


def _write(visit: Visit, person: Person) -> None:
    with force_locale(person.language):
        subject = _("Please claim the costs of “%(title)s”", title=visit.title)
        body = _(
            "Hello %(name)s,\n\n%(sentence)s\n\n"
            "Money is still reserved for it. If there are no costs, say so on its page: %(url)s\n",
            name=person.name,
            sentence=_sentence(visit.title, visit.pair.cohort.last_claim_date, person.language),
            url=f"{current_app.config['PUBLIC_URL']}/pairs/{visit.pair.slug}/visits/{visit.id}",
        )
    mail.send("claim", person.mail, str(subject), str(body), pair_id=visit.pair_id)


def _sentence(title: str, last: date, language: str) -> str:
    until = day(last, locale=language)
    return _("Claim the costs of “%(title)s” until %(day)s.", title=title, day=until)
