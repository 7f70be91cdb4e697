"""What travellers need: told by the person (for a guest by who plans for them), read by the
officers of the host cities."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from app import access, hx
from app.access import me
from app.extensions import db
from app.forms import BaseForm, one_line, trimmed
from app.needs.models import WORDS, Needs, deleted_on
from app.visits.models import Visit
from app.visits.travellers import Traveller

bp = Blueprint("needs", __name__)
bp.app_context_processor(lambda: {"needs_of": shown, "needs_deleted_on": deleted_on})
ONE = "needs/_needs.html"
OF = "/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>/needs"


class NeedsForm(BaseForm):
    diet = StringField(_l("Food"), [Length(max=500)], filters=[one_line])
    access = StringField(_l("Access"), [Length(max=500)], filters=[one_line])
    emergency_name = StringField(
        _l("Whom to call in an emergency"), [Length(max=120)], filters=[one_line]
    )
    emergency_phone = StringField(
        _l("Their telephone"), [Length(max=40)], filters=[one_line], render_kw={"type": "tel"}
    )
    remarks = TextAreaField(_l("Anything else"), [Length(max=2000)], filters=[trimmed])


@dataclass(frozen=True)
class Row:
    """`needs` only where this person may read them; `told` that there are some."""

    traveller: Traveller
    needs: Needs | None
    told: bool
    tells: bool


@bp.get("/pairs/<slug>/visits/<int:visit_id>/needs")
def index(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.read", slug, visit_id)
    return _private(hx.render("needs/needs.html", ONE, **_context(visit)))


@bp.get(OF + "/edit")
def edit(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller = access.needs_of(slug, visit_id, traveller_id)
    form = NeedsForm(obj=_read(traveller))
    context = _context(traveller.visit, form=form, editing=traveller_id)
    return _private(hx.render("needs/needs.html", ONE, **context))


@bp.post(OF)
def tell(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller, by = access.needs_of(slug, visit_id, traveller_id), me()
    form, visit = NeedsForm(request.form), traveller.visit
    version = form.seen_version if _reads(traveller) else None
    if not form.act(lambda: Needs.tell(traveller, version, by=by, **form.values(*WORDS))):
        return hx.invalid(ONE, **_context(visit, form=form, editing=traveller_id))
    db.session.expire_all()
    to = url_for("visits.show", slug=slug, visit_id=visit_id)
    return hx.answer(ONE, to=f"{to}#{hx.dom_id(visit, 'needs')}", **_context(visit))


def shown(visit: Visit) -> list[Row]:
    """What this person may read or tell. Others do not learn who has told what."""
    if visit.online:
        return []
    all_of_them = access.may(me(), "needs.read", visit)
    told = Needs.on(visit)
    found = []
    for traveller in Traveller.on(visit):
        tells, needs = access.tells_needs(traveller), told.get(traveller.id)
        reads = all_of_them or traveller.person_id == me().id
        if reads or tells:
            found.append(Row(traveller, needs if reads else None, needs is not None, tells))
    return found


def _reads(traveller: Traveller) -> bool:
    mine = traveller.person_id == me().id
    return mine or access.may(me(), "needs.read", traveller.visit)


def _read(traveller: Traveller) -> Needs | None:
    """Who hands them in for a guest begins with an empty form: they may not read them."""
    return Needs.of(traveller) if _reads(traveller) else None


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    here = {"visit": visit, "pair": visit.pair, "needs_rows": shown(visit)}
    return here | more


def _private(page: str) -> Response:
    response = make_response(page)
    response.headers["Cache-Control"] = "private, no-store"
    return response
