"""What waits in claims: for officers drafts and what was sent back, for managers what they may
decide, confirm and pay."""

from collections import defaultdict
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, Select, bindparam, func, or_, select

from app.accounts.models import Person
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.listing import STATE
from app.claims.models import Claim, Payment
from app.claims.payees import PayeeChange
from app.extensions import db
from app.pairs.models import Pair
from app.pairs.programmes import Cohort
from app.standing import Standing
from app.visits.travellers import Traveller

Todo = list[tuple[int, str, str]]  # pair, words, page below the pair's address
PERSON = bindparam("person", type_=Integer)


def of(person: Person, standings: dict[int, Standing]) -> Todo:
    own = [at.city_id for at in standings.values() if at.role == "officer" and at.city_id]
    managed = [number for number, at in standings.items() if at.role == "manager"]
    return (_of_officers(own) if own else []) + (_of_managers(person, managed) if managed else [])


def _of_officers(cities: list[int]) -> Todo:
    words = {
        "draft": _("Finish or remove the draft %(number)s."),
        "sent_back": _("Claim %(number)s was sent back: please put its lines right."),
        "reopened": _("Claim %(number)s is open again: please correct its text."),
    }
    rows = db.session.execute(UNFINISHED, {"cities": cities})
    return [_todo(claim, words[claim.state]) for claim in rows]


def _of_managers(person: Person, pair_ids: list[int]) -> Todo:
    values = {"person": person.id, "pairs": pair_ids}
    return [
        _todo(claim, words)
        for query, words in (
            (TO_DECIDE, _("Decide on claim %(number)s.")),
            (TO_CORRECT, _("Correct the amounts of claim %(number)s.")),
            (TO_CONFIRM, _("Another account for claim %(number)s waits for you.")),
            (TO_PAY, _("Pay claim %(number)s and mark it as paid.")),
        )
        for claim in db.session.execute(query, values)
    ]


def _todo(claim: Any, words: str) -> tuple[int, str, str]:
    return claim.pair_id, words % {"number": claim.number}, f"claims/{claim.id}"


def claims_waiting(pair_ids: list[int]) -> dict[int, int]:
    """By pair, how many claims are submitted or decided and not yet paid."""
    query = (
        select(Claim.pair_id, func.count())
        .outerjoin(Payment)
        .where(Claim.pair_id.in_(pair_ids), Claim.submitted_at.is_not(None), Payment.id.is_(None))
        .where(Claim.withdrawn_at.is_(None), Claim.removed_at.is_(None))
        .group_by(Claim.pair_id)
    )
    counted = {pair_id: n for pair_id, n in db.session.execute(query)}
    return defaultdict(int, counted)


def undecided(pair_id: int) -> int:
    """How many claims of a pair are handed in and wait for a decision, or were sent back."""
    query = select(func.count(Claim.id)).where(Claim.pair_id == pair_id)
    query = query.where(Claim.submitted_at.is_not(None), Claim.decided_at.is_(None))
    query = query.where(Claim.withdrawn_at.is_(None), Claim.removed_at.is_(None))
    return db.session.scalar(query) or 0


def _open() -> Select[int, int, str]:
    query = select(Claim.id, Claim.pair_id, Claim.number)
    query = query.where(Claim.withdrawn_at.is_(None), Claim.removed_at.is_(None))
    return query.order_by(Claim.submitted_at, Claim.id)


def _unfinished() -> Select[Any]:
    """For an officer: drafts, what was sent back, and what is open again for its text."""
    query = _open().add_columns(STATE).outerjoin(Payment, Payment.claim_id == Claim.id)
    return query.where(
        Claim.member_city_id.in_(bindparam("cities", expanding=True)),
        or_(
            Claim.submitted_at.is_(None),
            Claim.sent_back_at.is_not(None) & Claim.decided_at.is_(None),
            (Claim.reopened_as == "text") & Payment.id.is_(None),
        ),
    )


def _to_decide() -> Select[int, int, str]:
    query = _not_involved().where(Claim.submitted_at.is_not(None), Claim.decided_at.is_(None))
    return query.where(Claim.sent_back_at.is_(None))


def _to_correct() -> Select[int, int, str]:
    query = _not_involved().outerjoin(Payment, Payment.claim_id == Claim.id)
    return query.where(Claim.reopened_as == "amounts", Payment.id.is_(None))


def _to_confirm() -> Select[int, int, str]:
    waiting = select(PayeeChange.id).where(PayeeChange.claim_id == Claim.id)
    waiting = waiting.where(PayeeChange.answered_at.is_(None), PayeeChange.by_id != PERSON)
    return _not_involved().where(waiting.exists())


def _to_pay() -> Select[int, int, str]:
    """Decided, something approved, and by somebody else where the cohort asks for it."""
    decided = select(Line.id).join(Decision, Decision.line_id == Line.id)
    decided = decided.where(Line.claim_id == Claim.id)
    return (
        _not_involved()
        .outerjoin(Payment, Payment.claim_id == Claim.id)
        .where(Claim.decided_at.is_not(None), Claim.reopened_as == "", Payment.id.is_(None))
        .where(decided.where(Decision.amount > 0).exists())
        .join(Pair, Claim.pair_id == Pair.id)
        .join(Cohort, Pair.cohort_id == Cohort.id)
        .where(
            or_(
                Cohort.paid_by_another.is_(False),
                ~decided.where(Decision.by_id == PERSON).exists(),
            )
        )
    )


def _not_involved() -> Select[int, int, str]:
    """A manager has no say on what they filed, travel on or are paid by."""
    travels = (
        select(Line.id)
        .join(Traveller, Line.traveller_id == Traveller.id)
        .where(Line.claim_id == Claim.id, Line.removed_at.is_(None))
        .where(Traveller.person_id == PERSON)
    )
    return _open().where(
        Claim.pair_id.in_(bindparam("pairs", expanding=True)),
        Claim.drafted_by_id != PERSON,
        func.coalesce(Claim.submitted_by_id, 0) != PERSON,
        func.coalesce(Claim.payee_person_id, 0) != PERSON,
        ~travels.exists(),
    )


# Put together once: that alone took longer than to ask.
UNFINISHED, TO_DECIDE, TO_CORRECT = _unfinished(), _to_decide(), _to_correct()
TO_CONFIRM, TO_PAY = _to_confirm(), _to_pay()
