"""A reviewer's work: the frozen text of a round, section by section, with their comments beside it;
and all their rounds on one page."""

from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.comments import pinned, reviewing, screen
from app.comments.conversation import Conversation, Talk, whole
from app.comments.models import Comment, Thread
from app.comments.round_forms import RemarkForm
from app.comments.rounds import Reviewer, ReviewRound
from app.documents import compare as comparing
from app.documents import reading, versions
from app.documents.anchoring import Place
from app.documents.refusals import Refusal, careful
from app.extensions import db
from app.forms import ActForm
from app.plans.freezing import FrozenSection

bp = Blueprint("reviews", __name__)


@bp.get("/reviews")
def index() -> str:
    """An expert's rounds over all pairs: what is due first."""
    person = me()
    query = select(Reviewer).join(Reviewer.round).where(Reviewer.person_id == person.id)
    query = query.where(Reviewer.removed_at.is_(None))
    order = (ReviewRound.closed_at.is_not(None), ReviewRound.due_on, ReviewRound.id)
    found = [
        each
        for each in db.session.scalars(query.order_by(*order))
        if access.may(person, "round.read", each.round)
    ]
    mine = select(Thread.round_id).where(Thread.opened_by_id == person.id)
    said = list(db.session.scalars(mine.where(Thread.round_id.is_not(None))))
    counted = {each.round_id: said.count(each.round_id) for each in found}
    return hx.render("comments/reviews.html", "comments/_reviews.html", reviews=found, said=counted)


@bp.get("/pairs/<slug>/rounds/<int:round_id>/sections/<int:section_id>")
def read(slug: str, round_id: int, section_id: int) -> str:
    """A frozen section, with the comments of the round beside it."""
    found = access.round_to("round.read", slug, round_id)
    return hx.render("comments/review.html", "comments/_review.html", **_context(found, section_id))


@bp.post("/pairs/<slug>/rounds/<int:round_id>/sections/<int:section_id>/place")
def stop_at(slug: str, round_id: int, section_id: int) -> Response | Redirect:
    """Goes on to a section, and remembers it."""
    found = access.round_to("round.read", slug, round_id)
    part_of(found, section_id)
    if found.is_open and found.asks(me().id):
        ActForm.posted().act(lambda: reviewing.stop_at(found, section_id, by=me()))
    return hx.go(_url(found, section_id))


@bp.get("/pairs/<slug>/rounds/<int:round_id>/sections/<int:section_id>/threads/new")
def add(slug: str, round_id: int, section_id: int) -> str:
    found = access.round_to("round.read", slug, round_id)
    form = RemarkForm(request.args)
    context = _context(found, section_id) | {"form": form}
    return hx.render("comments/new.html", "comments/_new.html", **context)


@bp.post("/pairs/<slug>/rounds/<int:round_id>/sections/<int:section_id>/threads")
def start(slug: str, round_id: int, section_id: int) -> Response:
    found = access.round_to("round.read", slug, round_id)
    part, form = part_of(found, section_id), RemarkForm(request.form)

    def rule() -> Thread:
        return reviewing.comment(
            found,
            part,
            form.words.data or "",
            form.severity.data or "",
            by=me(),
            quoted=form.quoted,
            replacement=form.suggested,
        )

    thread = pinned.at_once(form.act(rule))
    found = access.round_to("round.read", slug, round_id)
    context = _context(found, section_id)
    if thread is None:
        return hx.invalid("comments/_new.html", form=form, **context)
    context["focus"] = thread.id
    return hx.answer("comments/_reviewed.html", to=_url(found, section_id), **context)


@bp.post("/pairs/<slug>/rounds/<int:round_id>/submission")
def send(slug: str, round_id: int) -> Response:
    found = access.round_to("round.read", slug, round_id)
    form = ActForm.posted()
    done = form.act(lambda: reviewing.send(found, by=me()))
    from app.comments.rounds_views import context

    if done is None:
        return hx.invalid("comments/_round.html", form=form, **context(found))
    to = url_for("rounds.show", slug=slug, round_id=round_id)
    return hx.answer("comments/_round.html", to=to, **context(found))


