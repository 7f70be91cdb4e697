"""100 claims: drafts, waiting, withdrawn, decided and paid, with the ledger's movements."""

from decimal import Decimal

from app.claims.decisions import decide, withdraw
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.paying import pay
from app.claims.proofs import prove
from app.claims.rates import set_by_hand
from app.claims.submission import submit
from app.visits.models import Visit
from app.visits.travellers import Traveller
from tests.bench.people import ROWS, People
from tests.cast import STARTS, TODAY


class Claims(People):
    def claims(self) -> None:
        set_by_hand("GBP", STARTS, Decimal("0.85"), by=self.people["maria"])
        over = [v for v in Visit.of(self.pair.id) if v.state == "held" and not v.online]
        for n in range(ROWS):
            self._claim(n, over[n % len(over)])

    def _claim(self, n: int, visit: Visit) -> None:
        host = visit.stops[0].city
        home, officer = next(one for one in self.officers if one[0].id != host.id)
        claim = Claim.draft(visit, home, by=officer)
        mine = [t for t in Traveller.on(visit) if t.payer == "programme"]
        for traveller in mine[: 1 + n % 2]:
            line = self._line(claim, traveller, "GBP" if n % 5 == 0 else "EUR")
            prove(line, "invoice", [self.paper], by=officer)
        if n % 5 == 0:
            return  # a draft
        claim.set_payee(
            claim.version, by=officer, kind="city", holder=home.name, iban="DE89370400440532013000"
        )
        submit(claim, declared=True, by=officer)
        self._settle(claim, n)

    def _line(self, claim: Claim, traveller: Traveller, currency: str) -> Line:
        return Line.add(
            claim,
            by=claim.drafted_by,
            category="travel",
            description=self.say.title(),
            document_date=STARTS if currency == "GBP" else claim.visit.from_on,
            paid_date=claim.visit.from_on,
            amount=self.say.cents(200, 1200),
            currency=currency,
            traveller=traveller,
        )

    def _settle(self, claim: Claim, n: int) -> None:
        if n % 5 == 1:
            return  # waits for a decision
        if n % 25 == 2:
            withdraw(claim, by=claim.drafted_by)
            return
        for line in Line.of(claim):
            decide(line, "approved", by=self.people["tom"])
        if n % 5 != 2:
            pay(claim, paid_on=TODAY, reference=claim.number, by=self.people["maria"])
