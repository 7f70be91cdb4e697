"""Citing a lesson in a section, and the evidence that stands below its text."""

from typing import Any

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import Length

from app import access, hx
from app.access import me
from app.citations import evidence
from app.citations.models import Citation
from app.documents import owners, pinning, reading
from app.documents.forms import QuotedForm
from app.errors import Refused
from app.forms import ActForm, one_line
from app.plans.models import Section
from app.takeaways import choosing
from app.takeaways.models import Takeaway

bp = Blueprint("citations", __name__)
EVIDENCE, NEW, FOUND = "citations/_evidence.html", "citations/_new.html", "citations/_found.html"


class CiteForm(QuotedForm):
    """`q` is what is searched for; `lesson` the one that was chosen. The button *Find*, which Enter
    presses, brings the form back and cites nothing."""

    q = StringField(filters=[one_line], validators=[Length(max=200)])
    lesson = StringField()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        return bool(super().validate(*args, **kwargs)) and "find" not in request.form


@bp.app_context_processor
def words() -> dict[str, object]:
    return {
        "evidence_of": lambda sections: evidence.of_sections(sections, me()),
        "evidence_source": evidence.source,
    }


@bp.get("/pairs/<slug>/sections/<int:section_id>/evidence")
def index(slug: str, section_id: int) -> str:
    section = access.section_to("section.read", slug, section_id)
    return hx.render("citations/evidence.html", EVIDENCE, **_context(section))


@bp.get("/pairs/<slug>/sections/<int:section_id>/citations/new")
def add(slug: str, section_id: int) -> str:
    """`?q=` finds lessons as somebody types; then only what was found is answered."""
    section = access.section_to("section.write", slug, section_id)
    form = CiteForm(request.args)
    fragment = FOUND if "q" in request.args else NEW
    return hx.render("citations/new.html", fragment, **_choice(section, form))


@bp.post("/pairs/<slug>/sections/<int:section_id>/citations")
def cite(slug: str, section_id: int) -> Response:
    section = access.section_to("section.write", slug, section_id)
    form = CiteForm(request.form)
    chosen = form.lesson.data if "find" not in request.form else ""
    lesson = _lesson(slug, chosen) if chosen else None

    def rule() -> Citation:
        if lesson is None:
            raise Refused(_("Choose a lesson of this pair."), "lesson")
        return Citation.cite(lesson, section, by=me(), quoted=form.quoted)

    found = form.act(rule)
    if found is None:
        section = access.section_to("section.write", slug, section_id)
        return hx.invalid(NEW, **_choice(section, form))
    if found.passage_id:
        pinning.at_once(found.passage_id)
    reading.forget()
    section = access.section_to("section.read", slug, section_id)
    return hx.answer("citations/_cited.html", to=_place(section), **_context(section))


@bp.post("/pairs/<slug>/citations/<int:citation_id>/removal")
def remove(slug: str, citation_id: int) -> Response:
    return _do(slug, citation_id, "remove")


@bp.post("/pairs/<slug>/citations/<int:citation_id>/restoration")
def restore(slug: str, citation_id: int) -> Response:
    return _do(slug, citation_id, "restore")


def _do(slug: str, citation_id: int, act: str) -> Response:
    citation, form = access.citation_to(slug, citation_id), ActForm.posted()
    section = citation.home
    if form.act(lambda: getattr(citation, act)(by=me())) is None:
        return hx.invalid(EVIDENCE, form=form, **_context(section))
    gone = citation if act == "remove" else None
    return hx.answer(EVIDENCE, to=_place(section), **_context(section), gone=gone)


def _context(section: Section) -> dict[str, Any]:
    return {"section": section, "found": evidence.of_sections([section], me())[section.id]}


def _choice(section: Section, form: CiteForm) -> dict[str, Any]:
    lessons = choosing.lessons(section.plan.pair, form.q.data or "", me())
    return {"section": section, "form": form, "lessons": lessons}


def _lesson(slug: str, number: str) -> Takeaway:
    number = number if number.isdecimal() and len(number) < 18 else "0"
    return access.takeaway_to("note.read", slug, int(number))


def _place(section: Section) -> str:
    return owners.page_of(section)


@owners.offers("section")
def _acts(section: Section) -> list[tuple[str, str]]:
    """What can be made of words that are chosen in a section of the original."""
    if section.edition_id or not access.may(me(), "section.write", section):
        return []
    url = url_for("citations.add", slug=section.plan.pair.slug, section_id=section.id)
    return [(_("Cite a lesson"), url)]


@reading.shows_passages
def _marked(document_ids: frozenset[int]) -> reading.Looks:
    """Of the pair that the page is about: words that cite what the viewer may read."""
    pair = g.get("pair")
    if pair is None:
        return {}
    shared_only = access.sees_shared_only(me(), pair)
    return dict.fromkeys(Citation.keys(document_ids, shared_only=shared_only), "citation")
