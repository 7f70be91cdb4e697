"""One's own profile, language, and signing out everywhere."""

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
from flask_login import current_user

from app import access, hx
from app.accounts import sessions
from app.accounts.forms import ProfileForm
from app.accounts.models import LANGUAGES
from app.accounts.sign_in import inside
from app.events import act
from app.forms import ActForm

bp = Blueprint("profile", __name__)


@bp.get("/profile")
def show() -> str:
    form, saved = ProfileForm(obj=access.me()), "saved" in request.args
    return render_template("accounts/profile.html", form=form, saved=saved)


@bp.post("/profile")
def change() -> Response:
    me, form = access.me(), ProfileForm.posted()
    if not form.act(lambda: me.change(form.seen_version, **form.values())):
        return hx.invalid("accounts/_profile.html", form=form)
    return hx.go(url_for("profile.show", saved=1))  # the whole page: the language may have changed


@bp.post("/language")
def speak() -> Response:
    """The language menu: kept with the person, or for a visitor in the browser."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            me = access.me()
            act(lambda: me.speak(wanted), by=me)
    return redirect(inside(request.form.get("next", "")) or url_for("waiting.index"), 303)  # type: ignore[return-value]


@bp.post("/sessions/ending")
def sign_out_everywhere() -> Response:
    me, form = access.me(), ActForm.posted()
    if not form.act(lambda: me.sign_out_everywhere()):
        return hx.invalid("accounts/_profile.html", form=ProfileForm(obj=me))
    sessions.end()
    answer = make_response(hx.go(url_for("accounts.ask")))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer
