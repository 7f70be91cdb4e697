"""A reviewer's work: the frozen text of a round, section by section, with their comments beside it;
and all their rounds on one page."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.comments import pinned, reviewing, screen
from app.comments.answering import answer
from app.comments.conversation import Conversation, Talk, readable, whole, whose
from app.comments.models import Comment, Thread
from app.comments.round_forms import RemarkForm, WeightForm
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
    mine = mine.where(Thread.removed_at.is_(None))
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


@bp.get("/pairs/<slug>/rounds/<int:round_id>/sections/<int:section_id>/threads")
def beside(slug: str, round_id: int, section_id: int) -> str | Redirect:
    """The comments beside a frozen section; a whole page of them is the section's own."""
    found = access.round_to("round.read", slug, round_id)
    context = _context(found, section_id)
    if not hx.wants_fragment():
        return redirect(_url(found, section_id), 303)
    return hx.render("comments/page.html", "comments/_conversation.html", **context)


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


@bp.post("/pairs/<slug>/threads/<int:thread_id>/weight")
def weigh(slug: str, thread_id: int) -> Response:
    """Another severity for a comment that is not sent yet."""
    thread = access.thread_to("thread.read", slug, thread_id)
    form = WeightForm(request.form)
    done = form.act(lambda: reviewing.weigh(thread, form.severity.data or "", by=me()))
    return answer(thread, form, done)


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
    asked = found.is_open and found.asks(me().id)
    ids: dict[str, Any] = {"slug": found.pair.slug, "round_id": found.id, "section_id": section_id}
    context: dict[str, Any] = {
        "round": found,
        "part": part,
        "before": parts[at - 1] if at else None,
        "after": parts[at + 1] if at + 1 < len(parts) else None,
        "text": reading.version_html(part.version, places),
        "conversation": _conversation(threads),
        "region_id": f"{region}-threads",
        "home": url_for("reviews.beside", **ids),
        "add": url_for("reviews.add", **ids) if asked else "",
        "title": part.heading,
        "reusable": _said_before(),
        "changed": _changed(found, part),
        "earlier": _earlier(found, part),
        "reviewing": asked,
    }
    rights = screen.rights(part.section)
    return context | rights | {"focus": None}


def _threads(found: ReviewRound, part: FrozenSection) -> list[Thread]:
    """Of this round and section: one's own, and those that are sent. Who sees what is shared sees
    those of others as long as the section is."""
    query = readable(found.pair, me()).where(Thread.round_id == found.id)
    query = query.where(Thread.document_id == part.section.document_id)
    if access.sees_shared_only(me(), found.pair) and part.section.shared_at is None:
        query = query.where(Thread.opened_by_id == me().id)
    seen = db.session.scalars(query, whose(found.pair, me()))
    return sorted(seen, key=lambda each: (each.passage.start if each.passage else -1, each.id))


def _conversation(threads: list[Thread]) -> Conversation:
    """In the frozen text no word is ever gone."""
    found = Conversation()
    for thread in threads:
        found.add(Talk(thread))
    return found


def _changed(found: ReviewRound, part: FrozenSection) -> Any:
    """What is new since the last round that had this section; None where none had."""
    old = found.earlier_parts().get(part.section_id)
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
    query = query.where(Thread.document_id == part.section.document_id)
    return list(db.session.scalars(query.order_by(Thread.id).options(*whole())))


def _said_before() -> list[str]:
    """One's own earlier comments, the latest first: what was said well once can be said again."""
    query = select(Comment.body).join(Comment.thread)
    query = query.where(Comment.author_id == me().id, Thread.round_id.is_not(None))
    query = query.where(Comment.removed_at.is_(None), Comment.body != "")
    return list(dict.fromkeys(db.session.scalars(query.order_by(Comment.id.desc()).limit(40))))[:15]


def _url(found: ReviewRound, section_id: int) -> str:
    at: dict[str, Any] = {"slug": found.pair.slug, "round_id": found.id, "section_id": section_id}
    return url_for("reviews.read", **at)
