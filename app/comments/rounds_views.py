"""Review rounds for those who open, follow and close them. A reviewer's reading is in
reviews_views.py, answers and the response table are in answers_views.py."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from app import access, hx
from app.access import me
from app.comments import closing, mentioning, opening, reviewing
from app.comments.models import Thread
from app.comments.round_forms import RoundForm, WhoForm
from app.comments.rounds import ReviewRound
from app.forms import ActForm
from app.plans import freshness
from app.plans.freezing import FrozenSection
from app.plans.models import Plan

bp = Blueprint("rounds", __name__)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/rounds")
def index(slug: str, plan_id: int) -> str:
    plan = access.plan_to("pair.read", slug, plan_id)
    found = [each for each in ReviewRound.of(plan.id) if access.may(me(), "round.read", each)]
    return hx.render("comments/rounds.html", "comments/_rounds.html", plan=plan, rounds=found)


@bp.get("/pairs/<slug>/plans/<int:plan_id>/rounds/new")
def new(slug: str, plan_id: int) -> str:
    """`?edition=es`: of that language."""
    plan = access.plan_to("round.open", slug, plan_id)
    form = RoundForm(plan=plan, data={"edition": request.args.get("edition")})
    form.offer(_people(plan)).offer_sections()
    form.sections.data = [each.id for each in form.written]
    return hx.render("comments/round_new.html", "comments/_round_new.html", plan=plan, form=form)


@bp.post("/pairs/<slug>/plans/<int:plan_id>/rounds")
def start(slug: str, plan_id: int) -> Response:
    plan = access.plan_to("round.open", slug, plan_id)
    people = _people(plan)
    form = RoundForm(request.form, plan=plan).offer(people).offer_sections()
    found = form.act(
        lambda: opening.open_round(
            plan,
            [each for each in form.written if each.id in form.sections.data],
            [each for each in people if each.id in form.people.data],
            by=me(),
            edition=form.chosen,
            **form.values("due_on", "message"),
        )
    )
    if found is None:
        return hx.invalid("comments/_round_new.html", plan=plan, form=form)
    return hx.go(url_for("rounds.show", slug=slug, round_id=found.id))


@bp.get("/pairs/<slug>/rounds/<int:round_id>")
def show(slug: str, round_id: int) -> str:
    found = access.round_to("round.read", slug, round_id)
    return hx.render("comments/round.html", "comments/_round.html", **context(found))


@bp.get("/pairs/<slug>/rounds/<int:round_id>/edit")
def edit(slug: str, round_id: int) -> str:
    """Another day, or other reviewers, of a round that is open."""
    found = access.round_to("round.open", slug, round_id)
    form = WhoForm(obj=found)
    form.people.data = form.current(found)["people"]
    more = {"form": form.offer(_people(found.plan))}
    return hx.render("comments/round.html", "comments/_round.html", **context(found), **more)


@bp.post("/pairs/<slug>/rounds/<int:round_id>")
def change(slug: str, round_id: int) -> Response:
    found = access.round_to("round.open", slug, round_id)
    people = _people(found.plan)
    form = WhoForm(request.form).offer(people)

    def rule() -> ReviewRound:
        chosen = [each for each in people if each.id in form.people.data]
        facts = form.values("due_on", "message")
        return opening.change(found, form.seen_version, chosen, by=me(), **facts)

    if form.act(rule) is None:
        return hx.invalid("comments/_round.html", form=form, **context(found))
    to = url_for("rounds.show", slug=slug, round_id=round_id)
    return hx.answer("comments/_round.html", to=to, **context(found))


@bp.post("/pairs/<slug>/rounds/<int:round_id>/closing")
def close(slug: str, round_id: int) -> Response:
    found = access.round_to("round.open", slug, round_id)
    form = ActForm.posted()
    done = form.act(lambda: closing.close(found, by=me()))
    if done is None:
        return hx.invalid("comments/_round.html", form=form, **context(found))
    to = url_for("rounds.show", slug=slug, round_id=round_id)
    return hx.answer("comments/_round.html", to=to, **context(found))


@bp.get("/pairs/<slug>/rounds/<int:round_id>/next")
def following(slug: str, round_id: int) -> Redirect:
    """The place of the next comment that waits for an answer, after the one named; `back=1` of the
    one before. After the last comes the first."""
    found = access.round_to("round.read", slug, round_id)
    after, back = request.args.get("after", 0, type=int), request.args.get("back") == "1"
    numbers = [each.id for each in _told(found)]
    at = numbers.index(after) if after in numbers else -1
    ring = [*numbers[at + 1 :], *numbers[: at + 1]]
    if back:
        ring = [*reversed(numbers[: max(at, 0)]), *reversed(numbers[max(at, 0) :])]
    wait = {each.id for each in _told(found) if waits(each)}
    chosen = next((number for number in ring if number in wait), None)
    if chosen is None:
        return redirect(url_for("rounds.show", slug=slug, round_id=round_id), 303)
    return redirect(url_for("threads.show", slug=slug, thread_id=chosen), 303)


def waits(thread: Thread) -> bool:
    """It needs an answer: a typo needs none."""
    return thread.state in ("open", "insisted") and thread.severity != "typo"


def context(found: ReviewRound) -> dict[str, Any]:
    threads, reviewer = reviewing.threads_of(found), found.reviewer(me().id)
    told = [each for each in threads if not each.private]
    same, other = _by_change(found)
    return {
        "round": found,
        "told": told,
        "mine": [each for each in threads if each.opened_by_id == me().id],
        "unsent": sum(each.private for each in threads if each.opened_by_id == me().id),
        "waiting": [each for each in told if waits(each)],
        "reviewer": reviewer if reviewer and not reviewer.removed_at else None,
        "steers": access.may(me(), "round.open", found.plan),
        "parts": other,
        "unchanged": same,
    }


def _told(found: ReviewRound) -> list[Thread]:
    return [each for each in reviewing.threads_of(found) if not each.private]


def _by_change(found: ReviewRound) -> tuple[list[FrozenSection], list[FrozenSection]]:
    """The sections that read as they did in the round before, and the others."""
    before = found.earlier_parts()
    same = [part for part in found.plan_version.parts if _is_same(part, before)]
    return same, [part for part in found.plan_version.parts if part not in same]


def _is_same(part: FrozenSection, before: dict[int, FrozenSection]) -> bool:
    old = before.get(part.section_id)
    if old is None:
        return False
    return freshness.same_text(part.section.document_id, old.version.seq, part.version.seq)


def _people(plan: Plan) -> list[Any]:
    """Who may comment; experts first."""
    from app.standing import standing

    people = mentioning.members(plan.pair_id)
    able = [each for each in people if access.may(each, "thread.write", plan)]
    expert = {each.id for each in able if (at := standing(each, plan.pair)) and at.role == "expert"}
    return sorted(able, key=lambda each: (each.id not in expert, each.name))
