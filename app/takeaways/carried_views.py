"""Open follow-ups on the page of the next visit or meeting: done there, or put on its agenda."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from app import access, hx
from app.access import me
from app.accounts.models import Person
from app.errors import Refused
from app.extensions import db
from app.forms import ActForm
from app.takeaways import follow_ups
from app.takeaways.models import Takeaway
from app.visits.agenda import AgendaItem
from app.visits.models import Visit

bp = Blueprint("carried", __name__)
FRAGMENT = "takeaways/_carried.html"
MINUTES = 15  # that an item of the agenda has at first


@bp.app_context_processor
def words() -> dict[str, object]:
    return {"carried_to": lambda visit: _context(visit)["carried"]}


@bp.get("/pairs/<slug>/visits/<int:visit_id>/follow-ups")
def index(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return hx.render("takeaways/carried.html", FRAGMENT, **_context(visit))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/follow-ups/<int:takeaway_id>/item")
def place(slug: str, visit_id: int, takeaway_id: int) -> Response:
    """As an item that is not yet placed."""
    access.takeaway_to("note.read", slug, takeaway_id)
    visit, form = access.visit_to("visit.plan", slug, visit_id), ActForm.posted()
    found = access.takeaway_to("note.read", slug, takeaway_id)
    by = me()
    if form.act(lambda: _place(visit, found, by)) is None:
        return hx.invalid(FRAGMENT, form=form, **_context(visit))
    to = url_for("visits.show", slug=slug, visit_id=visit_id)
    return hx.answer(FRAGMENT, to=to, **_context(visit))


def _place(visit: Visit, found: Takeaway, by: Person) -> AgendaItem:
    if found.kind != "follow_up" or found.done_at:
        raise Refused(_("This follow-up is done."))
    title = found.sentence[:160]
    if title in _titles(visit):
        raise Refused(_("It is on the agenda already."))
    day: date | None = None
    remarks = _("A follow-up from the note “%(title)s”.", title=found.note.title)
    return AgendaItem.add(
        visit, by=by, day=day, starts=None, minutes=MINUTES, title=title, remarks=str(remarks)
    )


def _titles(visit: Visit) -> set[str]:
    query = select(AgendaItem.title).where(AgendaItem.visit_id == visit.id)
    return set(db.session.scalars(query.where(AgendaItem.removed_at.is_(None))))


def _context(visit: Visit) -> dict[str, Any]:
    """`carried` are those from before that the viewer may read, each with whether it is on the
    agenda already."""
    carried = [one for one in follow_ups.carried_to(visit) if access.may(me(), "note.read", one)]
    titles = _titles(visit) if carried else set()
    return {"visit": visit, "carried": [(one, one.sentence[:160] in titles) for one in carried]}
