"""Evidence packs for managers and auditors: choosing, the kept ones, the file; and one claim's own
at its address with .zip."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app import access, hx
from app.access import me
from app.attachments import attached
from app.claims.forms import whole as number
from app.claims.models import Claim
from app.clock import days
from app.errors import Refused
from app.evidence import packing
from app.evidence.models import EvidencePack, ask, chosen, numbered
from app.extensions import db
from app.files.blobs import blobs
from app.forms import BaseForm, trimmed
from app.pairs.models import Pair
from app.visits.models import Visit

bp = Blueprint("evidence", __name__)
PART = "evidence/_packs.html"
ZIP = "application/zip"
SCOPE = {
    "pair": _l("A pair"),
    "visit": _l("A visit"),
    "cohort": _l("A cohort"),
    "period": _l("What was paid in a period"),
    "sample": _l("A list of claim numbers (a sample)"),
}


class PackForm(BaseForm):
    scope = RadioField(
        _l("Evidence of"),
        choices=[SelectChoice(code, label) for code, label in SCOPE.items()],
        default="sample",
    )
    pair = SelectField(_l("Pair"), coerce=number, default=0)
    visit = SelectField(_l("Visit"), coerce=number, default=0)
    cohort = SelectField(_l("Cohort"), coerce=number, default=0)
    first = DateField(_l("From"), [Optional()])
    last = DateField(_l("To"), [Optional()])
    numbers = TextAreaField(_l("Claim numbers"), [Length(max=20_000)], filters=[trimmed])


@bp.get("/evidence")
def index() -> str:
    return hx.render("evidence/index.html", PART, form=_form(PackForm()), **_shown())


@bp.get("/evidence/kept")
def kept() -> str:
    """The list alone: it is read again while packs are being made."""
    return hx.render("evidence/kept.html", "evidence/_kept.html", **_shown())


@bp.post("/evidence")
def make() -> Response:
    form = _form(PackForm.posted())
    if form.act(lambda: _ask(form)) is None:
        return hx.invalid(PART, form=form, **_shown())
    return hx.answer(PART, to=url_for("evidence.index"), form=_form(PackForm()), **_shown())


@bp.post("/pairs/<slug>/claims/<int:claim_id>/evidence")
def of_claim(slug: str, claim_id: int) -> Response:
    """One claim's, kept."""
    claim = access.claim_to("claim.read", slug, claim_id)
    access.of_cohort(claim.pair.cohort_id, "claim.read")
    form = BaseForm.posted()
    if form.act(lambda: ask("claim", claim.number, [claim], by=me(), claim=claim.number)) is None:
        return hx.invalid(PART, form=_form(PackForm()), **_shown())
    return hx.go(url_for("evidence.index"))


@bp.get("/evidence/<int:pack_id>/file")
def download(pack_id: int) -> Response:
    pack = access.pack_to(pack_id)
    if not pack.sha256:
        abort(404)
    try:
        opened = blobs().open(pack.sha256)
    except FileNotFoundError:
        abort(404)  # `flask verify` names such files
    return attached(opened, ZIP, pack.file_name)


@bp.get("/pairs/<slug>/claims/<int:claim_id>.zip")
def claim_file(slug: str, claim_id: int) -> Response:
    """Made at once and not kept. The movements of the whole budget are the programme's to see."""
    claim = access.claim_to("claim.read", slug, claim_id)
    if not claim.submitted_at:
        abort(404, _("This claim was not handed in yet."))
    whole, person = access.may(me(), "budget.read", claim.pair), me()
    about: dict[str, Any] = {"scope": "claim", "title": claim.number, "made_by": person.name}
    name, language = f"{claim.number}.zip", str(get_locale() or "en")
    file = packing.packed([claim.id], person, language, whole=whole, about=about)
    db.session.rollback()
    return attached(file, ZIP, name)  # closed once it is sent


def _ask(form: PackForm) -> EvidencePack:
    pairs = access.looked_after()
    claims, title, about = _claims(form, [pair.id for pair in pairs], pairs)
    return ask(form.scope.data, title, claims, by=me(), **about)


def _claims(
    form: PackForm, ids: list[int], pairs: list[Pair]
) -> tuple[list[Claim], str, dict[str, Any]]:
    scope = form.scope.data
    if scope == "sample":
        claims, unknown = numbered(ids, form.numbers.data or "")
        if unknown or not claims:
            words = _("No claim that was handed in has this number: %(numbers)s.")
            raise Refused(words % {"numbers": ", ".join(unknown[:10]) or "–"}, "numbers")
        title = _("Sample of %(n)s claims", n=len(claims))
        return claims, title, {"numbers": [claim.number for claim in claims]}
    if scope == "period":
        first, last = form.first.data, form.last.data
        if not first or not last or last < first:
            raise Refused(_("Please write the first and the last day of the period."), "last")
        about = {"first": first.isoformat(), "last": last.isoformat()}
        return chosen(ids, first=first, last=last), _period(first, last), about
    if scope == "cohort":
        found = next((p.cohort for p in pairs if p.cohort_id == form.cohort.data), None)
        if found is None:
            raise Refused(_("Please choose a cohort."), "cohort")
        of = [pair.id for pair in pairs if pair.cohort_id == found.id]
        return chosen(of), found.name, {"cohort": found.number}
    if scope == "visit":
        visit = db.session.get(Visit, form.visit.data or 0)
        if visit is None or visit.pair_id not in ids:
            raise Refused(_("Please choose a visit."), "visit")
        return chosen(ids, visit_id=visit.id), visit.title, {"visit": visit.id}
    pair = next((one for one in pairs if one.id == form.pair.data), None)
    if pair is None:
        raise Refused(_("Please choose a pair."), "pair")
    return chosen([pair.id]), pair.name, {"pair": pair.slug}


def _period(first: date, last: date) -> str:
    return _("Paid %(days)s", days=days(first, last))


def _form(form: PackForm) -> PackForm:
    pairs = access.looked_after()
    none = SelectChoice(0, "–")
    form.pair.choices = [none, *(SelectChoice(pair.id, pair.name) for pair in pairs)]
    cohorts = {pair.cohort_id: pair.cohort.name for pair in pairs}
    form.cohort.choices = [none, *(SelectChoice(n, name) for n, name in cohorts.items())]
    rows = db.session.query(Visit.id, Visit.title, Pair.name).join(Pair, Pair.id == Visit.pair_id)
    claimed = db.session.query(Claim.visit_id).filter(Claim.submitted_at.is_not(None))
    rows = rows.filter(Visit.pair_id.in_([p.id for p in pairs]), Visit.id.in_(claimed))
    form.visit.choices = [none]
    form.visit.choices += [SelectChoice(n, f"{title} ({pair})") for n, title, pair in rows]
    return form


def _shown() -> dict[str, Any]:
    return {"packs": EvidencePack.of({pair.id for pair in access.looked_after()}), "scopes": SCOPE}
