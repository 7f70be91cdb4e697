"""The register of claims as one page to print: each claim with its lines, and what all come to.

Columns are read, not objects, and each amount and day is put into words once: a pair that has
worked for two years has a thousand lines.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.claims import words
from app.claims.amounts import in_euro, quotes
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.listing import Wanted, every
from app.claims.totals import THESE, bare_lines
from app.extensions import db


class Printed(NamedTuple):
    """A line in words; "" where there is no rate or no decision yet."""

    number: int
    kind: str
    description: str
    day: str
    amount: str
    eur: str
    approved: str


class Sheet(NamedTuple):
    """A claim (a row of listing.COLUMNS) in its state, with its lines, and what they come to in EUR
    cents."""

    claim: Any
    state: str
    lines: list[Printed]
    eur: int
    approved: int


def _columns() -> Any:
    last = select(Decision.line_id, func.max(Decision.id).label("id")).join(Line)
    last = last.where(Line.claim_id.in_(THESE)).group_by(Decision.line_id)
    made = last.subquery("last")
    found = select(
        Line.claim_id,
        Line.id,
        Line.category,
        Line.description,
        Line.document_date,
        Line.amount,
        Line.currency,
        Line.eur,
        Decision.amount.label("approved"),
    )
    found = found.outerjoin(made, made.c.line_id == Line.id)
    found = found.outerjoin(Decision, Decision.id == made.c.id)
    return found.where(Line.claim_id.in_(THESE), Line.removed_at.is_(None)).order_by(Line.id)


COLUMNS = _columns()


def sheets(
    wanted: Wanted, *, money: Callable[[int, str], str], day: Callable[[date], str]
) -> list[Sheet]:
    """All claims with their lines; `money` and `day` say them in the reader's language."""
    claims = {row.id: (row, row.state) for row in every(wanted)}
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(COLUMNS, {"ids": list(claims)}):
        rows[row[0]].append(row)
    open_ones = bare_lines([n for n, (_row, at) in claims.items() if at in ("draft", "sent_back")])
    now_worth = in_euro(open_ones, quotes(open_ones))
    kinds = {code: str(word) for code, word in words.CATEGORY.items()}
    said = (kinds, _Once(lambda key: money(*key)), _Once(day))
    return [_sheet(row, at, rows[n], now_worth, *said) for n, (row, at) in claims.items()]


class _Once(dict[Any, str]):
    """What was put into words before is not again."""

    def __init__(self, say: Callable[[Any], str]) -> None:
        super().__init__()
        self.say = say

    def __missing__(self, value: Any) -> str:
        said = self[value] = self.say(value)
        return said


def _sheet(
    claim: Any,
    state: str,
    rows: list[Any],
    now_worth: dict[int, int | None],
    kinds: dict[str, str],
    amounts: _Once,
    days: _Once,
) -> Sheet:
    lines, total, allowed = [], 0, 0
    for n, (_claim, line, kind, words_, on, amount, code, eur, approved) in enumerate(rows, 1):
        cents = now_worth.get(line) if eur is None else eur
        total += cents or 0
        allowed += approved or 0
        worth = "" if cents is None else amounts[cents, "EUR"]
        given = "" if approved is None else amounts[approved, "EUR"]
        lines.append(Printed(n, kinds[kind], words_, days[on], amounts[amount, code], worth, given))
    return Sheet(claim, state, lines, total, allowed)
