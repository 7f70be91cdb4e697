"""The files of a visit: handed in, removed with Undo. Each sees what is for all, and their
city's."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from app import access, hx
from app.access import me
from app.errors import Refused
from app.extensions import db
from app.files.forms import UploadField
from app.files.kinds import OFFICE, PROOFS
from app.forms import ActForm, BaseForm, one_line
from app.visits.models import Visit
from app.visits.papers import VisitFile
from app.visits.screen import own_city

bp = Blueprint("papers", __name__)
bp.app_context_processor(lambda: {"papers_of": shown})
ONE = "visits/_papers.html"
ENDINGS = ",".join([".pdf", ".jpg", ".jpeg", ".png", *(kind.ending for kind in OFFICE)])


class PaperForm(BaseForm):
    paper = UploadField(_l("File"), kinds=(*PROOFS, *OFFICE), render_kw={"accept": ENDINGS})
    caption = StringField(_l("What it is"), [Length(max=160)], filters=[one_line])
    own = BooleanField(_l("Only for my city and the programme"))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/files")
def index(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.read", slug, visit_id)
    return hx.render("visits/papers.html", ONE, **_context(visit))


@bp.get("/pairs/<slug>/visits/<int:visit_id>/files/new")
def new(slug: str, visit_id: int) -> str:
    visit = access.visit_to("visit.plan", slug, visit_id)
    return hx.render("visits/papers.html", ONE, **_context(visit, form=PaperForm()))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/files")
def add(slug: str, visit_id: int) -> Response:
    visit, by = access.visit_to("visit.plan", slug, visit_id), me()
    home, form = own_city(by, visit.pair), PaperForm(request.form)
    db.session.rollback()  # the file is read while no transaction is open

    def rule() -> VisitFile:
        if form.paper.taken is None:
            raise Refused(_("Please choose a file."), "paper")
        city, caption = home if form.own.data else None, form.caption.data or ""
        return VisitFile.add(visit, form.paper.taken, by=by, city=city, caption=caption)

    if form.act(rule) is None:
        return hx.invalid(ONE, **_context(visit, form=form))
    return hx.answer(ONE, to=_page(visit), **_context(visit))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/files/<int:paper_id>/removal")
def remove(slug: str, visit_id: int, paper_id: int) -> Response:
    paper, form, by = access.visit_file_to(slug, visit_id, paper_id), ActForm.posted(), me()
    if form.act(lambda: paper.remove(by=by)) is None:
        return hx.invalid(ONE, **_context(paper.visit, form=form))
    return hx.answer(ONE, to=_page(paper.visit), **_context(paper.visit, gone=paper))


@bp.post("/pairs/<slug>/visits/<int:visit_id>/files/<int:paper_id>/restoration")
def restore(slug: str, visit_id: int, paper_id: int) -> Response:
    paper, form, by = access.visit_file_to(slug, visit_id, paper_id), ActForm.posted(), me()
    if form.act(lambda: paper.restore(by=by)) is None:
        return hx.invalid(ONE, **_context(paper.visit, form=form))
    return hx.answer(ONE, to=_page(paper.visit), **_context(paper.visit))


def shown(visit: Visit) -> list[VisitFile]:
    """What this person may see."""
    return [each for each in VisitFile.of(visit) if access.sees_file(each)]


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    return {"visit": visit, "pair": visit.pair, "own_city": own_city(me(), visit.pair)} | more


def _page(visit: Visit) -> str:
    to = url_for("visits.show", slug=visit.pair.slug, visit_id=visit.id)
    return f"{to}#{hx.dom_id(visit, 'files')}"
