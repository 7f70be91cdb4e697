"""Who is there, day by day: each tick is stored and seen by the others; the signed list as a
scan."""

from datetime import date
from typing import Any, Self

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app import access, hx
from app.access import me
from app.attendance import ticking
from app.attendance.models import Attendance, Participant, record
from app.clock import today
from app.errors import Refused
from app.extensions import db
from app.files.forms import UploadField
from app.files.models import File
from app.forms import ActForm, BaseForm, one_line
from app.visits.forms import number
from app.visits.models import Visit

bp = Blueprint("attendance", __name__)
bp.app_context_processor(lambda: {"attendance_of": shown})
ONE = "attendance/_attendance.html"
AT = "/pairs/<slug>/visits/<int:visit_id>/attendance"


class ParticipantForm(BaseForm):
    name = StringField(_l("Name"), [DataRequired(), Length(max=120)], filters=[one_line])
    organisation = StringField(_l("Organisation"), [Length(max=160)], filters=[one_line])
    member_city_id = SelectField(_l("City"), coerce=number)
    departs_from = StringField(_l("Sets out from"), [Length(max=120)], filters=[one_line])

    def offer(self, visit: Visit) -> Self:
        self.visit = visit
        cities = [SelectChoice(city.id, city.name) for city in visit.pair.cities]
        self.member_city_id.choices = [SelectChoice("", _("No city of this pair")), *cities]
        return self

    def facts(self) -> dict[str, Any]:
        city = self.visit.pair.city(self.member_city_id.data)
        return self.values("name", "organisation", "departs_from") | {"city": city}


class ScanForm(BaseForm):
    scan = UploadField(_l("The signed list"))


@bp.get(AT)
def index(slug: str, visit_id: int) -> str:
    return _page(access.visit_to("attendance.read", slug, visit_id))


@bp.post(AT + "/days/<day>")
def tick(slug: str, visit_id: int, day: str) -> Response:
    visit, on, by = _written(slug, visit_id), _day(day), me()
    seen, wanted = _counts("seen"), _counts("present")
    form = ActForm.posted()
    if form.act(lambda: ticking.tick(visit, on, seen, wanted, by=by)) is None:
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit)


@bp.post(AT + "/days/<day>/everybody")
def everybody(slug: str, visit_id: int, day: str) -> Response:
    visit, on, by, form = _written(slug, visit_id), _day(day), me(), ActForm.posted()
    if form.act(lambda: ticking.everybody(visit, on, by=by)) is None:
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit)


@bp.get(AT + "/participants/new")
def new(slug: str, visit_id: int) -> str:
    visit = _written(slug, visit_id)
    return _page(visit, form=ParticipantForm().offer(visit), adding=True)


@bp.post(AT + "/participants")
def add(slug: str, visit_id: int) -> Response:
    visit, by = _written(slug, visit_id), me()
    form = ParticipantForm(request.form).offer(visit)
    if form.act(lambda: Participant.add(visit, by=by, **form.facts())) is None:
        return hx.invalid(ONE, **_context(visit, form=form, adding=True))
    return _answer(visit)


@bp.post(AT + "/participants/<int:participant_id>/removal")
def remove(slug: str, visit_id: int, participant_id: int) -> Response:
    found = access.participant_to("visit.plan", slug, visit_id, participant_id)
    form, by = ActForm.posted(), me()
    if form.act(lambda: found.remove(by=by)) is None:
        return hx.invalid(ONE, **_context(found.visit, form=form))
    return _answer(found.visit, gone=found)


@bp.post(AT + "/participants/<int:participant_id>/restoration")
def restore(slug: str, visit_id: int, participant_id: int) -> Response:
    found = access.participant_to("visit.plan", slug, visit_id, participant_id)
    form, by = ActForm.posted(), me()
    if form.act(lambda: found.restore(by=by)) is None:
        return hx.invalid(ONE, **_context(found.visit, form=form))
    return _answer(found.visit)


@bp.get(AT + "/scans/new")
def new_scan(slug: str, visit_id: int) -> str:
    return _page(_written(slug, visit_id), form=ScanForm(), scanning=True)


@bp.post(AT + "/scans")
def hand_in(slug: str, visit_id: int) -> Response:
    """The list that was signed, as a scan or a photo."""
    visit, by, form = _written(slug, visit_id), me(), ScanForm(request.form)
    db.session.rollback()  # the file is read while no transaction is open

    def rule() -> File:
        if form.scan.taken is None:
            raise Refused(_("Please choose a file."), "scan")
        file = File.add(form.scan.taken, visit, pair_id=visit.pair_id, by=by)
        record("attendance.scan_added", visit, visit, by, title=file.name)
        return file

    if form.act(rule) is None:
        return hx.invalid(ONE, **_context(visit, form=form, scanning=True))
    return _answer(visit)


@bp.post(AT + "/scans/<int:file_id>/removal")
def remove_scan(slug: str, visit_id: int, file_id: int) -> Response:
    return _bin(*access.scan_to(slug, visit_id, file_id), gone=True)


@bp.post(AT + "/scans/<int:file_id>/restoration")
def restore_scan(slug: str, visit_id: int, file_id: int) -> Response:
    return _bin(*access.scan_to(slug, visit_id, file_id), gone=False)


def shown(visit: Visit) -> dict[str, Any]:
    """For _attendance.html on the visit's own page."""
    there = Attendance.on(visit)
    return {
        "participants": Participant.of(visit),
        "there": there,
        "days": [day for day in visit.days if day <= today(visit.zone_on(day))],
        "scans": ticking.scans(visit),
    }


def _written(slug: str, visit_id: int) -> Visit:
    return access.visit_to("visit.plan", slug, visit_id)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        abort(404)


def _counts(prefix: str) -> dict[str, int]:
    """`present-t3` is a number, or a tick where one person is meant."""
    found = {}
    for name, value in request.form.items():
        start, _dash, key = name.partition("-")
        if start == prefix and key:
            found[key] = int(value) if value.isdecimal() else 0
    return found


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    return {"visit": visit, "pair": visit.pair} | shown(visit) | more


def _page(visit: Visit, **more: Any) -> str:
    return hx.render("attendance/attendance.html", ONE, **_context(visit, **more))


def _bin(visit: Visit, file: File, *, gone: bool) -> Response:
    form, by = ActForm.posted(), me()
    if form.act(lambda: ticking.bin_scan(visit, file, gone=gone, by=by)) is None:
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit, scan_gone=file if gone else None)


def _answer(visit: Visit, **more: Any) -> Response:
    db.session.expire_all()
    to = url_for("attendance.index", slug=visit.pair.slug, visit_id=visit.id)
    return hx.answer(ONE, to=to, **_context(visit, **more))
