"""Proofs that were photographed or dropped first, and that no line has yet; and one invoice that is
split over several travellers in one step."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof, prove
from app.claims.splits import Split, shares
from app.clock import now
from app.errors import Refused
from app.extensions import db
from app.files.models import File
from app.files.store import Taken
from app.visits.travellers import Traveller

MOST = 60  # files of a claim that wait to be sorted


def unsorted(claim: Claim) -> list[File]:
    """The claim's files that never proved a line."""
    query = (
        select(File)
        .where(File.kind == Claim.__tablename__, File.thing_id == claim.id)
        .where(File.removed_at.is_(None))
        .where(~select(Proof.id).where(Proof.file_id == File.id).exists())
        .options(selectinload(File.previews), joinedload(File.added_by))
        .order_by(File.id)
    )
    return list(db.session.scalars(query))


def drop(claim: Claim, files: list[Taken], *, by: Person) -> Claim:
    """Takes files in without a line; the same file a second time is left out."""
    claim.begin("draft", "sent_back")
    there = {file.sha256 for file in unsorted(claim)}
    new = {taken.sha256: taken for taken in files if taken.sha256 not in there}
    if len(there) + len(new) > MOST:
        raise Refused(_("Please sort these first: %(n)s files can wait at most.", n=MOST), "files")
    for taken in new.values():
        File.add(taken, claim, pair_id=claim.pair_id, by=by)
    claim.record("claim.files_dropped", by, files=len(new))
    return claim


def throw_out(claim: Claim, file: File, *, by: Person) -> Claim:
    claim.begin("draft", "sent_back")
    if file.id not in {one.id for one in unsorted(claim)}:
        raise Refused(_("This file proves a line already."))
    file.removed_at, file.removed_by_id = now(), by.id
    claim.record("claim.file_removed", by, file=file.name)
    return claim


def take_back_in(claim: Claim, file: File, *, by: Person) -> Claim:
    claim.begin("draft", "sent_back")
    file.removed_at = file.removed_by_id = None
    claim.record("claim.file_restored", by, file=file.name)
    return claim


@dataclass(frozen=True)
class Share:
    """A traveller's part of an invoice: nights, or an amount by hand, in minor units."""

    traveller: Traveller
    nights: int = 0
    amount: int | None = None


def split(
    claim: Claim,
    file: File,
    how: str,
    parts: list[Share],
    *,
    amount: int,
    currency: str,
    kind: str = "invoice",
    vat: int = 0,
    by: Person,
    **facts: Any,
) -> Claim:
    """A line for each traveller with the same proof; together never more than the invoice. The
    VAT in it is shared out as the amounts are: where they are less than the invoice, so is it."""
    claim.begin("draft")
    if (file.kind, file.thing_id) != (Claim.__tablename__, claim.id):
        raise Refused(_("This file belongs to something else."), "file")
    if len(parts) < 2:
        raise Refused(_("Please choose at least two travellers."), "travellers")
    if vat > amount:
        raise Refused(_("The VAT must be less than the amount."), "vat")
    amounts = _amounts(how, parts, amount)
    taxes = shares(vat, [*amounts, amount - sum(amounts)])
    invoice = Split(file_id=file.id, amount=amount, currency=currency)
    db.session.add(invoice)
    db.session.flush()
    for part, share, tax in zip(parts, amounts, taxes[: len(parts)], strict=True):
        about = {"traveller": part.traveller, "amount": share, "vat": tax, "currency": currency}
        line = Line.add(claim, by=by, split=invoice, **about, **facts)
        prove(line, kind, [file], by=by)
    claim.record("claim.invoice_split", by, file=file.name, lines=len(parts))
    return claim


def _amounts(how: str, parts: list[Share], amount: int) -> list[int]:
    if amount <= 0:
        raise Refused(_("Please write an amount above zero."), "amount")
    if how == "by_hand":
        typed = [part.amount or 0 for part in parts]
        if min(typed) <= 0:
            raise Refused(_("Please write an amount for each traveller you chose."), "travellers")
        if sum(typed) > amount:
            raise Refused(_("The parts are more than the invoice."), "travellers")
        return typed
    weights = [part.nights if how == "nights" else 1 for part in parts]
    if min(weights) <= 0:
        raise Refused(_("Please write the nights of each traveller you chose."), "travellers")
    found = shares(amount, weights)
    if min(found) <= 0:
        raise Refused(_("This is too little to be shared by so many."), "amount")
    return found


def nights(claim: Claim, known: dict[int, int | None], traveller: Traveller) -> int:
    """As the journey says, else those of the visit."""
    stay: tuple[date | None, date | None] = (claim.visit.from_on, claim.visit.to_on)
    whole = (stay[1] - stay[0]).days if stay[0] and stay[1] else 0
    return known.get(traveller.id) or max(whole, 1)
