"""The demo's doors: entry by one click, and its mails on a page. They exist in a demo only."""

from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select

from app.accounts import sessions
from app.accounts.models import Person
from app.accounts.words import DEMO_ROLES
from app.config import LOOPBACK
from app.demo import is_demo
from app.demo.cast import ROLES
from app.extensions import db
from app.mail import Mail

bp = Blueprint("demo", __name__)
SHOWN = 50


@bp.before_app_request
def refuse_others() -> None:
    """A demo lets anybody in, so it answers this machine only, and only under its own names."""
    if current_app.config["DEMO"]:
        host = urlsplit(f"//{request.host}").hostname
        if request.remote_addr not in LOOPBACK or host not in LOOPBACK:
            abort(403)


@bp.app_context_processor
def doors() -> dict[str, object]:
    """`demo_roles()`: (role, its word, who that is), empty where there is no demo."""
    return {"demo_roles": lambda: DEMO_ROLES if _open() else ()}


@bp.post("/demo/entry")
def enter() -> Response:
    person = Person.at(ROLES.get(request.form.get("role", ""), "")) if _open() else None
    if person is None:
        abort(404)
    sessions.begin(person, shared=True)
    return make_response(redirect(url_for("waiting.index"), 303))


@bp.get("/demo/mails")
def mails() -> str:
    if not _open():
        abort(404)
    latest = db.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(SHOWN)).all()
    return render_template("accounts/demo_mails.html", mails=latest)


def _open() -> bool:
    return bool(current_app.config["DEMO"]) and is_demo()
