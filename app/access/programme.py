"""Loaders of what belongs to the programme and no single pair: for managers and auditors, each of
the cohorts that they look after."""

from functools import cache

from flask import abort
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.access.asking import me, nothing
from app.accounts.models import Person
from app.budgets.caps import CapChange
from app.budgets.changes import BudgetChange
from app.claims.models import PaymentList
from app.evidence.models import EvidencePack
from app.extensions import db
from app.pairs.models import Pair
from app.pairs.programmes import Cohort
from app.standing import audited, programme_role


def programme() -> Person:
    """Managers and auditors. Others do not learn that there is such a page."""
    person = me()
    return person if programme_role(person) else nothing()


def looked_after() -> list[Pair]:
    """A manager's pairs are all, an auditor's those of the cohorts they are named for."""
    person = programme()
    query = _pairs()
    if programme_role(person) == "auditor":
        query = query.where(Pair.id.in_(audited(person)))
    return list(db.session.scalars(query))


@cache
def _pairs() -> Select[tuple[Pair]]:
    query = select(Pair).options(selectinload(Pair.cities), joinedload(Pair.cohort))
    return query.order_by(Pair.name, Pair.id)


def of_cohort(cohort_id: int, verb: str) -> None:
    """404 for who does not look after a cohort, 403 for an auditor who would change something."""
    if cohort_id not in {pair.cohort_id for pair in looked_after()}:
        nothing()
    if not verb.endswith(".read") and programme_role(me()) != "manager":
        abort(403)


def payment_list_to(list_id: int, *, verb: str = "claim.read") -> PaymentList:
    found = db.session.get(PaymentList, list_id)
    if found is None or found.removed_at:
        return nothing()
    of_cohort(found.cohort_id, verb)
    return found


def pack_to(pack_id: int) -> EvidencePack:
    """Of pairs that the person looks after, all of them."""
    found = db.session.get(EvidencePack, pack_id)
    mine = {pair.id for pair in looked_after()}
    return found if found is not None and set(found.pair_ids) <= mine else nothing()


def budget_change_to(slug: str, change_id: int) -> BudgetChange:
    found = db.session.get(BudgetChange, change_id)
    return found if found is not None and found.pair.slug == slug else nothing()


def cap_change_to(cohort: Cohort, change_id: int) -> CapChange:
    found = db.session.get(CapChange, change_id)
    return found if found is not None and found.cohort_id == cohort.id else nothing()
