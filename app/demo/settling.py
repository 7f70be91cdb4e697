"""What managers do with claims beyond deciding: a line sent back, claims on a payment list, money
moved within a budget, photographs that wait to be sorted, an evidence pack."""

from datetime import time

from app.budgets import changes
from app.budgets.models import Budget
from app.claims import decisions, paying, returning, tray
from app.claims.lines import Line
from app.claims.models import Claim
from app.demo import papers
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.money import COLOGNE_IBAN, SORIA_IBAN, Cost, claimed, handed_in
from app.evidence import models as evidence
from app.pairs.models import Pair

HOST_IBAN = "ES7921000813610123456789"
HOSTED = (
    Cost("room", "Meeting room in the town hall, one day", 18_000, -35, "room.pdf", vat=3_124),
    Cost("catering", "Lunch for nine people", 21_600, -35, "lunch.pdf", vat=1_964),
)
LATER = (Cost("local_transport", "Bus to the bicycle factory", 1_480, -35, "bus.png", kind="png"),)
PHOTOS = ("receipt-1.png", "receipt-2.png")


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    told = [_moved(days, pair), _hosted(days, pair), _listed(days, pair), _unsorted(days, pair)]
    return [*told, _packed(days, pair)]


def _moved(days: Days, pair: Pair) -> Telling[None]:
    """200 EUR from Cologne's costs as host to its own travellers."""
    maria, tom, cologne = person("maria"), person("tom"), pair.cities[0]
    places = {"from_line": (cologne, "incoming"), "to_line": (cologne, "outgoing")}
    why = "The hotel in Vitoria-Gasteiz was dearer than planned."

    def ask() -> changes.BudgetChange:
        about = {"amount": 20_000, "reason": why, "by": maria}
        return changes.ask(Budget.of(pair.id), "transfer", **about, **places)  # type: ignore[arg-type]

    change = yield from days.do(-34, ask, maria)
    yield from days.do(-33, lambda: changes.answer(change, True, by=tom), tom)


def _hosted(days: Days, pair: Pair) -> Telling[None]:
    """The host's own: the room is approved, the lunch sent back."""
    claim = yield from claimed(days, -11, pair, "Vitoria-Gasteiz", "ibai", HOST_IBAN, HOSTED)
    yield from handed_in(days, -9, claim, "ibai")
    maria = person("maria")
    room, lunch = Line.of(claim)
    yield from days.do(-5, lambda: returning.take(claim, by=maria), maria, at=time(9, 50))
    yield from days.do(-5, lambda: decisions.decide(room, "approved", by=maria), maria)
    why = "Please add the list of who had lunch."
    yield from days.do(-5, lambda: returning.send_back(lunch, reason=why, by=maria), maria)


def _listed(days: Days, pair: Pair) -> Telling[None]:
    """Two decided claims on a list that waits for its payment."""
    claims: list[Claim] = []
    maria, tom = person("maria"), person("tom")
    for city, short, iban in (("Cologne", "anna", COLOGNE_IBAN), ("Soria", "diego", SORIA_IBAN)):
        claim = yield from claimed(days, -10, pair, city, short, iban, LATER)
        yield from handed_in(days, -8, claim, short)
        yield from days.do(-4, lambda c=claim: decisions.approve_rest(c, by=maria), maria)  # type: ignore[misc]
        claims.append(claim)
    yield from days.do(-3, lambda: paying.list_up(claims, by=tom), tom)


def _unsorted(days: Days, pair: Pair) -> Telling[None]:
    """Cologne's draft has photographs that are no lines yet."""
    yield from days.until(-1)
    anna = person("anna")
    draft = next(one for one in Claim.of(pair.id) if one.state == "draft")
    rows = [("Date", days.day(-36).isoformat()), ("Total", "12.60 EUR")]
    photos = [papers.png(name, name.partition(".")[0], rows) for name in PHOTOS]
    yield from days.do(-1, lambda: tray.drop(draft, photos, by=anna), anna)


def _packed(days: Days, pair: Pair) -> Telling[None]:
    """Asked for by the auditor: the sample of the paid claim. Its job makes it on the first run."""
    vera = person("vera")

    def ask() -> evidence.EvidencePack:
        found, _unknown = evidence.numbered([pair.id], "C1-COL-001")
        return evidence.ask("sample", "Sample: C1-COL-001", found, by=vera, numbers=["C1-COL-001"])

    yield from days.do(-2, ask, vera)
