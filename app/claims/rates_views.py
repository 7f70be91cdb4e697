"""Exchange rates for managers: the newest ones, a published file, one typed in by hand."""

from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _

from app import access, hx
from app.claims import words
from app.claims.rate_files import Read
from app.claims.rates import Imported, newest, set_by_hand, take_over
from app.claims.rates_forms import RateFileForm, RateForm
from app.extensions import db

bp = Blueprint("rates", __name__)
ALL = "rates/_rates.html"


@bp.get("/rates")
def index() -> str:
    access.manage()
    return hx.render("rates/index.html", ALL, **_shown())


@bp.post("/rates/files")
def take_file() -> Response:
    access.manage()
    form = RateFileForm.posted()
    db.session.rollback()  # the file is read while no transaction is open
    done: list[Imported] = []
    form.act(lambda: done.append(take_over(form.found or Read(""))))
    if form.errors or form.problem:
        return hx.invalid(ALL, form=form, **_shown(file_form=form))
    return hx.answer(ALL, to=url_for("rates.index"), **_shown(done=done[0] if done else None))


@bp.post("/rates/manual")
def set_manual() -> Response:
    access.manage()
    form, me = RateForm.posted(), access.me()
    if not form.act(lambda: set_by_hand(by=me, **form.facts())):
        return hx.invalid(ALL, form=form, **_shown(rate_form=form))
    said = _("The rate is set.")
    return hx.answer(ALL, to=url_for("rates.index"), **_shown(said=said))


def _shown(**more: Any) -> dict[str, Any]:
    found = newest()
    by_source = {code: [r for r in found if r.source == code] for code in words.SOURCE}
    forms = {"file_form": RateFileForm(), "rate_form": RateForm()}
    return {"by_source": by_source, "words": words} | forms | more
