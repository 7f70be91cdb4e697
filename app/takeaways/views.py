"""Lessons, decisions and follow-ups: beside their note, one by one, and those of a pair."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from app import access, hx
from app.access import me
from app.documents import owners, pinning, reading
from app.extensions import db
from app.forms import ActForm
from app.notes.models import Note
from app.takeaways import follow_ups, lessons, screen, words
from app.takeaways.models import KINDS, Takeaway, home_of
from app.takeaways.takeaway_forms import FORMS, FollowUpForm, TakeawayForm
from app.visits import listing

bp = Blueprint("takeaways", __name__)
bp.app_context_processor(
    lambda: {
        "TAKEAWAY": words.KIND,
        "TAKEAWAYS": words.KINDS,
        "DOMAIN": lessons.DOMAINS,
        "LEVER": lessons.LEVERS,
        "takeaways_of": screen.of_note,
        "word_acts": owners.offered,
    }
)
reading.shows_passages(screen.looks)
BESIDE, ONE, LIST = "takeaways/_of_note.html", "takeaways/_takeaway.html", "takeaways/_list.html"


@bp.get("/pairs/<slug>/takeaways")
def index(slug: str) -> str:
    """`?kind=` lesson, decision or follow_up; `?city=`, `?visit=` by their numbers."""
    pair = access.pair_to("pair.read", slug)
    city, visit = (request.args.get(name, type=int) for name in ("city", "visit"))
    asked = request.args.get("kind", "lesson")
    found = screen.of_pair(pair, asked, city_id=city, visit_id=visit)
    return hx.render("takeaways/index.html", LIST, visits=listing.of_pair(pair), **found)


@bp.get("/pairs/<slug>/notes/<int:note_id>/takeaways")
def of_note(slug: str, note_id: int) -> str:
    note = access.note_to("note.read", slug, note_id)
    return hx.render("takeaways/note.html", BESIDE, **screen.of_note(note))


@bp.get("/pairs/<slug>/notes/<int:note_id>/takeaways/new")
def add(slug: str, note_id: int) -> str:
    note = access.note_to("note.write", slug, note_id)
    kind = _kind(request.args.get("kind", "lesson"))
    form = FORMS[kind](request.args).offer(note.pair, home_of(note, me()))
    return hx.render("takeaways/new.html", "takeaways/_new.html", form=form, note=note, kind=kind)


@bp.post("/pairs/<slug>/notes/<int:note_id>/takeaways")
def mark(slug: str, note_id: int) -> Response:
    note = access.note_to("note.write", slug, note_id)
    kind = _kind(request.form.get("kind", ""))
    form = FORMS[kind](request.form).offer(note.pair, home_of(note, me()))

    def rule() -> Takeaway:
        said = form.sentence.data or ""
        return Takeaway.mark(note, kind, said, by=me(), quoted=form.quoted, **form.facts())

    found = form.act(rule)
    if found is None:
        context = {"note": db.session.get_one(Note, note_id), "kind": kind}
        return hx.invalid("takeaways/_new.html", form=form, **context)
    if found.passage_id:
        pinning.at_once(found.passage_id)
    reading.forget()
    note = access.note_to("note.read", slug, note_id)
    to = url_for("notes.show", slug=slug, note_id=note_id)
    return hx.answer("takeaways/_marked.html", to=to, **screen.of_note(note))


@bp.get("/pairs/<slug>/takeaways/<int:takeaway_id>")
def show(slug: str, takeaway_id: int) -> str:
    found = access.takeaway_to("note.read", slug, takeaway_id)
    return hx.render("takeaways/show.html", ONE, **screen.one(found))


@bp.get("/pairs/<slug>/takeaways/<int:takeaway_id>/edit")
def edit(slug: str, takeaway_id: int) -> str:
    found = access.takeaway_to("note.write", slug, takeaway_id)
    form = _offered(FORMS[found.kind](obj=found), found)
    return hx.render("takeaways/edit.html", "takeaways/_edit.html", form=form, takeaway=found)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>")
def change(slug: str, takeaway_id: int) -> Response:
    found = access.takeaway_to("note.write", slug, takeaway_id)
    form = _offered(FORMS[found.kind](request.form, obj=found), found)

    def rule() -> Takeaway:
        said = form.sentence.data or ""
        return found.change(form.seen_version, said, by=me(), **form.facts())

    if form.act(rule) is None:
        return hx.invalid("takeaways/_edit.html", form=form, takeaway=found)
    return _shown(found)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>/completion")
def finish(slug: str, takeaway_id: int) -> Response:
    return _do(slug, takeaway_id, "note.write", follow_ups.finish)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>/reopening")
def reopen(slug: str, takeaway_id: int) -> Response:
    return _do(slug, takeaway_id, "note.write", follow_ups.reopen)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>/publication")
def publish(slug: str, takeaway_id: int) -> Response:
    return _do(slug, takeaway_id, "lesson.publish", lessons.publish)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>/withholding")
def withhold(slug: str, takeaway_id: int) -> Response:
    return _do(slug, takeaway_id, "lesson.publish", lessons.withhold)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>/removal")
def remove(slug: str, takeaway_id: int) -> Response:
    found = _either(slug, takeaway_id)
    form = ActForm.posted()
    if form.act(lambda: found.remove(by=me())) is None:
        return hx.invalid(ONE, form=form, **screen.one(found))
    to = url_for("takeaways.index", slug=slug, kind=found.kind)
    return hx.answer("takeaways/_gone.html", to=to, gone=found)


@bp.post("/pairs/<slug>/takeaways/<int:takeaway_id>/restoration")
def restore(slug: str, takeaway_id: int) -> Response:
    found = _either(slug, takeaway_id)
    form = ActForm.posted()
    if form.act(lambda: found.restore(by=me())) is None:
        return hx.invalid(ONE, form=form, **screen.one(found))
    return _shown(found)


def _do(slug: str, takeaway_id: int, verb: str, rule: Any) -> Response:
    found = access.takeaway_to(verb, slug, takeaway_id)
    form = ActForm.posted()
    if form.act(lambda: rule(found, by=me())) is None:
        return hx.invalid(ONE, form=form, **screen.one(found))
    return _shown(found)


def _shown(found: Takeaway) -> Response:
    to = url_for("takeaways.show", slug=found.pair.slug, takeaway_id=found.id)
    return hx.answer(ONE, to=to, **screen.one(found))


def _either(slug: str, takeaway_id: int) -> Takeaway:
    """In the bin or not: a button that is pressed twice finds it both times."""
    found = db.session.get(Takeaway, takeaway_id)
    binned = found is not None and found.removed_at is not None
    return access.takeaway_to("note.write", slug, takeaway_id, binned=binned)


def _offered(form: TakeawayForm, found: Takeaway) -> TakeawayForm:
    form.offer(found.pair, found.city)
    return form.keep(found.owner) if isinstance(form, FollowUpForm) else form


def _kind(asked: str) -> str:
    if asked not in KINDS:
        raise NotFound
    return asked


@owners.offers("note")
def _acts(note: Note) -> list[tuple[str, str]]:
    """What can be made of words that are chosen in a note."""
    if not access.may(me(), "note.write", note):
        return []
    at: dict[str, Any] = {"slug": note.pair.slug, "note_id": note.id}
    return [(str(words.ADD[kind]), url_for("takeaways.add", kind=kind, **at)) for kind in KINDS]
