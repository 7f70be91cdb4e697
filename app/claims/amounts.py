"""What lines come to in euro: by the rate that counts, or by what the card was charged."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.claims.costs import Cost
from app.claims.rates import Rate, rates_for
from app.money import convert, digits

CHARGED = "charged"  # the source of a rate that a card statement shows
EXACT = Decimal("0.000001")


def quotes(lines: Sequence[Cost]) -> dict[int, Rate]:
    """By line, the rate that counts as things are now; frozen lines need none. One query for each
    source of rates, and a cohort has one."""
    open_ones = [line for line in lines if line.eur is None]
    found = {line.id: charged(line) for line in open_ones if line.eur_charged}
    wanted: dict[str, dict[int, tuple[str, date]]] = defaultdict(dict)
    for line in open_ones:
        if line.id not in found and (day := line.rate_day):
            wanted[line.rule.source][line.id] = (line.currency, day)
    for source, these in wanted.items():
        known = rates_for(these.values(), source)
        found |= {number: known[key] for number, key in these.items() if key in known}
    return found


def published(lines: Sequence[Cost]) -> dict[int, Rate]:
    """By line that was charged to a card in euro: the published rate of that day."""
    wanted = {
        line.id: (line.currency, line.paid_date or line.document_date)
        for line in lines
        if line.eur_charged
    }
    if not wanted:
        return {}
    known = rates_for(set(wanted.values()), lines[0].rule.source)
    return {number: known[key] for number, key in wanted.items() if key in known}


def charged(line: Cost) -> Rate:
    """The rate that a card statement comes to, in units for one euro, to six decimals."""
    units = Decimal(line.amount).scaleb(-digits(line.currency))
    euros = Decimal(line.eur_charged or 0).scaleb(-2)
    per_eur = (units / euros).quantize(EXACT, ROUND_HALF_UP)
    on = line.paid_date or line.document_date
    return Rate(currency=line.currency, on=on, per_eur=max(per_eur, EXACT), source=CHARGED)


def euro(line: Cost, rate: Rate) -> int:
    """EUR cents, half up. Of what a card was charged, VAT that comes back takes its share."""
    if rate.source == CHARGED and line.eur_charged:
        share = Decimal(line.eur_charged) * line.eligible / line.amount
        return int(share.quantize(Decimal(1), ROUND_HALF_UP))
    return convert(line.eligible, line.currency, rate.per_eur)


def in_euro(lines: Sequence[Cost], now_quoted: dict[int, Rate]) -> dict[int, int | None]:
    """By line, EUR cents as frozen, or as they would be now; None while a rate is missing."""
    cents: dict[int, int | None] = {}
    for line in lines:
        rate = now_quoted.get(line.id)
        today_in_euro = euro(line, rate) if rate else None
        cents[line.id] = line.eur if line.eur is not None else today_in_euro
    return cents
