"""A suggestion put into the text with one click, or declined with a reason."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from app import access, events, hx
from app.access import me
from app.comments import screen, suggestions
from app.comments.answering import answer, place, shown
from app.comments.forms import ExpectedForm
from app.comments.models import Thread
from app.comments.suggestions import Moved
from app.documents.refusals import Refusal
from app.errors import Refused
from app.extensions import db
from app.forms import ReasonForm

bp = Blueprint("suggestions", __name__)


@bp.post("/pairs/<slug>/threads/<int:thread_id>/application")
def apply(slug: str, thread_id: int) -> Response:
    """Where the passage has changed since, both are shown; `seen`: the person has looked at it."""
    thread = _decidable(slug, thread_id)
    form = ExpectedForm(request.form)
    expected = (form.expected.data or "") if form.seen.data else None
    try:
        suggestions.put_in(thread, by=me(), expected=expected)
    except Moved as moved:
        form.problem, form.moved, form.status = moved.sentence, moved.words, 409
        return answer(db.session.get_one(Thread, thread_id), form, None, "moved_form")
    except (Refusal, TimeoutError):
        raise Refused(_("This could not be put in now. Please try again.")) from None
    thread = db.session.get_one(Thread, thread_id)
    once = form.once.data or ""
    events.act(lambda: suggestions.mark_applied(thread, by=me()), by=me(), once=once)
    context = screen.of_thread(thread) | _text_of(thread)
    return hx.answer("comments/_applied.html", to=place(thread), **context)


@bp.get("/pairs/<slug>/threads/<int:thread_id>/declination")
def consider(slug: str, thread_id: int) -> str:
    return shown(_decidable(slug, thread_id), decline_form=ReasonForm())


@bp.post("/pairs/<slug>/threads/<int:thread_id>/declination")
def decline(slug: str, thread_id: int) -> Response:
    thread = _decidable(slug, thread_id)
    form = ReasonForm(request.form)
    done = form.act(lambda: suggestions.decline(thread, form.reason.data or "", by=me()))
    return answer(thread, form, done, "decline_form")


def _text_of(thread: Thread) -> dict[str, Any]:
    """For _document.html, of the text that the words were put into."""
    owner: Any = screen.place_of(thread)
    return {"document": owner.document, "title": owner.title} | {
        "writable": True,
        "language": getattr(owner, "language", ""),
    }


def _decidable(slug: str, thread_id: int) -> Thread:
    """For who may write in the text where the passage is now."""
    thread = access.thread_to("thread.read", slug, thread_id)
    access.write_in(screen.place_of(thread))
    return thread
