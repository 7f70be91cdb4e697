"""A plan in another language: each section beside its original, and how old it is."""

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.documents import reading
from app.documents.models import Document
from app.documents.refusals import Refusal
from app.extensions import db
from app.forms import ActForm
from app.plans import freshness, languages, words
from app.plans.forms import EditionForm, MatchForm
from app.plans.models import Edition, Plan, Section

bp = Blueprint("editions", __name__)
bp.app_context_processor(
    lambda: {
        "TRANSLATION_STATE": words.TRANSLATION,
        "age_of": freshness.of,
        "lang_name": languages.own_name,
        "may_compare": may_compare,
    }
)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/editions")
def index(slug: str, plan_id: int) -> str:
    """The switcher; as a page, with the form that starts another."""
    access.plan_to("pair.read", slug, plan_id)
    plan = _whole(plan_id)
    context = {"form": EditionForm(plan=plan)} | switcher(plan, request.args.get("edition", ""))
    return hx.render("plans/editions.html", "plans/_editions.html", **context)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/editions")
def start(slug: str, plan_id: int) -> Response:
    plan = access.plan_to("section.steer", slug, plan_id)
    form = EditionForm(request.form, plan=plan)
    edition = form.act(lambda: Edition.start(plan, form.language.data or "", by=me()))
    if edition is None:
        return hx.invalid("plans/_edition_start.html", form=form, plan=plan)
    return hx.go(page_of(plan, edition=edition.language))


def show(plan_id: int, language: str) -> str:
    """The page of an edition: /pairs/<slug>/plan?edition=es, which views.py answers."""
    plan = _whole(plan_id)
    edition = next((each for each in shown(plan) if each.language == language), None) or abort(404)
    return hx.render("plans/edition.html", "plans/_edition.html", **_context(plan, edition))


@bp.get("/pairs/<slug>/editions/<int:edition_id>/outline")
def outline(slug: str, edition_id: int) -> str:
    edition = _edition("pair.read", slug, edition_id)
    if edition.removed_at or edition not in shown(edition.plan):
        abort(404)
    context = _context(_whole(edition.plan_id), edition)
    return hx.render("plans/edition.html", "plans/_edition_outline.html", **context)


@bp.post("/pairs/<slug>/editions/<int:edition_id>/removal")
def remove(slug: str, edition_id: int) -> Response:
    edition = _edition("section.steer", slug, edition_id)
    ActForm.posted().act(lambda: edition.remove(by=me()))
    return hx.go(page_of(edition.plan, removed_edition=edition_id))


@bp.post("/pairs/<slug>/editions/<int:edition_id>/restoration")
def restore(slug: str, edition_id: int) -> Response:
    edition = _edition("section.steer", slug, edition_id)
    ActForm.posted().act(lambda: edition.restore(by=me()))
    return hx.go(page_of(edition.plan, edition=edition.language))


@bp.get("/pairs/<slug>/translations/<int:translation_id>/original")
def original(slug: str, translation_id: int) -> str | Redirect:
    """What stands beside a translation. A whole page of it is its place in the edition."""
    found = translation_to("section.read", slug, translation_id)
    if not hx.wants_fragment():
        return redirect(place_of(found), 303)
    return render_template("plans/_edition_original.html", section=found)


@bp.get("/pairs/<slug>/translations/<int:translation_id>/comparison")
def compare(slug: str, translation_id: int) -> str:
    """What has changed in the original since the translation was up to date with it."""
    found = translation_to("section.read", slug, translation_id)
    if not may_compare(found):
        abort(404)
    changed = changes(found.original.document, found.matched_seq or 0)
    context = {"section": found, "changed": changed}
    return hx.render("plans/comparison.html", "plans/_edition_comparison.html", **context)


@bp.post("/pairs/<slug>/translations/<int:translation_id>/match")
def match(slug: str, translation_id: int) -> Response:
    found = translation_to("section.write", slug, translation_id)
    form = MatchForm(request.form)
    if not form.act(lambda: found.match(form.seen_seq, by=me())):
        return hx.invalid("plans/_edition_original.html", form=form, section=found)
    return hx.answer("plans/_edition_matched.html", to=place_of(found), section=found)


def changes(document: Document, seq: int) -> Markup | None:
    """The words that were added and removed since line `seq`; None where they cannot be told."""
    from app.documents.compare import words_changed

    try:
        return words_changed(*freshness.then_and_now(document, seq))
    except Refusal:
        return None


def translation_to(verb: str, slug: str, section_id: int) -> Section:
    """A translated section whose original the person may read as well."""
    found = access.section_to(verb, slug, section_id)
    if found.translates is None or not access.may(me(), "section.read", found.translates):
        abort(404)
    return found


def may_compare(section: Section) -> bool:
    """What an original was before it was shared is the cities' own."""
    shared_only = access.sees_shared_only(me(), section.plan.pair)
    return section.matched_seq is not None and not shared_only


def shown(plan: Plan) -> list[Edition]:
    """Experts and observers learn of an edition once a section of it is shared with them."""
    shared_only = access.sees_shared_only(me(), plan.pair)
    return [e for e in plan.editions if not shared_only or any(s.shared_at for s in e.sections)]


def switcher(plan: Plan, current: str = "") -> dict[str, Any]:
    """For _editions.html: the original and each edition, with how many sections are older."""
    rows = [(edition, freshness.older(_readable(edition))) for edition in shown(plan)]
    steers = access.may(me(), "section.steer", plan)
    about = {"plan": plan, "current": current, "home": page_of(plan)}
    return about | {"editions": rows, "steers": steers}


def first_of(pair_id: int) -> int | None:
    """The pair's first plan. Addresses hang on it, so it is asked once in a request."""
    known: dict[int, int] = g.setdefault("first_plans", {})
    if pair_id not in known and (found := Plan.first_id(pair_id)):
        known[pair_id] = found
    return known.get(pair_id)


def page_of(plan: Plan, **more: Any) -> str:
    slug = plan.pair.slug
    if plan.id == first_of(plan.pair_id):
        return url_for("plans.show", slug=slug, **more)
    return url_for("plans.other", slug=slug, plan_id=plan.id, **more)


def place_of(section: Section) -> str:
    """A section's place in its plan, or in its edition."""
    more = {"edition": section.edition.language} if section.edition else {}
    return f"{page_of(section.plan, **more)}#{hx.dom_id(section, 'card')}"


def removed_edition(plan: Plan) -> Edition | None:
    """The edition that has just been put in the bin, to offer it back."""
    edition_id = request.args.get("removed_edition", type=int)
    found = db.session.get(Edition, edition_id) if edition_id else None
    return found if found and found.plan_id == plan.id and found.removed_at else None


def _edition(verb: str, slug: str, edition_id: int) -> Edition:
    me()
    found = db.session.get(Edition, edition_id) or abort(404)
    access.plan_to(verb, slug, found.plan_id)
    return found


def _whole(plan_id: int) -> Plan:
    return Plan.whole(plan_id) or abort(404)


def _readable(edition: Edition) -> list[Section]:
    """In the order of the originals, which is the plan's."""
    seen = [each for each in edition.sections if access.may(me(), "section.read", each)]
    return sorted(seen, key=lambda each: (each.original.position, each.original.id))


def _context(plan: Plan, edition: Edition) -> dict[str, Any]:
    sections = _readable(edition)
    both = [document for each in sections for document in (each, each.translates) if document]
    reading.together(each.document_id for each in both)
    older = freshness.older(sections)
    more = {"edition": edition, "sections": sections, "older": older}
    return switcher(plan, edition.language) | more
