"""A text as a page shows it: read and rendered once for each line of its log, then kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import current_app, g
from markupsafe import Markup

from app.documents import marking, render, store, tree
from app.documents.anchoring import Place, flat
from app.documents.models import Document, Version
from app.documents.refusals import Refusal, careful

KEPT = 500

_lock = threading.Lock()
Looks = dict[str, str]  # what hangs on a passage, by its key: thread, lesson, …
Finder = Callable[[frozenset[int]], Looks]
_shown: list[Finder] = []


@dataclass(frozen=True)
class Text:
    """A text as it reads: HTML with all passages marked, its words, and where each passage is."""

    html: str = ""
    words: str = ""
    places: dict[str, Place] = field(default_factory=dict)


def shows_passages(finder: Finder) -> Finder:
    """Marks what gives, for some documents, the keys of the passages that the asker may see marked
    in them, each with its look."""
    if finder not in _shown:
        _shown.append(finder)
    return finder


def together(document_ids: Iterable[int]) -> None:
    """These texts are shown on one page: what is marked in them is asked once for all."""
    g.together = frozenset(document_ids)


def forget() -> None:
    """What hangs on passages has changed in this request."""
    g.pop("looks", None)


def html_of(document: Document) -> Markup:
    """The text of now as safe HTML; empty where nothing is written yet."""
    html = text_of(document).html
    if "<mark" in html:
        html = render.only(html, _looks(document.id))
    return Markup(html)  # noqa: S704 - from clean()


def _looks(document_id: int) -> Looks:
    shown: frozenset[int] = g.get("together", frozenset())
    shown = shown if document_id in shown else frozenset((document_id,))
    known: dict[frozenset[int], Looks] = g.setdefault("looks", {})
    if shown not in known:
        known[shown] = {key: look for finder in _shown for key, look in finder(shown).items()}
    return known[shown]


def text_of(document: Document) -> Text:
    if not document.seq:
        return Text()
    kept: OrderedDict[tuple[int, int], Text] = current_app.extensions.setdefault(
        "document_pages", OrderedDict()
    )
    key = (document.id, document.seq)
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    text = _safe(lambda: tree.read(store.load(document.id, document.seq)[0]), str(document.id))
    with _lock:
        kept[key] = text
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return text


def version_html(version: Version, passages: dict[str, Place] | None = None) -> Markup:
    """`passages` are to be marked where they stood then."""
    places = passages or {}
    load = lambda: marking.overlay(tree.read(tree.load(version.state)), places)  # noqa: E731
    html = render.only(_safe(load, f"v{version.id}").html, dict.fromkeys(places, "thread"))
    return Markup(html)  # noqa: S704 - from clean()


def top_of(document: Document) -> tree.Node:
    """The text as a tree, for plain_text(), summary() and exports."""
    return tree.read(store.load(document.id, document.seq)[0])


def _safe(load: Callable[[], tree.Node], anchor: str) -> Text:
    """A hostile text that the library chokes on shows nothing, and takes no page down."""
    try:
        with careful():
            top = load()
            words = flat(top)
            html = render.html_of(top, anchor, passages=True)
            return Text(html, words.text, marking.places(words))
    except Refusal:
        current_app.logger.exception("document %s cannot be shown", anchor)
        return Text()
