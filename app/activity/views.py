"""Activity of a pair: what happened, each line only to its audience."""

from flask import Blueprint, request

from app import access, hearing, hx
from app.activity import feed
from app.pairs.models import Pair
from app.standing import standing

bp = Blueprint("activity", __name__)


@bp.get("/pairs/<slug>/activity")
def index(slug: str) -> str:
    pair = access.pair_to("pair.read", slug)
    before = request.args.get("before", type=int)
    found = of(pair, before=before)
    page, fragment = "activity/index.html", "activity/_feed.html"
    return hx.render(page, fragment, pair=pair, feed=found, before=before)


def of(pair: Pair, *, before: int | None = None, limit: int = feed.PAGE) -> feed.Feed:
    """The feed as the person who asks may read it."""
    me = access.me()
    at = standing(me, pair)
    return feed.read(
        pair,
        hearing.topics(me, pair),
        zone=me.zone,
        shared_only=at is not None and at.role in ("expert", "observer"),
        before=before,
        limit=limit,
    )
