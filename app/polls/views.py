"""The poll on a visit's days: asked, answered in place, ended by a choice."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import get_locale

from app import access, hx
from app.access import me
from app.extensions import db
from app.forms import ActForm
from app.polls import screen, words
from app.polls.forms import AnswerForm, GuestForm, PollForm, SuggestForm
from app.polls.models import Poll
from app.polls.respondents import Respondent
from app.visits.models import Visit
from app.visits.screen import own_city

bp = Blueprint("polls", __name__)
bp.app_context_processor(lambda: {"poll_of": shown})
ONE = "polls/_poll.html"
AT = "/pairs/<slug>/visits/<int:visit_id>/poll"


@bp.get(AT)
def index(slug: str, visit_id: int) -> str:
    return _page(access.visit_to("visit.read", slug, visit_id))


@bp.get(AT + "/new")
def new(slug: str, visit_id: int) -> str:
    """Begins with the days that the visit has now, and a row for others."""
    visit = access.visit_to("visit.plan", slug, visit_id)
    stays = [{"from_on": visit.from_on, "to_on": visit.to_on}, {}]
    return _page(visit, form=PollForm(data={"options": stays}), asking=True)


@bp.post(AT)
def ask(slug: str, visit_id: int) -> Response:
    visit, form, by = access.visit_to("visit.plan", slug, visit_id), PollForm.posted(), me()
    if form.wants_row() or not form.act(
        lambda: Poll.ask(visit, form.days(), by=by, **form.values("remarks", "closes_on"))
    ):
        return hx.invalid(ONE, **_context(visit, form=form, asking=True))
    return _answer(visit)


@bp.post(AT + "/answer")
def answer(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("poll.answer", slug, visit_id)
    poll, form, by = Poll.of(visit) or abort(404), AnswerForm.posted(), me()
    said, remarks, city = form.said(poll), form.remarks.data or "", own_city(by, visit.pair)
    if not form.act(lambda: Respondent.speak(poll, said, remarks, by=by, city=city)):
        return hx.invalid(ONE, **_context(visit, answer_form=form, given=said, form=form))
    return _answer(visit)


@bp.get(AT + "/options/new")
def new_option(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    return _page(visit, form=SuggestForm(), suggesting=True)


@bp.post(AT + "/options")
def suggest(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    poll, form, by = Poll.of(visit) or abort(404), SuggestForm.posted(), me()
    if not form.act(lambda: poll.suggest((form.from_on.data, form.to_on.data), by=by)):
        return hx.invalid(ONE, **_context(visit, form=form, suggesting=True))
    return _answer(visit)


@bp.post(AT + "/options/<int:option_id>/removal")
def remove_option(slug: str, visit_id: int, option_id: int) -> Response:
    option = access.poll_option_to(slug, visit_id, option_id)
    return _do(option.poll, lambda by: option.remove(by=by), gone=option)


@bp.post(AT + "/options/<int:option_id>/restoration")
def restore_option(slug: str, visit_id: int, option_id: int) -> Response:
    option = access.poll_option_to(slug, visit_id, option_id)
    return _do(option.poll, lambda by: option.restore(by=by))


@bp.post(AT + "/options/<int:option_id>/choice")
def choose(slug: str, visit_id: int, option_id: int) -> Response:
    option = access.poll_option_to(slug, visit_id, option_id)
    return _do(option.poll, lambda by: option.choose(by=by))


@bp.post(AT + "/closing")
def close(slug: str, visit_id: int) -> Response:
    poll = Poll.of(access.visit_to("visit.plan", slug, visit_id)) or abort(404)
    return _do(poll, lambda by: poll.close(by=by))


@bp.post(AT + "/reopening")
def reopen(slug: str, visit_id: int) -> Response:
    poll = Poll.of(access.visit_to("visit.plan", slug, visit_id)) or abort(404)
    return _do(poll, lambda by: poll.reopen(by=by))


@bp.get(AT + "/guests/new")
def new_guest(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    return _page(visit, form=GuestForm().offer(visit.pair), inviting=True)


@bp.post(AT + "/guests")
def invite(slug: str, visit_id: int) -> Response:
    visit = access.visit_to("visit.plan", slug, visit_id)
    poll, by = Poll.of(visit) or abort(404), me()
    form = GuestForm(request.form).offer(visit.pair)
    if not form.act(lambda: Respondent.invite(poll, by=by, **form.facts())):
        return hx.invalid(ONE, **_context(visit, form=form, inviting=True))
    return _answer(visit)


@bp.post(AT + "/guests/<int:guest_id>/renewal")
def renew(slug: str, visit_id: int, guest_id: int) -> Response:
    guest = access.poll_guest_to(slug, visit_id, guest_id)
    return _do(guest.poll, lambda by: guest.renew(by=by))


@bp.post(AT + "/guests/<int:guest_id>/withdrawal")
def withdraw(slug: str, visit_id: int, guest_id: int) -> Response:
    guest = access.poll_guest_to(slug, visit_id, guest_id)
    return _do(guest.poll, lambda by: guest.withdraw(by=by))


def shown(visit: Visit) -> dict[str, Any]:
    """For _poll.html on the visit's own page."""
    poll = None if visit.online else Poll.of(visit)
    mine = Respondent.who(poll, me()) if poll else None
    return {
        "poll": poll,
        "poll_options": screen.options(poll, str(get_locale() or "en")) if poll else [],
        "mine": mine,
        "poll_words": words,
        "site": current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/"),
    }


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    return {"visit": visit, "pair": visit.pair} | shown(visit) | more


def _page(visit: Visit, **more: Any) -> str:
    return hx.render("polls/poll.html", ONE, **_context(visit, **more))


def _do(poll: Poll, rule: Callable[..., Any], **more: Any) -> Response:
    visit, form, by = poll.visit, ActForm.posted(), me()
    if not form.act(lambda: rule(by)):
        return hx.invalid(ONE, **_context(visit, form=form))
    return _answer(visit, **more)


def _answer(visit: Visit, **more: Any) -> Response:
    db.session.expire_all()
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id)
    return hx.answer(ONE, to=f"{to}#{hx.dom_id(visit, 'poll')}", **_context(visit, **more))


@bp.after_request
def hide_addresses(response: Response) -> Response:
    """Guests' links stand on these pages."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response
