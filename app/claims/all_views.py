"""Claims of all pairs in one list, for managers and auditors; the payment lists made of them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app import access, hx
from app.access import me
from app.accounts.models import Appointment, Person
from app.attachments import attached
from app.claims import paying, words
from app.claims.deciding_forms import ListForm, PaymentForm
from app.claims.files_views import sheet_of
from app.claims.listing import CONDITIONS, Wanted, all_of, page_of
from app.claims.models import Claim, PaymentList
from app.claims.paying import approved_total
from app.clock import today
from app.exports import cells, sheets
from app.extensions import db
from app.files.models import File
from app.pairs.models import Pair
from app.standing import programme_role

bp = Blueprint("all_claims", __name__)
ALL = "claims/_all.html"
LIST = "claims/_payment_list.html"
MANAGERS = (
    select(Person.id, Person.name)
    .join(Appointment, Appointment.person_id == Person.id)
    .where(Appointment.role == "manager", Appointment.removed_at.is_(None))
    .order_by(Person.name)
)


@bp.get("/claims")
def index() -> str:
    return hx.render("claims/all.html", ALL, **_shown())


@bp.get("/claims.<any(xlsx, csv):sheet>")
def download(sheet: str) -> Response:
    """The register of what the address narrows the list to."""
    access.programme()
    pairs = access.looked_after()
    wanted, _asked = _wanted(pairs)
    funding = next((p.cohort.funding_statement for p in pairs if p.id in wanted.pair_ids), "")
    return sheet_of(all_of(wanted), sheet, "claims", funding)


@bp.post("/payment-lists")
def list_up() -> Response:
    """The chosen claims as a list for the bank."""
    by, form = access.manage(), ListForm.posted()
    made = form.act(lambda: paying.list_up(_chosen(form), by=by))
    if made is None:
        return hx.invalid(ALL, form=form, **_shown(form))
    return hx.go(url_for("all_claims.show", list_id=made.id))


@bp.get("/payment-lists")
def lists() -> str:
    access.programme()
    query = select(PaymentList).where(PaymentList.removed_at.is_(None))
    query = query.where(PaymentList.cohort_id.in_({p.cohort_id for p in access.looked_after()}))
    found = list(db.session.scalars(query.order_by(PaymentList.id.desc())))
    sums = {one.id: _total(one) for one in found}
    return hx.render(
        "claims/payment_lists.html", "claims/_payment_lists.html", lists=found, sums=sums
    )


@bp.get("/payment-lists/<int:list_id>")
def show(list_id: int) -> str:
    made = access.payment_list_to(list_id)
    return hx.render("claims/payment_list.html", LIST, **_of_list(made), form=None)


@bp.get("/payment-lists/<int:list_id>.xlsx")
def sheet(list_id: int) -> Response:
    """Number, payee, IBAN and amount, for the bank's own program."""
    made = access.payment_list_to(list_id)
    head = [_("Claim"), _("Payee"), _("IBAN"), _("Amount"), _("Currency")]
    rows: list[list[Any]] = [
        [claim.number, claim.holder, claim.iban, cells.number(approved_total(claim)), "EUR"]
        for claim in Claim.on_list(made)
    ]
    rows.append([_("Total"), "", "", cells.number(_total(made)), "EUR"])
    name, funding = made.number, made.cohort.funding_statement
    db.session.rollback()
    return attached(sheets.xlsx(name, head, rows, funding), sheets.XLSX, f"{name}.xlsx")


@bp.post("/payment-lists/<int:list_id>/payment")
def pay(list_id: int) -> Response:
    access.payment_list_to(list_id, verb="claim.pay")
    db.session.rollback()  # the bank's proof is read while no transaction is open
    form, by = PaymentForm.posted(), me()
    made = access.payment_list_to(list_id, verb="claim.pay")
    if not form.act(lambda: paying.pay_list(made, by=by, **form.facts())):
        return hx.invalid(LIST, form=form, **_of_list(made))
    to = url_for("all_claims.show", list_id=list_id)
    return hx.answer(LIST, to=to, form=None, **_of_list(made))


def _shown(form: ListForm | None = None) -> dict[str, Any]:
    access.programme()
    pairs = access.looked_after()
    wanted, asked = _wanted(pairs)
    pays = programme_role(me()) == "manager" and wanted.state == "decided"
    number = max(1, request.args.get("page", 1, type=int))
    rows, pages = page_of(wanted, number, oldest=wanted.state in ("submitted", "decided"))
    chosen: dict[str, Any] = {key: value for key, value in asked.items() if value}

    def at(n: int) -> str | None:
        return url_for("all_claims.index", page=n, **chosen) if 1 <= n <= pages else None

    return {
        "rows": rows,
        "words": words,
        "pairs": pairs,
        "asked": asked,
        "states": list(CONDITIONS),
        "managers": _managers(),
        "pays": pays,
        "picks": form or (ListForm() if pays else None),
        "pager": {
            "page": number,
            "pages": pages,
            "earlier": at(number - 1),
            "later": at(number + 1),
        },
    }


def _wanted(pairs: list[Pair]) -> tuple[Wanted, dict[str, str]]:
    """What the address asks for; what it cannot mean is left out."""
    names = ("state", "pair", "city", "taken", "days", "until", "q")
    asked = {name: request.args.get(name, "").strip()[:80] for name in names}
    ids = [pair.id for pair in pairs if asked["pair"] in ("", pair.slug)]
    cities = {str(city.id): city.id for pair in pairs for city in pair.cities}
    asked["city"] = asked["city"] if asked["city"] in cities else ""
    asked["state"] = asked["state"] if asked["state"] in CONDITIONS else ""
    taken = asked["taken"]
    wanted = Wanted(
        pair_ids=ids,
        city_id=cities.get(asked["city"]),
        state=asked["state"],
        taken=me().id if taken == "me" else int(taken) if taken.isdecimal() else None,
        days=int(asked["days"]) if _few(asked["days"]) else 0,
        number=asked["q"],
        until=today("UTC") + timedelta(int(asked["until"])) if _few(asked["until"]) else None,
    )
    return wanted, asked


def _few(days: str) -> bool:
    return days.isdecimal() and len(days) < 5


def _managers() -> Sequence[Any]:
    return db.session.execute(MANAGERS).all()


def _chosen(form: ListForm) -> list[Claim]:
    ids = {pair.id for pair in access.looked_after()}
    query = select(Claim).where(Claim.id.in_(form.claims.data or []), Claim.pair_id.in_(ids))
    query = query.where(Claim.removed_at.is_(None)).options(selectinload(Claim.pair))
    return list(db.session.scalars(query.order_by(Claim.id)))


def _of_list(made: PaymentList) -> dict[str, Any]:
    claims = Claim.on_list(made)
    proof = select(File).where(File.kind == PaymentList.__tablename__, File.thing_id == made.id)
    return {
        "made": made,
        "rows": [(claim, approved_total(claim)) for claim in claims],
        "total": _total(made),
        "proof": db.session.scalar(proof.where(File.removed_at.is_(None))),
        "ask": PaymentForm(),
        "pays": programme_role(me()) == "manager" and not made.paid_at,
    }


def _total(made: PaymentList) -> int:
    return sum(approved_total(claim) for claim in Claim.on_list(made))
