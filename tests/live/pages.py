"""The pages of the tests' own site: regions whose words a test sets, forms, the shared template."""

import gettext
import time
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, render_template_string, request
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from app.headers import CSP
from app.live import bus

bp = Blueprint("pages", __name__)
WORDS: dict[str, str] = {}
READS: list[str] = []
GONE: dict[str, int] = {}
SHARED = Environment(
    loader=FileSystemLoader(Path(__file__).parents[2] / "templates"),
    extensions=["jinja2.ext.i18n"],
    autoescape=True,
)
SHARED.install_gettext_translations(gettext.NullTranslations(), newstyle=True)  # type: ignore[attr-defined]

PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title>
<link rel="icon" href="data:,"><meta name="htmx-config"
 content='{"includeIndicatorCSS":false,"noSwap":[204,304,400,401,403,404,413,429,"5xx"]}'>
<script defer src="/js/htmx.min.js"></script><script type="module" src="/js/live.js"></script>
</head><body data-topics="{{ topics }}"><h1>{{ title }}</h1>{{ regions }}{{ shared }}
</body></html>"""
REGION = """<section id="{{ id }}" hx-get="/r/{{ id }}" hx-trigger="nudge"
 hx-swap="outerMorph" {% if say %}data-announce="{{ say }}"{% endif %}>
<p class="words">{{ words }}</p>{{ more }}</section>"""
FORM = """<form id="form" method="post" action="/w" hx-post="/w" hx-target="#b"
 hx-swap="outerMorph"><input type="hidden" name="version" value="{{ version }}">
<input id="text" name="text">
<button id="save">Save</button></form>"""


@bp.get("/page")
def page() -> Response:
    """Regions a (plain, in it c) and b (with a form), and a tall one for scrolling."""
    WORDS.setdefault("version", "1")
    tall = "<p>line</p>" * int(request.args.get("tall", 0))
    html = render_template_string(
        PAGE,
        title=request.args.get("title", "page"),
        topics=request.args.get("topics", "pair-1"),
        regions=_safe(region("a") + region("b") + tall),
        shared=_safe(SHARED.get_template("shared/_live.html").render()),
    )
    return Response(html, headers={"Content-Security-Policy": CSP})


@bp.get("/r/<id>")
def read(id: str) -> Any:
    READS.append(id)
    if id in GONE:
        return "<p>no</p>", GONE[id]
    return region(id)


@bp.get("/reads")
def reads() -> list[str]:
    return READS


@bp.post("/set")
def set_words() -> str:
    """Makes the words of a region new, as a rule of somebody else's would."""
    for name, words in request.form.items():
        WORDS[name] = words
    return "set"


@bp.post("/reset")
def reset() -> str:
    """As it was at the start: the site is shared by the tests of a module."""
    WORDS.clear()
    GONE.clear()
    return "reset"


@bp.post("/gone/<id>/<int:status>")
def leave(id: str, status: int) -> str:
    GONE[id] = status
    return "gone"


@bp.post("/w")
def write() -> Any:
    """Our own write: the nudge goes out before the answer, as it does in the product."""
    WORDS["b"] = request.form["text"]
    bus.nudge("pair-1", "b", tab=request.headers.get("X-Tab", ""), by="Me")
    bus.nudge("pair-1", "a", tab=request.headers.get("X-Tab", ""), by="Me")
    time.sleep(0.3)
    return region("b")


def region(id: str) -> str:
    more = {"a": lambda: region("c"), "b": lambda: FORM, "c": lambda: '<input id="in-c">'}
    return render_template_string(
        REGION,
        id=id,
        words=WORDS.get(id, f"first {id}"),
        say=WORDS.get(f"{id}-say"),
        more=_safe(render_template_string(more[id](), version=WORDS.get("version", "1"))),
    )


def _safe(html: str) -> Any:
    return Markup(html)  # noqa: S704 - the test's own words
