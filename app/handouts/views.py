"""Papers of a visit: the address of its page with a suffix answers the file."""

from typing import Any

from flask import Blueprint, Response, abort, request
from flask_babel import force_locale, get_locale
from flask_babel import gettext as _

from app import access
from app.access import me
from app.accounts.models import LANGUAGES
from app.attachments import attached
from app.attendance.models import Attendance, Participant
from app.exports import making, sheets
from app.exports.making import MEDIA
from app.exports.paper import Paper
from app.extensions import db
from app.handouts import attendance as lists
from app.handouts import letter, programme
from app.visits import words
from app.visits.models import Visit

bp = Blueprint("handouts", __name__)
bp.app_context_processor(lambda: {"writes_letter": access.writes_letter})
AT = "/pairs/<slug>/visits/<int:visit_id>"


@bp.get(AT + ".<any(pdf, docx):format>")
def visit(slug: str, visit_id: int, format: str) -> Response:
    """Its programme."""
    found = access.visit_to("visit.read", slug, visit_id)
    return _paper(programme.of_visit(found, me(), _language()), format)


@bp.get(AT + "/attendance.<any(pdf, docx):format>")
def attendance(slug: str, visit_id: int, format: str) -> Response:
    """The list that is signed."""
    found = _stay(access.visit_to("attendance.read", slug, visit_id))
    return _paper(lists.attendance_list(found, _language()), format)


@bp.get(AT + "/certificates.pdf")
def certificates(slug: str, visit_id: int) -> Response:
    """Of all who were there."""
    found = _stay(access.visit_to("attendance.read", slug, visit_id))
    return _certified(found, None)


@bp.get(AT + "/certificate.pdf")
def certificate(slug: str, visit_id: int) -> Response:
    """One's own."""
    found = _stay(access.visit_to("visit.read", slug, visit_id))
    mine = [p for p in Participant.of(found) if p.traveller and p.traveller.person_id == me().id]
    return _certified(found, mine[0] if mine else abort(404))


@bp.get(AT + "/participants.<any(xlsx, csv):sheet>")
def participants(slug: str, visit_id: int, sheet: str) -> Response:
    found = access.visit_to("attendance.read", slug, visit_id)
    head, rows = _table(found)
    title, funding = _("Participants"), found.pair.cohort.funding_statement
    db.session.rollback()
    if sheet == "xlsx":
        return attached(
            sheets.xlsx(title, head, rows, funding), sheets.XLSX, f"participants-{visit_id}.xlsx"
        )
    data = sheets.csv_file(head, rows, _language())
    return attached(data, sheets.CSV, f"participants-{visit_id}.csv")


@bp.get(AT + "/travellers/<int:traveller_id>/letter.<any(pdf, docx):format>")
def write(slug: str, visit_id: int, traveller_id: int, format: str) -> Response:
    """`?for=visa` or `employer`, `?language=de`."""
    traveller = access.letter_for(slug, visit_id, traveller_id)
    _stay(traveller.visit)
    if not traveller.shown_name:
        abort(404, _("A letter is written to somebody with a name."))
    kind, language = request.args.get("for", "employer"), request.args.get("language", "")
    with force_locale(language if language in LANGUAGES else _language()):
        made = letter.of_traveller(
            traveller, kind if kind in letter.KINDS else "employer", _language()
        )
        return _paper(made, format)


def _certified(visit: Visit, only: Participant | None) -> Response:
    if visit.state != "held":
        abort(404, _("Certificates are written once the visit is held."))
    paper = lists.certificates(visit, _language(), only)
    return _paper(paper or abort(404, _("Nobody was ticked as being there.")), "pdf")


def _table(visit: Visit) -> tuple[list[str], list[list[Any]]]:
    there = Attendance.on(visit)
    head = [_("City"), _("Name"), _("Organisation"), _("Kind"), _("People"), _("Answer")]
    head += [_("Sets out from"), _("Days present")]
    rows: list[list[Any]] = []
    for one in Participant.of(visit):
        traveller = one.traveller
        kind = words.TRAVELLER_KIND[traveller.kind] if traveller else _("Not a traveller")
        answer = words.ANSWER.get(traveller.answer, "") if traveller else ""
        days = sum(1 for key, _day in there if key == one.key)
        city = one.city.name if one.city else ""
        told = [city, one.shown_name, one.organisation, str(kind), one.count, str(answer)]
        rows.append([*told, one.sets_out, days])
    return head, rows


def _stay(visit: Visit) -> Visit:
    return visit if visit.stops else abort(404, _("Nobody travels to an online meeting."))


def _paper(paper: Paper, format: str) -> Response:
    db.session.rollback()  # nothing is held while the file is made
    return attached(making.make(paper, format), MEDIA[format], making.name_of(paper, format))


def _language() -> str:
    return str(get_locale() or "en")
