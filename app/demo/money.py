"""The claims of the story: one paid, one open with a hotel in it, one still a draft."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person
from app.claims import decisions, paying
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import prove
from app.claims.rates import Rate
from app.claims.submission import submit
from app.demo import papers
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.journey import HELD
from app.extensions import db
from app.files.store import Taken
from app.pairs.models import Pair
from app.visits.models import Visit
from app.visits.travellers import Traveller

COLOGNE_IBAN = "DE89370400440532013000"  # the examples of the IBAN's own registry
SORIA_IBAN = "ES9121000418450200051332"


@dataclass(frozen=True)
class Cost:
    """A line as it was typed. `amount` in minor units of `currency`; `day` before the first run."""

    category: str
    description: str
    amount: int
    day: int
    paper: str
    currency: str = "EUR"
    vat: int = 0
    kind: str = "pdf"


PAID = (
    Cost("travel", "Train Cologne – Vitoria-Gasteiz and back", 23_480, -60, "train-ticket.pdf"),
    Cost("travel", "Seat reservations of the Swiss railways", 3_250, -60, "reservation.pdf", "CHF"),
    Cost("accommodation", "Hotel, two nights with breakfast", 17_800, -36, "hotel.pdf", vat=1_780),
    Cost("local_transport", "Tram tickets", 840, -36, "tram.png", kind="png"),
)
OPEN = (
    Cost("travel", "Coach Soria – Vitoria-Gasteiz and back", 5_620, -40, "coach-ticket.pdf"),
    Cost("accommodation", "Hotel, one night", 9_200, -36, "hotel-invoice.pdf", vat=836),
    Cost("per_diem", "Daily allowance, two days", 10_600, -35, "allowance.pdf"),
)
DRAFT = (Cost("other", "Printed maps for the workshop", 2_470, -38, "maps.png", kind="png"),)


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    return [_paid(days, pair), _open(days, pair), _draft(days, pair)]


def _paid(days: Days, pair: Pair) -> Telling[None]:
    claim = yield from claimed(days, -31, pair, "Cologne", "anna", COLOGNE_IBAN, PAID)
    yield from handed_in(days, -29, claim, "anna")
    maria, tom, paid_on = person("maria"), person("tom"), days.day(-15)
    yield from days.do(-22, lambda: decisions.approve_rest(claim, by=maria), maria)
    yield from days.do(
        -15, lambda: paying.pay(claim, paid_on=paid_on, reference="TLP-2207", by=tom), tom
    )


def _open(days: Days, pair: Pair) -> Telling[None]:
    claim = yield from claimed(days, -12, pair, "Soria", "diego", SORIA_IBAN, OPEN)
    yield from handed_in(days, -6, claim, "diego")


def _draft(days: Days, pair: Pair) -> Telling[None]:
    yield from claimed(days, -2, pair, "Cologne", "anna", "", DRAFT)


def claimed(
    days: Days,
    offset: int,
    pair: Pair,
    home: str,
    short: str,
    iban: str,
    costs: tuple[Cost, ...],
) -> Telling[Claim]:
    yield from days.until(offset)
    query = select(Visit).where(Visit.pair_id == pair.id, Visit.title == HELD)
    visit = db.session.scalars(query).one()
    city = next(city for city in pair.cities if city.name == home)
    who = person(short)
    claim = yield from days.do(offset, lambda: Claim.draft(visit, city, by=who), who)
    if iban:
        payee: dict[str, Any] = {"kind": "city", "holder": f"City of {city.name}", "iban": iban}
        version = claim.version
        yield from days.do(
            offset, lambda: claim.set_payee(version, by=who, **payee), who, at=time(10, 20)
        )
    traveller = next((t for t in Traveller.on(visit) if t.person_id == who.id), None)
    for n, cost in enumerate(costs):
        yield from _line(days, offset, claim, traveller, cost, who, n)
    return claim


def _line(
    days: Days,
    offset: int,
    claim: Claim,
    traveller: Traveller | None,
    cost: Cost,
    who: Person,
    n: int,
) -> Telling[None]:
    facts: dict[str, Any] = {
        "category": cost.category,
        "description": cost.description,
        "document_date": _day(days, cost),
        "paid_date": _day(days, cost),
        "amount": cost.amount,
        "currency": cost.currency,
        "traveller": traveller,
        "vat": cost.vat,
    }
    taken = _paper(days, cost)
    line = yield from days.do(
        offset, lambda: Line.add(claim, by=who, **facts), who, at=time(10, 30 + 4 * n)
    )
    yield from days.do(
        offset, lambda: prove(line, "invoice", [taken], by=who), who, at=time(10, 32 + 4 * n)
    )


def handed_in(days: Days, offset: int, claim: Claim, short: str) -> Telling[None]:
    who = person(short)
    yield from days.do(offset, lambda: submit(claim, declared=True, by=who), who)


def _day(days: Days, cost: Cost) -> date:
    """For another currency never later than our last rate: the file of rates ends somewhere."""
    day = days.day(cost.day)
    if cost.currency == "EUR":
        return day
    last = db.session.scalar(select(func.max(Rate.on)).where(Rate.currency == cost.currency))
    return min(day, last) if last else day


def _paper(days: Days, cost: Cost) -> Taken:
    rows = [
        ("Date", _day(days, cost).isoformat()),
        (cost.description.replace("–", "-"), ""),
        ("Total", f"{cost.amount / 100:.2f} {cost.currency}"),
    ]
    make = papers.pdf if cost.kind == "pdf" else papers.png
    return make(cost.paper, cost.paper.partition(".")[0].replace("-", " ").title(), rows)
