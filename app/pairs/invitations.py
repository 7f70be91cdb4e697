"""Inviting somebody to a pair, and the page behind the mailed address."""

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import get_locale
from flask_babel import gettext as _

from app import access, hx
from app.access import me
from app.accounts import sessions
from app.accounts.models import Person
from app.errors import Refused
from app.events import act
from app.forms import ActForm
from app.pairs.inviting import Invitation
from app.pairs.people import CHANGED, FRAGMENT, PAGE, own_city, shown
from app.pairs.people_forms import AcceptForm, InviteForm

bp = Blueprint("invitations", __name__)


@bp.get("/pairs/<slug>/people/invitations")
def new(slug: str) -> str:
    pair = access.pair_to("people.manage", slug)
    form = InviteForm(data={"role": "contributor"}, pair=pair, own=own_city(pair))
    return hx.render(PAGE, FRAGMENT, inviting=True, form=form, **shown(pair))


@bp.post("/pairs/<slug>/people/invitations")
def send(slug: str) -> Response:
    pair = access.pair_to("people.manage", slug)
    form, by, site = InviteForm.posted(pair=pair, own=own_city(pair)), me(), _site()
    about = form.values("mail", "name", "role")
    sent = form.act(
        lambda: Invitation.send(pair, by=by, site=site, city=form.chosen_city(), **about)[0]
    )
    if not sent:
        return hx.invalid(FRAGMENT, form=form, inviting=True, **shown(pair))
    return _answer(sent, _("The invitation for %(name)s is on its way.", name=sent.name))


@bp.post("/pairs/<slug>/people/invitations/<int:invitation_id>/sending")
def send_again(slug: str, invitation_id: int) -> Response:
    invitation = access.invitation_to("people.manage", slug, invitation_id)
    form, by, site = ActForm.posted(), me(), _site()
    if not form.act(lambda: invitation.send_again(by=by, site=site)):
        return hx.invalid(FRAGMENT, form=form, **shown(invitation.pair))
    said = _("A new invitation for %(name)s is on its way.", name=invitation.name)
    return _answer(invitation, said)


@bp.post("/pairs/<slug>/people/invitations/<int:invitation_id>/withdrawal")
def withdraw(slug: str, invitation_id: int) -> Response:
    invitation = access.invitation_to("people.manage", slug, invitation_id)
    form, by = ActForm.posted(), me()
    if not form.act(lambda: invitation.withdraw(by=by)):
        return hx.invalid(FRAGMENT, form=form, **shown(invitation.pair))
    said = _("The invitation for %(name)s is withdrawn.", name=invitation.name)
    return _answer(invitation, said)


@bp.post("/pairs/<slug>/people/invitations/<int:invitation_id>/acceptance")
def join(slug: str, invitation_id: int) -> Response:
    """For somebody who is signed in at the address that was invited."""
    invitation = access.invitation_to("accept", slug, invitation_id)
    form = ActForm.posted()
    if not form.act(lambda: invitation.accept()):
        return _closed(invitation)
    return hx.go(url_for("pairs.show", slug=slug))


@bp.get("/invitations/<secret>")
def show(secret: str) -> Response:
    """Changes nothing: mail scanners open addresses too."""
    invitation = Invitation.found_by(secret)
    if invitation is None or not invitation.is_open:
        return _closed(invitation)
    known = Person.at(invitation.mail) is not None
    page = {"invitation": invitation, "secret": secret, "known": known, "form": AcceptForm()}
    return make_response(render_template("people/invitation.html", **page))


@bp.post("/invitations/<secret>")
def accept(secret: str) -> Response:
    """Who holds the mailed secret has the mailbox, as with a code: that signs them in."""
    invitation, form = Invitation.found_by(secret), AcceptForm.posted()
    language = str(get_locale())
    try:
        member = act(lambda: invitation.accept(language=language)) if invitation else None
    except Refused:
        member = None
    if member is None:
        return _closed(invitation)
    sessions.begin(member.person, shared=bool(form.shared.data))
    return make_response(redirect(url_for("pairs.show", slug=member.pair.slug), 303))


@bp.after_request
def hide_address(response: Response) -> Response:
    """The address is a key: no other page learns it, no cache keeps it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer(invitation: Invitation, said: str) -> Response:
    pair = invitation.pair
    to = url_for("people.index", slug=pair.slug)
    return hx.answer(CHANGED, to=to, said=said, **shown(pair))


def _closed(invitation: Invitation | None) -> Response:
    page = render_template("people/invitation_closed.html", invitation=invitation)
    return make_response(page, 410 if invitation else 404)


def _site() -> str:
    return current_app.config["PUBLIC_URL"] or request.url_root.rstrip("/")