def part_of(found: ReviewRound, section_id: int) -> FrozenSection:
    parts = found.plan_version.parts
    return next((part for part in parts if part.section_id == section_id), None) or abort(404)


def _context(found: ReviewRound, section_id: int) -> dict[str, Any]:
    part, parts = part_of(found, section_id), found.plan_version.parts
    at = parts.index(part)
    threads = _threads(found, part)
    places = {
        each.passage.key: Place(each.passage.start, each.passage.start + len(each.passage.quote))
        for each in threads
        if each.passage and each.passage.seq == part.version.seq
    }
    region = f"frozen-{section_id}"
    ids: dict[str, Any] = {"slug": found.pair.slug, "round_id": found.id, "section_id": section_id}
    context: dict[str, Any] = {
        "round": found,
        "part": part,
        "before": parts[at - 1] if at else None,
        "after": parts[at + 1] if at + 1 < len(parts) else None,
        "text": reading.version_html(part.version, places),
        "conversation": _conversation(threads),
        "region_id": f"{region}-threads",
        "home": url_for("reviews.start", **ids),
        "add": url_for("reviews.add", **ids),
        "title": part.heading,
        "reusable": _said_before(),
        "changed": _changed(found, part),
        "earlier": _earlier(found, part),
        "reviewing": found.is_open and found.asks(me().id),
    }
    rights = screen.rights(part.section)
    return context | rights | {"focus": None, "may_comment": context["reviewing"]}


def _threads(found: ReviewRound, part: FrozenSection) -> list[Thread]:
    """Of this round and section: one's own, and those that are sent to who reads all."""
    query = select(Thread).where(Thread.round_id == found.id, Thread.removed_at.is_(None))
    seen = [
        each
        for each in db.session.scalars(query.order_by(Thread.id).options(*whole()))
        if each.home_id == part.section.document_id and access.may(me(), "thread.read", each)
    ]
    return sorted(seen, key=lambda each: (each.passage.start if each.passage else -1, each.id))


def _conversation(threads: list[Thread]) -> Conversation:
    """In the frozen text no word is ever gone."""
    found = Conversation()
    for thread in threads:
        found.add(Talk(thread))
    return found


def _changed(found: ReviewRound, part: FrozenSection) -> Any:
    """What is new since the round before; None where this section was not in it."""
    earlier = next((r for r in ReviewRound.of(found.plan_id) if r.number < found.number), None)
    parts = earlier.plan_version.parts if earlier else []
    old = next((each for each in parts if each.section_id == part.section_id), None)
    if old is None:
        return None
    try:
        with careful():
            return comparing.compare(versions.text_of(old.version), versions.text_of(part.version))
    except Refusal:
        return None


def _earlier(found: ReviewRound, part: FrozenSection) -> list[Thread]:
    """One's own points on this section in the rounds before, with their answers."""
    query = select(Thread).join(ReviewRound, ReviewRound.id == Thread.round_id)
    query = query.where(ReviewRound.plan_id == found.plan_id, ReviewRound.number < found.number)
    query = query.where(Thread.opened_by_id == me().id, Thread.removed_at.is_(None))
    rows = db.session.scalars(query.order_by(Thread.id).options(*whole()))
    return [each for each in rows if each.home_id == part.section.document_id]


def _said_before() -> list[str]:
    """One's own earlier comments, the latest first: what was said well once can be said again."""
    query = select(Comment.body).join(Comment.thread)
    query = query.where(Comment.author_id == me().id, Thread.round_id.is_not(None))
    query = query.where(Comment.removed_at.is_(None), Comment.body != "")
    return list(dict.fromkeys(db.session.scalars(query.order_by(Comment.id.desc()).limit(40))))[:15]


def _url(found: ReviewRound, section_id: int) -> str:
    at: dict[str, Any] = {"slug": found.pair.slug, "round_id": found.id, "section_id": section_id}
    return url_for("reviews.read", **at)
