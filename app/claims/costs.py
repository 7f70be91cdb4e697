"""A cost as somebody paid it: what of it can be paid back, and which day's rate counts. Of a line
of a claim (lines.py), and of a row for a sum (totals.py)."""

from datetime import date
from typing import Any, NamedTuple

from app.clock import today


class Rule(NamedTuple):
    """Of the cohort: whose rates count, and of which day; `zone` is the city's."""

    source: str
    date: str
    zone: str


class Cost:
    """`amount` and `vat` in minor units of `currency`, `eur` and `eur_charged` in EUR cents."""

    id: Any
    amount: Any
    currency: Any
    vat: Any
    vat_recoverable: Any
    document_date: Any
    paid_date: Any
    eur: Any
    eur_charged: Any

    @property
    def rule(self) -> Rule:
        raise NotImplementedError

    @property
    def eligible(self) -> int:
        """What can be paid back, in the currency paid: VAT that comes back is no cost."""
        return int(self.amount - (self.vat if self.vat_recoverable else 0))

    @property
    def rate_day(self) -> date | None:
        """The day whose rate counts, by the cohort's rule."""
        rule = self.rule
        if rule.date == "submission":
            return today(rule.zone)
        on: date | None = self.document_date if rule.date == "document" else self.paid_date
        return on
