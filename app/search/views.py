"""Search: in one pair, or in all that somebody may open; as they type."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, g, request, url_for

from app import access, hearing, hx
from app.access import me
from app.clock import now
from app.pairs import waits
from app.pairs.models import Pair
from app.search import words
from app.search.finding import Asked, find
from app.visits import listing

bp = Blueprint("search", __name__)
bp.app_context_processor(lambda: {"search_url": _address()})
SINCE = {"week": 7, "month": 31, "year": 366}  # days


@bp.get("/search")
def everywhere() -> str:
    pairs = [pair for pair, _at in waits.pairs_of(me())]
    return _page(pairs, None)


@bp.get("/pairs/<slug>/search")
def index(slug: str) -> str:
    """`?q=`, and to narrow it `kind`, `city` and `visit` by their numbers, `since`."""
    pair = access.pair_to("pair.read", slug)
    return _page([pair], pair)


def _page(pairs: list[Pair], pair: Pair | None) -> str:
    asked = _asked()
    topics = {each.id: hearing.topics(me(), each) for each in pairs}
    context: dict[str, Any] = {
        "pair": pair,
        "asked": asked,
        "results": find(asked, topics),
        "by_id": {each.id: each for each in pairs},
        "visits": listing.of_pair(pair) if pair else [],
        "KINDS": words.KINDS,
        "SINCE": words.SINCE,
        "since": request.args.get("since", ""),
    }
    return hx.render("search/index.html", "search/_results.html", **context)


def _asked() -> Asked:
    number = {name: request.args.get(name, type=int) for name in ("city", "visit", "start")}
    return Asked(
        q=request.args.get("q", "")[:200],
        kind=request.args.get("kind", ""),
        city=_sane(number["city"]),
        visit=_sane(number["visit"]),
        since=_since(request.args.get("since", "")),
        start=min(_sane(number["start"]) or 0, 1000),
    )


def _sane(number: int | None) -> int | None:
    return number if number is not None and 0 < number < 2**31 else None


def _since(name: str) -> datetime | None:
    return now() - timedelta(days=SINCE[name]) if name in SINCE else None


def _address() -> str:
    """Of the pair that is open, else of all. Not where no pair is found, as on an error's page."""
    pair = g.get("pair")
    return url_for("search.index", slug=pair.slug) if pair else url_for("search.everywhere")
