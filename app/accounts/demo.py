"""The demo's doors: entry by one click, and its mails on a page. They exist in a demo only."""

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from sqlalchemy import select

from app.accounts import sessions
from app.accounts.models import Person
from app.config import LOOPBACK
from app.demo import is_demo
from app.demo.cast import ROLES
from app.extensions import db
from app.mail import Mail

bp = Blueprint("demo", __name__)


@bp.before_app_request
def refuse_others() -> None:
    """A demo lets anybody in, so it answers this machine only."""
    if current_app.config["DEMO"]:
        host = request.host.rpartition(":")[0] if ":" in request.host else request.host
        if request.remote_addr not in LOOPBACK or host.strip("[]") not in LOOPBACK:
            abort(403)


@bp.app_context_processor
def doors() -> dict[str, object]:
    return {"demo_roles": list(ROLES) if _open() else []}


@bp.post("/demo/entry")
def enter() -> Response:
    person = Person.at(ROLES.get(request.form.get("role", ""), "")) if _open() else None
    if person is None:
        abort(404)
    sessions.begin(person, shared=True)
    return redirect(url_for("waiting.index"), 303)  # type: ignore[return-value]


@bp.get("/demo/mails")
def mails() -> str:
    if not _open():
        abort(404)
    latest = db.session.scalars(select(Mail).order_by(Mail.id.desc()).limit(50)).all()
    return render_template("accounts/demo_mails.html", mails=latest)


def _open() -> bool:
    return bool(current_app.config["DEMO"]) and is_demo()
