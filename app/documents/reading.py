"""A text as a page shows it: rendered once for each line of its log, then kept."""

import threading
from collections import OrderedDict
from typing import Any

from flask import current_app
from markupsafe import Markup

from app.documents import render, store, tree
from app.documents.models import Document, Version
from app.documents.refusals import Refusal, careful

KEPT = 500

_lock = threading.Lock()


def html_of(document: Document) -> Markup:
    """The text of now as safe HTML; empty where nothing is written yet."""
    if not document.seq:
        return Markup("")
    kept: OrderedDict[tuple[int, int], Markup] = current_app.extensions.setdefault(
        "document_pages", OrderedDict()
    )
    key = (document.id, document.seq)
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    html = _safe(lambda: store.load(document.id, document.seq)[0], str(document.id))
    with _lock:
        kept[key] = html
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return html


def version_html(version: Version) -> Markup:
    return _safe(lambda: tree.load(version.state), f"v{version.id}")


def top_of(document: Document) -> tree.Node:
    """The text as a tree, for plain_text(), summary() and exports."""
    return tree.read(store.load(document.id, document.seq)[0])


def _safe(load: Any, anchor: str) -> Markup:
    """A hostile text that the library chokes on shows nothing, and takes no page down."""
    try:
        with careful():
            return Markup(render.html_of(tree.read(load()), anchor))  # noqa: S704 - from clean()
    except Refusal:
        current_app.logger.exception("document %s cannot be shown", anchor)
        return Markup("")
