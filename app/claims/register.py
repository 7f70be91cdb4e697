"""The register of claims as rows: a line of a claim each, with its rate, decision and payment; and
the form of one claim as a paper."""

from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.claims import words
from app.claims.amounts import in_euro, quotes
from app.claims.decisions import Decision
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.recoveries import recovered
from app.clock import day as day_words
from app.clock import local, moment
from app.exports import blocks, cells
from app.exports.blocks import BOLD
from app.exports.paper import Paper, Part
from app.money import show

Rows = list[list[Any]]


def head() -> list[str]:
    return [
        _("Claim"),
        _("City"),
        _("Visit"),
        _("State"),
        _("Line"),
        _("First in"),
        _("Traveller"),
        _("Seat"),
        _("Kind of cost"),
        _("Description"),
        _("Document date"),
        _("Paid on"),
        _("Who paid the bill"),
        _("Amount"),
        _("Currency"),
        _("VAT in it"),
        _("VAT that comes back"),
        _("EUR charged to the card"),
        _("Units for 1 EUR"),
        _("Rate of"),
        _("Claimed in EUR"),
        _("Decision"),
        _("Approved in EUR"),
        _("Reason"),
        _("Decided by"),
        _("Decided on"),
        _("Paid to"),
        _("IBAN"),
        _("Payment"),
        _("Reference"),
        _("Came back in EUR"),
    ]


def rows(claims: list[Claim]) -> Rows:
    """Amounts as numbers with a decimal point: a spreadsheet writes them its own way."""
    lines: dict[int, list[Line]] = {}
    for line in Line.of_claims([claim.id for claim in claims]):
        lines.setdefault(line.claim_id, []).append(line)
    flat = [line for claim in claims for line in lines.get(claim.id, [])]
    ids = [line.id for line in flat]
    rates, decided, back = quotes(flat), Decision.of_lines(ids), recovered(ids)
    cents = in_euro(flat, rates)
    return [
        _row(claim, n, line, cents[line.id], decided.get(line.id), back.get(line.id))
        for claim in claims
        for n, line in enumerate(lines.get(claim.id, []), 1)
    ]


def _row(
    claim: Claim, n: int, line: Line, eur: int | None, decision: Decision | None, back: int | None
) -> list[Any]:
    who, paid = line.traveller, claim.payment
    return [
        claim.number,
        claim.city.name,
        claim.visit.title,
        str(words.STATE[claim.state][0]),
        n,
        line.origin.number if line.origin else "",
        words.who(who) if who else "",
        who.seat.number if who and who.seat else "",
        *_cost(line, eur),
        *_said(claim, line, decision),
        claim.holder,
        claim.iban,
        paid.paid_on.isoformat() if paid else "",
        paid.reference if paid else "",
        cells.number(back),
    ]


def _cost(line: Line, eur: int | None) -> list[Any]:
    return [
        str(words.CATEGORY[line.category]),
        line.description,
        line.document_date.isoformat(),
        line.paid_date.isoformat() if line.paid_date else "",
        str(words.PAID_BY[line.paid_by]),
        cells.number(line.amount, line.currency),
        line.currency,
        cells.number(line.vat, line.currency),
        cells.number(line.vat if line.vat_recoverable else 0, line.currency),
        cells.number(line.eur_charged),
        line.rate or "",
        line.rate_on.isoformat() if line.rate_on else "",
        cells.number(eur),
    ]


def _said(claim: Claim, line: Line, decision: Decision | None) -> list[Any]:
    """What was decided, by whom, on which day of UTC."""
    if decision is None:
        result = "sent_back" if line.sent_back else "open"
        word = str(words.RESULT[result][0]) if claim.state != "draft" else ""
        return [word, "", "", "", ""]
    return [
        str(words.RESULT[decision.result][0]),
        cells.number(decision.amount),
        decision.reason,
        decision.by.name,
        local(decision.at, "UTC").date().isoformat(),
    ]


def form_of(claim: Claim, person: Person, language: str) -> Paper:
    """What was claimed, by whom, with which declaration, and what was decided."""
    lines = Line.of(claim)
    cents, decided = in_euro(lines, quotes(lines)), Decision.of_claim(claim)
    parts = [_facts(claim, person, language), _lines(claim, lines, cents, decided, language)]
    if claim.declaration:
        signed = blocks.text(_signed(claim, person, language), claim.declaration)
        parts.append(Part("declaration", _("Declaration"), signed, language))
    return Paper(
        title=_("Claim %(number)s", number=claim.number),
        language=language,
        parts=tuple(parts),
        pair=claim.pair.name,
        cities=(claim.city.name, claim.visit.title),
        version=str(words.STATE[claim.state][0]),
        funding_statement=claim.pair.cohort.funding_statement,
        short=True,
    )


def _facts(claim: Claim, person: Person, language: str) -> Part:
    told = [_("Paid to: %(holder)s", holder=claim.holder), _("IBAN: %(iban)s", iban=claim.iban)]
    if claim.visit.from_on and claim.visit.to_on:
        days = (
            f"{day_words(claim.visit.from_on, language)} – {day_words(claim.visit.to_on, language)}"
        )
        told.append(_("Days of the visit: %(days)s", days=days))
    if claim.submitted_at:
        when = moment(claim.submitted_at, person.zone, language)
        told.append(_("Submitted: %(when)s", when=when))
    if claim.payment:
        day = day_words(claim.payment.paid_on, language)
        told.append(_("Paid: %(day)s, %(reference)s", day=day, reference=claim.payment.reference))
    return Part("facts", _("Who is paid"), blocks.text(*told), language)


def _signed(claim: Claim, person: Person, language: str) -> str:
    name = claim.submitted_by.name if claim.submitted_by else ""
    when = moment(claim.submitted_at, person.zone, language) if claim.submitted_at else ""
    return _("Signed by %(name)s, %(when)s:", name=name, when=when)


def _lines(
    claim: Claim,
    lines: list[Line],
    cents: dict[int, int | None],
    decided: dict[int, Decision],
    language: str,
) -> Part:
    heads = [_("No."), _("Cost"), _("Amount as paid"), _("Claimed in EUR"), _("Decision")]
    table = []
    for n, line in enumerate(lines, 1):
        about = [line.description, str(words.CATEGORY[line.category])]
        about += [words.who(line.traveller)] if line.traveller else []
        about.append(day_words(line.document_date, language))
        paid = show(line.amount, line.currency, locale=language)
        eur = cents[line.id]
        claimed = show(eur, "EUR", locale=language) if eur is not None else "–"
        said = _decided(decided.get(line.id), language)
        table.append(blocks.row(str(n), " · ".join(about), paid, claimed, said))
    claimed = show(sum(value or 0 for value in cents.values()), "EUR", locale=language)
    approved = show(sum(one.amount for one in decided.values()), "EUR", locale=language)
    sums = ("", _("Total"), "", claimed, approved if decided else "")
    table.append(blocks.row(*(blocks.cell((sum_, BOLD)) for sum_ in sums)))
    return Part("lines", _("Costs"), blocks.table(heads, table), language)


def _decided(decision: Decision | None, language: str) -> str:
    if decision is None:
        return ""
    amount = show(decision.amount, "EUR", locale=language)
    return " · ".join(
        filter(None, (str(words.RESULT[decision.result][0]), amount, decision.reason))
    )
