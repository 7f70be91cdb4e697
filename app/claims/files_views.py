"""Claims as files: the list as XLSX, CSV and a page to print, one claim's form as PDF. Each sees
what they see on the page."""

from flask import Blueprint, Response, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app import access, formats
from app.access import me
from app.attachments import attached
from app.claims import printing, register, words
from app.claims.answering import own_city_id, pair_of
from app.claims.listing import Wanted, all_of
from app.claims.models import Claim
from app.exports import making, sheets
from app.extensions import db

bp = Blueprint("claim_files", __name__)


@bp.get("/pairs/<slug>/claims.<any(xlsx, csv):sheet>")
def listed(slug: str, sheet: str) -> Response:
    pair = pair_of(slug)
    claims = all_of(Wanted([pair.id], own_city_id(pair)))
    return sheet_of(claims, sheet, f"claims-{slug}", pair.cohort.funding_statement)


def sheet_of(claims: list[Claim], sheet: str, name: str, funding: str) -> Response:
    """The register of these, as XLSX or CSV."""
    head, rows = register.head(), register.rows(claims)
    db.session.rollback()  # nothing is held while the file is made
    if sheet == "xlsx":
        return attached(sheets.xlsx(_("Claims"), head, rows, funding), sheets.XLSX, f"{name}.xlsx")
    return attached(
        sheets.csv_file(head, rows, str(get_locale() or "en")), sheets.CSV, f"{name}.csv"
    )


@bp.get("/pairs/<slug>/claims/register")
def printed(slug: str) -> str:
    """All of it on one page, to print; as a file it is the same list."""
    pair = pair_of(slug)
    wanted = Wanted([pair.id], own_city_id(pair))
    return render_template(
        "claims/printed.html",
        sheets=printing.sheets(wanted, money=formats.amount, day=formats.day),
        within=url_for("claims.index", slug=slug),
        states={code: str(word) for code, (word, _tone) in words.STATE.items()},
        decided=("decided", "paid", "reopened"),
    )


@bp.get("/pairs/<slug>/claims/<int:claim_id>.pdf")
def form(slug: str, claim_id: int) -> Response:
    claim = access.claim_to("claim.read", slug, claim_id)
    paper, name = register.form_of(claim, me(), str(get_locale() or "en")), claim.number
    db.session.rollback()
    return attached(making.make(paper, "pdf"), making.MEDIA["pdf"], f"{name}.pdf")
