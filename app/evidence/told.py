"""What is known of a claim, of a pair's movements and of a cohort's rules, as plain data for JSON:
days and UTC instants in ISO 8601, amounts in minor units."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.budgets.caps import CapChange
from app.budgets.chain import content_of
from app.budgets.changes import BudgetChange
from app.budgets.models import Budget, LedgerEntry
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.payees import PayeeChange
from app.claims.recoveries import Recovery
from app.claims.reopening import Reopening
from app.claims.returns import SentBack
from app.claims.screen import history
from app.extensions import db
from app.pairs.programmes import Cohort

Told = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _name(person: Person | None) -> str:
    return person.name if person else ""


def of_claim(claim: Claim, files: dict[int, list[str]]) -> Told:
    """`files`: by line, the names of its proofs in the pack."""
    return {
        "number": claim.number,
        "state": claim.state,
        "pair": claim.pair.slug,
        "city": claim.city.name,
        "visit": {"id": claim.visit_id, "title": claim.visit.title},
        "payee": {"kind": claim.payee_kind, "holder": claim.holder, "iban": claim.iban},
        "drafted": {"by": claim.drafted_by.name, "at": instant(claim.drafted_at)},
        "submitted": {"by": _name(claim.submitted_by), "at": instant(claim.submitted_at)},
        "declaration": claim.declaration,
        "decided_at": instant(claim.decided_at),
        "withdrawn_at": instant(claim.withdrawn_at),
        "lines_from": claim.follows.number if claim.follows else None,
        "lines": [_line(n, line, files) for n, line in enumerate(Line.of(claim), 1)],
        "payment": _payment(claim),
        "reopenings": [_reopening(one) for one in Reopening.of(claim)],
        "accounts": [
            _two_managers(one) | {"holder": one.holder, "iban": one.iban}
            for one in _rows(PayeeChange, PayeeChange.claim_id == claim.id)
        ],
        "history": [
            {"what": event.name, "by": name, "at": instant(event.at), "about": event.data}
            for event, name in history(claim, most=100_000)
        ],
    }


def _payment(claim: Claim) -> Told | None:
    payment, listed = claim.payment, claim.payment_list
    if payment is None:
        return None
    told = _by(payment, "amount", "reference") | {"paid_on": _day(payment.paid_on)}
    return told | {"list": listed.number if listed else None}


def _line(n: int, line: Line, files: dict[int, list[str]]) -> Told:
    return {
        "line": n,
        "id": line.id,
        "category": line.category,
        "description": line.description,
        "traveller": line.traveller.shown_name if line.traveller else None,
        "seat": line.traveller.seat_id if line.traveller else None,
        "document_date": _day(line.document_date),
        "paid_date": _day(line.paid_date),
        "paid_by": line.paid_by,
        "amount": line.amount,
        "currency": line.currency,
        "vat": line.vat,
        "vat_recoverable": line.vat_recoverable,
        "eur_charged": line.eur_charged,
        "rate": str(line.rate) if line.rate is not None else None,
        "rate_on": _day(line.rate_on),
        "rate_source": line.rate_source,
        "eur": line.eur,
        "first_in": line.origin.number if line.origin else None,
        "proofs": files.get(line.id, []),
        **_said_of(line),
    }


def _said_of(line: Line) -> Told:
    """What managers did with it, all of it."""
    return {
        "sent_back": [
            _by(one, "reason") | {"answered_at": instant(one.answered_at)}
            for one in _rows(SentBack, SentBack.line_id == line.id)
        ],
        "decisions": [_by(one, "id", "result", "amount", "reason") for one in Decision.on(line)],
        "recoveries": [
            _by(one, "id", "amount", "reason", "finding") | {"received_on": _day(one.received_on)}
            for one in _rows(Recovery, Recovery.line_id == line.id)
        ],
    }


def _by(one: Any, *names: str) -> Told:
    """Some of its columns, with who and when."""
    told = {name: getattr(one, name) for name in names}
    return told | {"by": one.by.name, "at": instant(one.at)}


def _rows(model: Any, condition: Any) -> list[Any]:
    return list(db.session.scalars(select(model).where(condition).order_by(model.id)))


def _reopening(one: Reopening) -> Told:
    told = {"kind": one.kind, "reason": one.reason, "by": one.by.name}
    return told | {"at": instant(one.at), "closed_at": instant(one.closed_at)}


def _two_managers(one: Any) -> Told:
    return {
        "reason": one.reason,
        "by": one.by.name,
        "at": instant(one.at),
        "answered_by": _name(one.answered_by),
        "answered_at": instant(one.answered_at),
        "confirmed": one.confirmed,
    }


def movements(budget: Budget) -> Iterator[Told]:
    """Every entry with exactly what its hash covers, in the order of the chain; `reason` is there
    as it reads, the hash covers its SHA-256."""
    query = select(LedgerEntry).where(LedgerEntry.budget_id == budget.id).order_by(LedgerEntry.n)
    for entry in db.session.scalars(query.execution_options(yield_per=1000)):
        yield content_of(entry) | {"reason": entry.reason or "", "hash": entry.hash}


def changes(budget: Budget) -> list[Told]:
    """Of a budget, after its import."""
    return [
        _two_managers(one)
        | {
            "kind": one.kind,
            "amount": one.amount,
            "from": [one.from_city_id, one.from_direction],
            "to": [one.to_city_id, one.to_direction],
        }
        for one in reversed(BudgetChange.of(budget))
    ]


def rules(cohort: Cohort) -> Told:
    """As they are now, with every change of the cap and who confirmed it."""
    return {
        "cohort": cohort.name,
        "number": cohort.number,
        "starts_on": _day(cohort.starts_on),
        "ends_on": _day(cohort.ends_on),
        "last_claim_date": _day(cohort.last_claim_date),
        "currency": cohort.currency,
        "pot": cohort.pot,
        "seat_cap": cohort.seat_cap,
        "cap_unit": cohort.cap_unit,
        "rate_source": cohort.rate_source,
        "rate_date": cohort.rate_date,
        "paid_by_another": cohort.paid_by_another,
        "declaration": cohort.declaration,
        "funding_statement": cohort.funding_statement,
        "retention_years": cohort.retention_years,
        "final_payment_on": _day(cohort.final_payment_on),
        "caps": [
            _two_managers(one)
            | {"seat_cap": one.seat_cap, "cap_unit": one.cap_unit}
            | {"before": {"seat_cap": one.was_cap, "cap_unit": one.was_unit}}
            for one in reversed(CapChange.of(cohort))
        ],
    }
