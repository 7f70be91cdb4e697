"""Activity of a pair: what happened, each line only to its audience."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, g, request

from app import access, hearing, hx
from app.activity import feed, last_here
from app.activity.words import KINDS
from app.clock import now
from app.comments.mentioning import members
from app.pairs.models import Pair
from app.plans.models import Plan, Section

bp = Blueprint("activity", __name__)
bp.app_context_processor(lambda: {"new_in_plan": new_in_plan, "new_in_pair": new_in_pair})
PLAN = ("plan", "section", "edition", "approval", "citation", "thread", "review_round")
DAYS = {"week": 7, "month": 31}
NEW, LINES = 60, 8  # events that are looked at, and lines made of them


@bp.get("/pairs/<slug>/activity")
def index(slug: str) -> str:
    """`?kind=`, `?by=` a person's id, `?since=` week, month or here (since one was last here)."""
    pair = access.pair_to("pair.read", slug)
    before = request.args.get("before", type=int)
    asked = {name: request.args.get(name, "") for name in ("kind", "by", "since")}
    found = of(pair, before=before, **_narrowed(pair, asked))
    page, fragment = "activity/index.html", "activity/_feed.html"
    context: dict[str, Any] = {"pair": pair, "feed": found, "before": before, "asked": asked}
    context["narrowed"] = {name: value for name, value in asked.items() if value}
    context |= {"kinds": KINDS, "people": members(pair.id)}
    return hx.render(page, fragment, **context)


def _narrowed(pair: Pair, asked: dict[str, str]) -> dict[str, Any]:
    kinds = KINDS[asked["kind"]][1] if asked["kind"] in KINDS else ()
    by = int(asked["by"]) if asked["by"].isdecimal() and len(asked["by"]) < 10 else None
    since = last_here.since(access.me(), pair.id) if asked["since"] == "here" else None
    if asked["since"] in DAYS:
        since = now() - timedelta(days=DAYS[asked["since"]])
    return {"kinds": kinds, "by": by, "since": since}


def of(pair: Pair, **narrowed: Any) -> feed.Feed:
    """The feed as the person who asks may read it."""
    me = access.me()
    return feed.read(
        pair,
        hearing.topics(me, pair),
        zone=me.zone,
        shared_only=access.sees_shared_only(me, pair),
        **narrowed,
    )


def new_in_pair(pair: Pair) -> list[feed.Entry]:
    """What others did since the reader was last here; nothing on their first day."""
    since, me = last_here.since(access.me(), pair.id), access.me()
    if since is None:
        return []
    return of(pair, since=since, but_by=me.id, limit=NEW, lines=LINES).entries


def new_in_plan(plan: Plan, sections: list[Section]) -> dict[str, Any]:
    """The same for what is about a plan or its sections; `ids` are the sections in which it is.
    Asked once for a page, which shows both."""
    if "new_in_plan" not in g:
        g.new_in_plan = _new_in_plan(plan, sections)
    found: dict[str, Any] = g.new_in_plan
    return found


def _new_in_plan(plan: Plan, sections: list[Section]) -> dict[str, Any]:
    since, me = last_here.since(access.me(), plan.pair_id), access.me()
    if since is None:
        return {"entries": [], "ids": set()}
    texts = {section.document_id: section.id for section in sections}
    read = of(plan.pair, since=since, but_by=me.id, kinds=PLAN, limit=NEW)
    entries = [each for each in read.entries if each.document_id in (None, *texts)]
    ids = {texts[each.document_id] for each in entries if each.document_id in texts}
    return {"entries": entries[:LINES], "ids": ids}
