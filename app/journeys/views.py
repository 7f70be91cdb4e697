"""The journeys of a visit's travellers: planned in place, with what they cost and emit."""

from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _

from app import access, hx
from app.access import me
from app.extensions import db
from app.files.models import File
from app.forms import ActForm
from app.journeys import gazetteer, outlook, screen, words
from app.journeys.forms import JourneyForm, RailForm
from app.journeys.models import COSTS, Journey
from app.journeys.rail import RailConnection
from app.visits.models import Visit
from app.visits.screen import own_city
from app.visits.travellers import Traveller

bp = Blueprint("journeys", __name__)
bp.app_context_processor(
    lambda: {"journeys_of": shown, "emitted_of": screen.sum_of, "mode_words": words.MODE}
)
ONE = "journeys/_journeys.html"
OF = "/pairs/<slug>/visits/<int:visit_id>/travellers/<int:traveller_id>/journey"


@bp.get("/places")
def places() -> str:
    """Options for a place that is being typed."""
    me()
    typed = next((value for name, value in request.args.items() if name.endswith("place")), "")
    return render_template("journeys/_places.html", places=gazetteer.search(typed))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/journeys")
def index(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return hx.render("journeys/journeys.html", ONE, **_context(visit))


@bp.get(OF + "/edit")
def edit(slug: str, visit_id: int, traveller_id: int) -> str:
    traveller = access.journey_of("journey.plan", slug, visit_id, traveller_id)
    journey = Journey.of(traveller)
    form = _form(traveller, obj=journey, data=_start(traveller, journey))
    context = _context(traveller.visit, form=form, editing=traveller)
    return hx.render("journeys/journeys.html", ONE, **context)


@bp.post(OF)
def plan(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller, by = access.journey_of("journey.plan", slug, visit_id, traveller_id), me()
    form, visit = _form(traveller, request.form), traveller.visit

    def rule() -> Journey:
        journey = Journey.plan(traveller, form.seen_version, by=by, **form.facts())
        if form.ticket.taken:
            file = File.add(form.ticket.taken, journey, pair_id=visit.pair_id, by=by)
            journey.record("journey.ticket_added", by, title=file.name)
        return journey

    if form.wants_row() or form.act(rule) is None:
        return hx.invalid(ONE, **_context(visit, form=form, editing=traveller))
    return _answer(visit)


@bp.get(OF + "/outlook")
def forecast(slug: str, visit_id: int, traveller_id: int) -> str:
    """What the prices that are being typed leave."""
    traveller = access.journey_of("journey.plan", slug, visit_id, traveller_id)
    form = _form(traveller, request.args)
    form.validate()
    part = "journeys/_outlook.html"
    page = part if hx.wants_fragment() else "shared/page.html"
    context = _outlook(traveller, form) | {"fragment": part, "title": _("What is left")}
    return render_template(page, **context)


@bp.post(OF + "/removal")
def remove(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller, form, by = _planned(slug, visit_id, traveller_id), ActForm.posted(), me()
    journey = Journey.of(traveller, binned=True) or abort(404)
    if form.act(lambda: journey.remove(by=by)) is None:
        return hx.invalid(ONE, **_context(traveller.visit, form=form))
    return _answer(traveller.visit, gone=traveller)


@bp.post(OF + "/restoration")
def restore(slug: str, visit_id: int, traveller_id: int) -> Response:
    traveller, form, by = _planned(slug, visit_id, traveller_id), ActForm.posted(), me()
    journey = Journey.of(traveller, binned=True) or abort(404)
    if form.act(lambda: journey.restore(by=by)) is None:
        return hx.invalid(ONE, **_context(traveller.visit, form=form))
    return _answer(traveller.visit)


@bp.post(OF + "/tickets/<int:file_id>/removal")
def remove_ticket(slug: str, visit_id: int, traveller_id: int, file_id: int) -> Response:
    return _ticket(slug, visit_id, traveller_id, file_id, gone=True)


@bp.post(OF + "/tickets/<int:file_id>/restoration")
def restore_ticket(slug: str, visit_id: int, traveller_id: int, file_id: int) -> Response:
    return _ticket(slug, visit_id, traveller_id, file_id, gone=False)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/rail")
def confirm_rail(slug: str, visit_id: int) -> Response:
    """There is a connection between two cities: somebody has looked."""
    visit, by, form = access.visit_to("visit.plan", slug, visit_id), me(), RailForm.posted()
    ends = [visit.pair.city(number) for number in (form.one.data, form.other.data)]
    one, other = ends[0] or abort(404), ends[1] or abort(404)
    remarks = form.remarks.data or ""
    if not form.act(lambda: RailConnection.confirm(one, other, remarks, by=by, visit_id=visit.id)):
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit)


@bp.post("/pairs/<slug>/visits/<int:visit_id>/rail/<int:rail_id>/removal")
def take_rail_back(slug: str, visit_id: int, rail_id: int) -> Response:
    visit, by, form = access.visit_to("visit.plan", slug, visit_id), me(), ActForm.posted()
    found = db.session.get(RailConnection, rail_id)
    if found is None or found.pair_id != visit.pair_id:
        abort(404)
    if not form.act(lambda: found.take_back(by=by, visit_id=visit.id)):
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit)


def shown(visit: Visit) -> list[screen.Row]:
    """What this person may see."""
    person = me()
    city = own_city(person, visit.pair)
    host = city is not None and city.id in {stop.member_city_id for stop in visit.stops}

    def asks(verb: str, traveller: Traveller) -> bool:
        mine = traveller.person_id == person.id and verb.startswith("journey.")
        return mine or access.may(person, verb, traveller)

    return screen.rows(visit, asks, host=host)


def _ticket(slug: str, visit_id: int, traveller_id: int, file_id: int, *, gone: bool) -> Response:
    file = access.ticket_to("journey.plan", slug, visit_id, traveller_id, file_id)
    traveller, form, by = _planned(slug, visit_id, traveller_id), ActForm.posted(), me()
    journey = Journey.of(traveller) or abort(404)
    if form.act(lambda: journey.bin(file, gone=gone, by=by)) is None:
        return hx.invalid(ONE, **_context(traveller.visit, form=form))
    return _answer(traveller.visit, ticket=(traveller, file) if gone else None)


def _planned(slug: str, visit_id: int, traveller_id: int) -> Traveller:
    return access.journey_of("journey.plan", slug, visit_id, traveller_id)


def _form(traveller: Traveller, given: Any = None, **more: Any) -> JourneyForm:
    others = [
        one
        for n, one in Journey.on(traveller.visit).items()
        if n != traveller.id
        and not one.same_as_id
        and one.traveller.member_city_id == traveller.member_city_id
    ]
    form = JourneyForm(given, **more)
    return form.offer(traveller, others, costs=access.may(me(), "cost.read", traveller))


def _start(traveller: Traveller, journey: Journey | None) -> dict[str, Any]:
    """The days of the stay, where nothing is planned yet."""
    visit = traveller.visit
    return {} if journey else {"arrives_on": visit.from_on, "leaves_on": visit.to_on}


def _outlook(traveller: Traveller, form: JourneyForm) -> dict[str, Any]:
    """For who may see what is left of the budget and of the seat."""
    typed = [form[name] for name in COSTS if name in form]
    cost = sum(field.data or 0 for field in typed)
    sees = bool(typed) and access.may(me(), "money.read", traveller)
    here = {"visit": traveller.visit, "pair": traveller.visit.pair, "traveller": traveller}
    found = outlook.of(traveller, cost) if sees and cost else None
    return here | {"outlook": found}


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    context = {"visit": visit, "pair": visit.pair, "rows": shown(visit)}
    if "editing" in more:
        context |= _outlook(more["editing"], more["form"])
    return context | more


def _answer(visit: Visit, **more: Any) -> Response:
    db.session.expire_all()
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id)
    return hx.answer(ONE, to=f"{to}#{hx.dom_id(visit, 'journeys')}", **_context(visit, **more))
