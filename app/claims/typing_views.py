"""While a line is being typed: its words saved by themselves, and what is left beside them."""

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from app import access, hx
from app.claims import jotting
from app.claims.answering import changed, travellers
from app.claims.forms import LineForm
from app.claims.lines_views import LINES, form_for, line_to
from app.claims.room import room
from app.database import writing
from app.forms import ActForm

bp = Blueprint("typing", __name__)


@bp.post(LINES + "/<int:jotted>/jotting")
def jot(slug: str, claim_id: int, jotted: int) -> str:
    """What is in the form so far, saved by itself; `jotted` is the line, 0 for a new one."""
    claim = access.claim_to("claim.file", slug, claim_id)
    if jotted:
        line_to(slug, claim_id, jotted)
    fields = {name: request.form.get(name, "") for name in LineForm.typed()}
    me = access.me()
    with writing():
        kept = jotting.jot(claim, jotted, fields, by=me)
    return render_template("claims/_jotted.html", kept=kept)


@bp.post(LINES + "/<int:jotted>/jotting/removal")
def forget(slug: str, claim_id: int, jotted: int) -> Response:
    claim = access.claim_to("claim.file", slug, claim_id)
    if jotted:
        line_to(slug, claim_id, jotted)
    me = access.me()
    ActForm.posted().act(lambda: jotting.forget(claim, jotted, by=me))
    return changed(claim)


@bp.get(LINES + "/room")
def left(slug: str, claim_id: int) -> str:
    """What the seat's cap and the budget leave, with what is being typed."""
    claim = access.claim_to("claim.file", slug, claim_id)
    form = form_for(claim, LineForm(request.args))
    form.validate()
    line_id = request.args.get("line", 0, type=int)
    known = room(claim, form, travellers(claim), without=line_id)
    part = "claims/_room.html"
    page_of = part if hx.wants_fragment() else "shared/page.html"
    return render_template(page_of, fragment=part, room=known, claim=claim, title=_("What is left"))
