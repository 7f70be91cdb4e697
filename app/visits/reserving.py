"""What agreeing reserves: the planned cost of travellers whom the programme pays for.

A reservation belongs to (visit, traveller); what has been approved is no longer reserved.
"""

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.models import Person
from app.budgets.balances import SUMS, reserved_for
from app.budgets.ledger import release, reserve
from app.budgets.models import Budget, LedgerEntry
from app.errors import Refused
from app.extensions import db
from app.pairs.models import MemberCity
from app.visits.models import Visit

if TYPE_CHECKING:
    from app.visits.travellers import Traveller


def reserve_for(traveller: "Traveller", *, by: Person) -> None:
    """Brings what is reserved for a traveller to what is planned, up or down."""
    traveller.take_seat()
    try:
        reserve(
            Budget.of(traveller.visit.pair_id),
            _wanted(traveller),
            city=traveller.city,
            visit_id=traveller.visit.id,
            traveller_id=traveller.id,
            seat_id=traveller.seat_id,
            by=by,
        )
    except Refused as no:
        raise Refused(no.sentence, "planned") from no


def reserve_all(visit: Visit, travellers: "list[Traveller]", *, by: Person) -> None:
    """For travellers who were removed too: what they held is freed, and first, to make room."""
    held = reserved_for(Budget.of(visit.pair_id), visit.id)

    def more(traveller: "Traveller") -> int:
        return _wanted(traveller) - (held[traveller.id].amount if traveller.id in held else 0)

    for traveller in sorted(travellers, key=more):
        reserve_for(traveller, by=by)


def release_rest(visit: Visit, city: MemberCity | None, *, by: Person | None) -> None:
    """Frees what is still reserved for a city's travellers (`None`: for every city's)."""
    release(Budget.of(visit.pair_id), visit_id=visit.id, city=city, by=by)


def approved_of(pair_id: int, traveller_id: int) -> int:
    """What has been approved of a traveller's costs; not even a refused rest opens it again."""
    query = select(SUMS[2]).where(
        LedgerEntry.budget_id == Budget.of(pair_id).id, LedgerEntry.traveller_id == traveller_id
    )
    return int(db.session.scalar(query) or 0)


def reserved_by_city(visit: Visit) -> dict[int, int]:
    """What is still reserved for a visit, by member city."""
    sums: dict[int, int] = {}
    for held in reserved_for(Budget.of(visit.pair_id), visit.id).values():
        sums[held.member_city_id] = sums.get(held.member_city_id, 0) + held.amount
    return sums


def _wanted(traveller: "Traveller") -> int:
    gone = traveller.removed_at is not None or traveller.visit.online
    if gone or traveller.payer != "programme":
        return 0
    return max(0, traveller.planned - approved_of(traveller.visit.pair_id, traveller.id))
