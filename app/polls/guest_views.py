"""A guest's personal link: it shows and changes the guest's own answer, and nothing else. Opening
it changes nothing: mail scanners open addresses too."""

from flask import Blueprint, Response, make_response, render_template
from flask_babel import force_locale

from app.errors import Refused
from app.events import act
from app.polls import words
from app.polls.forms import AnswerForm
from app.polls.respondents import Respondent

bp = Blueprint("poll_guests", __name__)


@bp.get("/polls/<token>")
def show(token: str) -> Response:
    guest = Respondent.found_by(token)
    return _page(guest, token) if guest else _dead()


@bp.post("/polls/<token>")
def speak(token: str) -> Response:
    guest, form = Respondent.found_by(token), AnswerForm.posted()
    if guest is None:
        return _dead()
    said, remarks = form.said(guest.poll), form.remarks.data or ""
    if form.validate():
        try:
            spoken = act(lambda: guest.speak_as_guest(said, remarks))
            return _page(spoken, token, thanks=True)
        except Refused as no:
            form.refuse(no)
    return _page(guest, token, form=form, given=said, status=422)


def _page(guest: Respondent, token: str, *, status: int = 200, **more: object) -> Response:
    """In the language that the guest was invited in."""
    with force_locale(guest.language):
        context = {"guest": guest, "poll": guest.poll, "token": token, "poll_words": words}
        page = render_template(
            "polls/guest.html", **({"form": AnswerForm(obj=guest)} | context | more)
        )
        return make_response(page, status)


def _dead() -> Response:
    return make_response(render_template("polls/dead.html"), 404)


@bp.after_request
def hide_address(response: Response) -> Response:
    """The address is a key: no other page learns it, no cache keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response
