"""Paying what was approved: one claim, or many on a payment list; by who did not decide."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.accounts.models import Person
from app.budgets import balances, ledger
from app.budgets.models import Budget
from app.claims.decisions import Decision
from app.claims.eyes import must_be_another, refuse_involved
from app.claims.lines import Line
from app.claims.models import Claim, Payment, PaymentList
from app.claims.payees import pending
from app.clock import local, now, today
from app.database import lock
from app.errors import Refused
from app.events import record
from app.extensions import db
from app.files.models import File
from app.files.store import Taken
from app.pairs.programmes import Cohort


def approved_total(claim: Claim) -> int:
    """In EUR cents."""
    return sum(decision.amount for decision in Decision.of_claim(claim).values())


def pay(
    claim: Claim, *, paid_on: date, reference: str, by: Person, proof: Taken | None = None
) -> Claim:
    """Marks a decided claim as paid; by another manager than who approved (cohort's setting)."""
    _begin(claim, by)
    if claim.payment_list_id:
        raise Refused(_("This claim is on a payment list: it is paid with it."))
    _pay(claim, paid_on, reference, by)
    if proof:
        File.add(proof, claim.payment, pair_id=claim.pair_id, by=by)
    return claim


def _begin(claim: Claim, by: Person) -> None:
    claim.begin("decided")
    refuse_involved(claim, by)
    if must_be_another(claim, (d.by_id for d in Decision.of_claim(claim).values()), by):
        raise Refused(_("You have decided on this claim, so another manager marks it as paid."))
    if pending(claim):
        raise Refused(_("A change of the account waits for a second manager."))


def _pay(claim: Claim, paid_on: date, reference: str, by: Person) -> None:
    _refuse_day(claim, paid_on, by)
    total = approved_total(claim)
    if not total:
        raise Refused(_("Nothing was approved, so there is nothing to pay."))
    claim.payment = Payment(amount=total, paid_on=paid_on, reference=reference, by=by)
    budget = Budget.of(claim.pair_id)
    for line in Line.of(claim):
        for decision in Decision.on(line):
            part = balances.source_approved("decision", decision.id)
            if part > 0:
                ledger.pay(budget, part, line.spending(decision.id), by=by)
    db.session.flush()
    claim.record("claim.paid", by)


def list_up(claims: list[Claim], *, by: Person) -> PaymentList:
    """Puts decided claims of one cohort on a new list for the bank."""
    if not claims:
        raise Refused(_("Please choose at least one claim."), "claims")
    if len({claim.pair.cohort_id for claim in claims}) > 1:
        raise Refused(_("Please choose claims of one cohort."), "claims")
    for claim in sorted(claims, key=lambda one: one.id):
        claim.begin("decided")
        if claim.payment_list_id:
            raise Refused(_("%(number)s is on a list already.", number=claim.number), "claims")
        if pending(claim):
            words = _("The account of %(number)s waits for a second manager.", number=claim.number)
            raise Refused(words, "claims")
        if not approved_total(claim):
            words = _("Nothing was approved of %(number)s.", number=claim.number)
            raise Refused(words, "claims")
    cohort = lock(db.session.get_one(Cohort, claims[0].pair.cohort_id))
    made = PaymentList(cohort=cohort, number=_next_number(cohort), made_by=by)
    db.session.add(made)
    db.session.flush()
    for claim in claims:
        claim.payment_list = made
        claim.record("claim.listed", by, list=made.number)
    _record("payment_list.made", made, by)
    return made


def pay_list(
    made: PaymentList, *, paid_on: date, reference: str, proof: Taken | None, by: Person
) -> PaymentList:
    """Date, reference and the bank's proof for all of a list, or for none of it."""
    lock(made)
    if made.paid_at or made.removed_at:
        raise Refused(_("This list has been paid or taken apart already."))
    if proof is None:
        raise Refused(_("Please add the bank's proof."), "proof")
    claims = Claim.on_list(made)
    _each(claims, lambda claim: _begin(claim, by))
    for budget_id in sorted({Budget.of(claim.pair_id).id for claim in claims}):
        lock(db.session.get_one(Budget, budget_id))  # in one order, whatever the claims' order is
    _each(claims, lambda claim: _pay(claim, paid_on, reference, by))
    made.paid_at = now()
    File.add(proof, made, pair_id=claims[0].pair_id, by=by)
    _record("payment_list.paid", made, by)
    return made


def _each(claims: list[Claim], act: Callable[[Claim], None]) -> None:
    for claim in claims:
        try:
            act(claim)
        except Refused as no:
            raise Refused(f"{claim.number}: {no.sentence}", no.field) from no


def take_off(claim: Claim, *, by: Person) -> Claim:
    """Off a list that is not paid; an empty list goes with its last claim."""
    made = claim.payment_list
    if made is None or lock(made).paid_at:
        raise Refused(_("This claim is on no open list."))
    claim.begin("decided")
    claim.payment_list = None
    claim.record("claim.unlisted", by, list=made.number)
    db.session.flush()
    if not Claim.on_list(made):
        made.removed_at = now()
    _record("payment_list.changed", made, by)
    return claim


def _next_number(cohort: Cohort) -> str:
    """P1-003, under the cohort's lock."""
    taken = select(func.count()).where(PaymentList.cohort_id == cohort.id)
    return f"P{cohort.number}-{(db.session.scalar(taken) or 0) + 1:03d}"


def _record(name: str, made: PaymentList, by: Person) -> None:
    record(name, made, by=by, audience="programme", number=made.number)


def _refuse_day(claim: Claim, paid_on: date, by: Person) -> None:
    decided_on = local(claim.decided_at, by.zone).date() if claim.decided_at else None
    if decided_on and paid_on < decided_on:
        raise Refused(_("It cannot have been paid before it was decided."), "paid_on")
    if paid_on > today(by.zone):
        raise Refused(_("This day is in the future."), "paid_on")
