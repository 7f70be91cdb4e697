"""Overview of a pair: a page of live regions, each with an address of its own."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import access, hearing, hx
from app.pairs import overview
from app.pairs.models import Pair
from app.plans import words as plan_words
from app.standing import standing
from app.visits import words as visit_words

bp = Blueprint("pairs", __name__)

MAIN = ("waiting", "time", "visits", "budget", "plan", "notes")
ASIDE = ("cities", "activity")


@bp.get("/pairs/<slug>")
def show(slug: str) -> str:
    pair = access.pair_to("pair.read", slug)
    parts = {name: found for name in MAIN + ASIDE if (found := _part(pair, name)) is not None}
    return render_template("pairs/show.html", pair=pair, parts=parts, main=MAIN, beside=ASIDE)


@bp.get("/pairs/<slug>/overview/<part>")
def part(slug: str, part: str) -> ResponseReturnValue:
    pair = access.pair_to("pair.read", slug)
    found = _part(pair, part)
    if found is None:
        abort(404)
    if not hx.wants_fragment():
        return redirect(url_for("pairs.show", slug=slug))
    return render_template(f"pairs/_{part}.html", pair=pair, part=found)


def _part(pair: Pair, name: str) -> dict[str, Any] | None:
    """What a part shows; None where there is no such part for this person."""
    me = access.me()
    at = standing(me, pair)
    if at is None or (name == "budget" and not access.may(me, "money.read", pair)):
        return None
    shared_only = at.role in ("expert", "observer")
    makers: dict[str, Any] = {
        "cities": lambda: overview.cities(pair),
        "time": lambda: overview.time(pair),
        "visits": lambda: overview.visits(pair) | {"words": visit_words},
        "budget": lambda: overview.budget(pair),
        "notes": lambda: overview.notes(pair, shared_only=shared_only),
        "plan": lambda: overview.plan(pair, shared_only=shared_only) | {"words": plan_words},
        "activity": lambda: overview.activity(
            pair, topics=hearing.topics(me, pair), zone=me.zone, shared_only=shared_only
        ),
        "waiting": lambda: overview.waiting(pair, me, at),
    }
    return makers[name]() if name in makers else None
