"""Signing in with a mailed code, and out again."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.accounts import codes, sessions
from app.accounts.forms import AskForm, CodeForm
from app.errors import Refused
from app.events import act, record

bp = Blueprint("accounts", __name__)
bp.record_once(lambda state: sessions.init_app(state.app))


@bp.get("/sign-in")
def ask() -> Response:
    wanted = inside(request.args.get("next", ""))
    if current_user.is_authenticated:
        return _to(wanted or url_for("waiting.index"))
    session["next"] = wanted
    return make_response(render_template("accounts/ask.html", form=AskForm()))


@bp.post("/sign-in")
def send() -> Response:
    form = AskForm.posted()
    address = str(form.mail.data or "")
    if form.validate():
        try:
            browser, network = sessions.browser(), request.remote_addr or ""
            owner = session.get("owner")
            act(lambda: codes.ask(address, browser=browser, network=network, owner=owner))
        except Refused as no:
            form.refuse(no)
            form.status = 429
        else:
            session["mail"] = address
            return _to(url_for("accounts.code"))
    return make_response(render_template("accounts/ask.html", form=form), form.status)


@bp.get("/sign-in/code")
def code() -> Response:
    if current_user.is_authenticated:
        return _to(onward())
    if "mail" not in session:
        return _to(url_for("accounts.ask"))
    page = render_template("accounts/code.html", form=CodeForm(), address=session["mail"])
    return make_response(page)


@bp.post("/sign-in/code")
def enter() -> Response:
    if "mail" not in session:  # also a second click, after the first has signed in
        return _to(onward() if current_user.is_authenticated else url_for("accounts.ask"))
    form, address = CodeForm.posted(), session["mail"]
    if form.validate():
        typed = str(form.code.data)
        person = act(lambda: codes.enter(address, typed, browser=sessions.browser()))
        if person:
            sessions.begin(person, shared=bool(form.shared.data))
            session["owner"] = None if form.shared.data else person.id
            return _to(onward())
        words = _("This code is not right, or no longer good. You can ask for a new one.")
        form.refuse(Refused(words, "code"))
    page = render_template("accounts/code.html", form=form, address=address)
    return make_response(page, form.status)


@bp.post("/sign-out")
def sign_out() -> Response:
    if current_user.is_authenticated:
        who = current_user._get_current_object()
        act(lambda: record("person.signed_out", who, by=who, audience=f"person-{who.id}"))
    owner = session.get("owner")
    sessions.end()
    if owner:  # their own device stays theirs: nobody's asking for codes shuts it out
        session["owner"], session.permanent = owner, True
    answer = _to(url_for("accounts.ask"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/session/token")
def token() -> tuple[dict[str, str], int]:
    """A fresh CSRF token for a page that has been open for long.

    `signed_in=1` is asked by a page of somebody: 401, and no new session, once nobody is signed in.
    A late answer would else put its cookie over the one of a sign-in in another tab.
    """
    if request.args.get("signed_in") and not current_user.is_authenticated:
        return {}, 401
    return {"token": generate_csrf()}, 200


def onward() -> str:
    """Where the person wanted to go before they were asked to sign in."""
    return session.pop("next", "") or url_for("waiting.index")


def inside(address: str) -> str:
    """A path of this site, or nothing: nobody is sent elsewhere after signing in."""
    if not address.startswith("/") or "\\" in address or not address.isprintable():
        return ""
    parts = urlsplit(address)
    return "" if parts.scheme or parts.netloc or address.startswith("//") else address


def _to(address: str) -> Response:
    return make_response(redirect(address, 303))
