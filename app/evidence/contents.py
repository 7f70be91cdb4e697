"""What goes into an evidence pack: paths with their bytes, one after the other, so that memory
holds one file at a time. How they become a ZIP with its manifest: packing.py."""

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.attendance.ticking import scans
from app.budgets.models import Budget
from app.claims import register
from app.claims.lines import Line
from app.claims.models import Claim, PaymentList
from app.claims.rates import SOURCES, Rate
from app.evidence import guide, told
from app.exports import making, sheets
from app.extensions import db
from app.files.blobs import blobs
from app.files.models import File
from app.handouts import attendance as lists
from app.handouts import programme
from app.pairs.models import Pair
from app.visits.models import Visit

Piece = tuple[str, bytes]
ENDING = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/heic": ".heic",
}


def pieces(claim_ids: list[int], person: Person, language: str, *, whole: bool) -> Iterator[Piece]:
    """`whole`: with the movements of the pairs' budgets and the rules, for who may see those."""
    claims = [db.session.get_one(Claim, number) for number in claim_ids]
    funding = claims[0].pair.cohort.funding_statement
    table = sheets.xlsx(_("Claims"), register.head(), register.rows(claims), funding)
    yield "register.xlsx", table
    for number in claim_ids:
        yield from _of_claim(db.session.get_one(Claim, number), person, language)
    yield "rates.csv", _rates(claims)
    for visit_id in sorted({claim.visit_id for claim in claims}):
        yield from _of_visit(db.session.get_one(Visit, visit_id), person, language)
    if whole:
        yield from _of_budgets(claims)
    yield "index.html", guide.page(claims, whole=whole).encode()


def _of_claim(claim: Claim, person: Person, language: str) -> Iterator[Piece]:
    folder, named = f"claims/{claim.number}", dict[int, list[str]]()
    yield f"{folder}/claim.pdf", making.make(register.form_of(claim, person, language), "pdf")
    for n, line in enumerate(Line.of(claim), 1):
        for m, proof in enumerate(line.proofs, 1):
            stem = f"{claim.number}-{n:02d}-{m} {proof.kind} {plain(proof.file.name)}"
            for name, data in _with_copy(proof.file, stem):
                named.setdefault(line.id, []).append(name)
                yield f"{folder}/{name}", data
    for n, file in enumerate(_payment_proofs(claim), 1):
        for name, data in _with_copy(file, f"{claim.number}-payment-{n} {plain(file.name)}"):
            yield f"{folder}/{name}", data
    yield f"{folder}/claim.json", as_json(told.of_claim(claim, named))


def _with_copy(file: File, stem: str) -> Iterator[Piece]:
    """The original; beside what few programs open, a copy that all do."""
    ending = ENDING.get(file.media_type, "")
    with blobs().open(file.sha256) as original:
        yield f"{stem}{ending}", original.read()
    if file.media_type == "image/heic" and (copy := file.preview(1)):
        with blobs().open(copy.sha256) as readable:
            yield f"{stem}-readable.jpg", readable.read()


def _payment_proofs(claim: Claim) -> list[File]:
    about = [("payment", claim.payment.id)] if claim.payment else []
    about += [(PaymentList.__tablename__, claim.payment_list_id)] if claim.payment_list_id else []
    found: list[File] = []
    for kind, number in about:
        query = select(File).where(File.kind == kind, File.thing_id == number)
        found += db.session.scalars(query.where(File.removed_at.is_(None)).order_by(File.id))
    return found


def _of_visit(visit: Visit, person: Person, language: str) -> Iterator[Piece]:
    folder = f"visits/{visit.id}-{plain(visit.title)}"
    paper = programme.of_visit(visit, person, language)
    yield f"{folder}/agenda.pdf", making.make(paper, "pdf")
    if visit.stops:
        paper = lists.attendance_list(visit, language)
        yield f"{folder}/attendance-list.pdf", making.make(paper, "pdf")
    for n, file in enumerate(scans(visit), 1):
        for name, data in _with_copy(file, f"attendance-signed-{n} {plain(file.name)}"):
            yield f"{folder}/{name}", data


def _rates(claims: list[Claim]) -> bytes:
    """The published rates that the lines of these claims were converted by."""
    used = {
        (line.rate_source, line.currency, line.rate_on)
        for line in Line.of_claims([claim.id for claim in claims])
        if line.rate_source in SOURCES and line.currency != "EUR"
    }
    rows: list[list[Any]] = []
    for source, currency, on in sorted(used, key=str):
        query = select(Rate).where(Rate.source == source, Rate.currency == currency, Rate.on == on)
        rate = db.session.scalar(query)
        per_eur = rate.per_eur if rate else ""
        taken = told.instant(rate.imported_at) if rate else ""
        rows.append([source, currency, str(on), str(per_eur), taken])
    head = ["source", "currency", "day", "units_for_1_EUR", "taken_over_at"]
    return sheets.csv_file(head, rows, "en")


def _of_budgets(claims: list[Claim]) -> Iterator[Piece]:
    for pair_id in sorted({claim.pair_id for claim in claims}):
        pair = db.session.get_one(Pair, pair_id)
        budget = Budget.of(pair_id)
        cities = {city.id: city.name for city in pair.cities}
        data = {
            "pair": pair.slug,
            "budget": budget.id,
            "cities": cities,
            "entries": budget.entries,
            "head": budget.head,
            "changes": told.changes(budget),
            "movements": list(told.movements(budget)),
        }
        yield f"movements/{pair.slug}.json", as_json(data)
    for cohort in {claim.pair.cohort_id: claim.pair.cohort for claim in claims}.values():
        yield f"rules/cohort-{cohort.number}.json", as_json(told.rules(cohort))


def as_json(data: Any) -> bytes:
    return json.dumps(data, indent=1, ensure_ascii=False).encode()


def plain(name: str) -> str:
    """A name that every file system takes: letters, figures and hyphens, without its ending."""
    stem = name.rpartition(".")[0] or name
    flat = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", flat).strip("-")[:60] or "file"
