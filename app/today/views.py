"""The day's page of a visit; its quick notes and photographs, which may come later than they were
made: each carries its `once`."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from app import access, assets, hx
from app.access import me
from app.attendance.models import Attendance, Participant
from app.clock import today
from app.errors import Refused
from app.extensions import db
from app.files.forms import UploadField
from app.files.kinds import PROOFS
from app.forms import BaseForm, trimmed
from app.hosting.models import Duty
from app.journeys.models import Journey
from app.journeys.words import MODE
from app.notes.models import Note
from app.today import screen
from app.visits import words
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.publishing import Publication
from app.visits.screen import own_city
from app.visits.travellers import Traveller

bp = Blueprint("today", __name__)
bp.app_context_processor(lambda: {"is_on": screen.is_on, "on_now": screen.on_now})
AT = "/pairs/<slug>/visits/<int:visit_id>/today"
KINDS = {"whiteboard": _l("Whiteboard"), "receipt": _l("Receipt"), "other": _l("Something else")}
FIRST_WORDS = 60  # of a note, for its title


class NoteForm(BaseForm):
    text = TextAreaField(_l("A quick note"), [DataRequired(), Length(max=5000)], filters=[trimmed])


class PhotographForm(BaseForm):
    photograph = UploadField(
        _l("Photograph"), kinds=PROOFS, render_kw={"accept": "image/*", "capture": "environment"}
    )
    what = SelectField(_l("Of what"), choices=[SelectChoice(*one) for one in KINDS.items()])


@bp.get("/today-worker.js")
def worker() -> Response:
    """The service worker: at the root, for a worker rules what lies below its own address."""
    script = (assets.STATIC / "dist" / assets.built("worker.js")).read_bytes()
    return Response(script, mimetype="text/javascript")


@bp.get(AT)
def show(slug: str, visit_id: int) -> str:
    visit = _stay(access.visit_to("visit.read", slug, visit_id))
    return hx.render("today/show.html", "today/_day.html", **_context(visit))


@bp.post(AT + "/notes")
def write(slug: str, visit_id: int) -> Response:
    visit, by, form = _stay(access.visit_to("visit.read", slug, visit_id)), me(), NoteForm.posted()
    if not access.may(by, "note.write", visit.pair):
        abort(403)

    def rule() -> Note:
        first = (form.text.data or "").splitlines()[0][:FIRST_WORDS]
        title = f"{words.weekday(screen.this_day(visit))}: {first}"
        return Note.start(visit.pair, by=by, title=title[:160], visit=visit, text=form.text.data)

    if form.act(rule) is None:
        return hx.invalid("today/_note.html", form=form, **_context(visit))
    return _answer("today/_note.html", visit, said=_("The note is stored."))


@bp.post(AT + "/photographs")
def photograph(slug: str, visit_id: int) -> Response:
    """A receipt is for the own city, all else for everybody."""
    visit, by = _stay(access.visit_to("visit.plan", slug, visit_id)), me()
    home, form = own_city(by, visit.pair), PhotographForm(request.form)
    db.session.rollback()  # the file is read while no transaction is open

    def rule() -> VisitFile:
        if form.photograph.taken is None:
            raise Refused(_("Please choose a file."), "photograph")
        city = home if form.what.data == "receipt" else None
        caption = str(KINDS[form.what.data])
        return VisitFile.add(visit, form.photograph.taken, by=by, city=city, caption=caption)

    if form.act(rule) is None:
        return hx.invalid("today/_photograph.html", form=form, **_context(visit))
    return _answer("today/_photograph.html", visit, said=_("The photograph is stored."))


def _stay(visit: Visit) -> Visit:
    return visit if visit.stops else abort(404, _("Nobody travels to an online meeting."))


def _context(visit: Visit) -> dict[str, Any]:
    person = me()
    seen = Publication.of(visit) or access.may(person, "agenda.draft", visit)
    days = screen.days(visit, person.zone) if seen else []
    here = screen.this_day(visit)
    mine = next((one for one in Traveller.on(visit) if one.person_id == person.id), None)
    ticks = access.may(person, "visit.plan", visit) and here <= today(visit.zone)
    return {
        "visit": visit,
        "pair": visit.pair,
        "days": days,
        "here": here,
        "coming": screen.coming(days),
        "hosts": screen.hosts(visit),
        "my_journey": Journey.of(mine) if mine else None,
        "mode_words": MODE,
        "duties": [duty for duty in Duty.of(visit) if duty.done_at is None and duty.due_on == here],
        "participants": Participant.of(visit) if ticks else [],
        "there": Attendance.on(visit) if ticks else {},
        "note_form": NoteForm(),
        "photograph_form": PhotographForm(),
        "words": words,
    }


def _answer(fragment: str, visit: Visit, **more: Any) -> Response:
    to = url_for("today.show", slug=visit.pair.slug, visit_id=visit.id)
    return hx.answer(fragment, to=to, **_context(visit), **more)
