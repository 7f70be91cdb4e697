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
def ask() -> str | Response:
    if current_user.is_authenticated:
        return redirect(onward())  # type: ignore[return-value]
    session["next"] = inside(request.args.get("next", ""))
    return render_template("accounts/ask.html", form=AskForm())


@bp.post("/sign-in")
def send() -> Response:
    form = AskForm.posted()
    address = form.mail.data or ""
    if form.validate():
        try:
            about = {"browser": sessions.browser(), "network": request.remote_addr or ""}
            act(lambda: codes.ask(address, **about))
        except Refused as no:
            form.refuse(no)
            form.status = 429
        else:
            session["mail"] = address
            return redirect(url_for("accounts.code"), 303)  # type: ignore[return-value]
    return make_response(render_template("accounts/ask.html", form=form), form.status)


@bp.get("/sign-in/code")
def code() -> str | Response:
    if "mail" not in session:
        return redirect(url_for("accounts.ask"))  # type: ignore[return-value]
    return render_template("accounts/code.html", form=CodeForm(), address=session["mail"])


@bp.post("/sign-in/code")
def enter() -> Response:
    form = CodeForm.posted()
    address = session.get("mail", "")
    if form.validate():
        typed = form.code.data or ""
        person = act(lambda: codes.enter(address, typed, browser=sessions.browser()))
        if person:
            sessions.begin(person, shared=form.shared.data)
            return redirect(onward(), 303)  # type: ignore[return-value]
        form.refuse(Refused(_("This code is not right, or no longer good."), "code"))
    page = render_template("accounts/code.html", form=form, address=address)
    return make_response(page, form.status)


@bp.post("/sign-out")
def sign_out() -> Response:
    if current_user.is_authenticated:
        who = current_user._get_current_object()
        act(lambda: record("person.signed_out", who, by=who, audience=f"person-{who.id}"))
    sessions.end()
    answer = make_response(redirect(url_for("accounts.ask"), 303))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/session/token")
def token() -> dict[str, str]:
    """A fresh CSRF token for a page that has been open for long."""
    return {"token": generate_csrf()}


def onward() -> str:
    """Where the person wanted to go before they were asked to sign in."""
    return session.pop("next", "") or url_for("waiting.index")


def inside(address: str) -> str:
    """A path of this site, or nothing: nobody is sent elsewhere after signing in."""
    parts = urlsplit(address)
    plain = not parts.scheme and not parts.netloc and address.startswith("/")
    return address if plain and not address.startswith(("//", "/\\")) else ""
