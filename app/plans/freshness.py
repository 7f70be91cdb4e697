"""How a translation stands to its original: none · translating · current · older. The original has
changed where its readers would see a difference: a line of the log alone is none."""

import threading
from collections import OrderedDict
from hashlib import blake2b

from flask import current_app

from app.documents import reading, render, store, tree
from app.documents.models import Document
from app.documents.refusals import Refusal, careful
from app.plans.sections import Section

KEPT = 2000
ANCHOR = "then"  # one for both states: the ids of their headings are no difference

_lock = threading.Lock()


def of(section: Section) -> str:
    """Of a translated section. `older` only once it had been declared up to date."""
    original = section.original
    if section.matched_seq is None:
        return "translating" if section.document.seq else "none"
    same = same_text(original.document_id, section.matched_seq, original.document.seq)
    return "current" if same else "older"


def older(sections: list[Section]) -> int:
    return sum(of(section) == "older" for section in sections)


def same_text(document_id: int, one: int, other: int) -> bool:
    """Whether a text read the same after two lines of its log."""
    return one == other or _digest(document_id, one) == _digest(document_id, other)


def then_and_now(document: Document, seq: int) -> tuple[tree.Node, tree.Node]:
    """The text as it was after line `seq`, and as it is."""
    with careful():
        return tree.read(store.load(document.id, seq)[0]), reading.top_of(document)


def _digest(document_id: int, seq: int) -> bytes:
    """Of what a page shows; each state is read once, then remembered."""
    kept: OrderedDict[tuple[int, int], bytes] = current_app.extensions.setdefault(
        "text_digests", OrderedDict()
    )
    key = (document_id, seq)
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    digest = _read(document_id, seq)
    with _lock:
        kept[key] = digest
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return digest


def _read(document_id: int, seq: int) -> bytes:
    try:
        with careful():
            html = render.html_of(tree.read(store.load(document_id, seq)[0]), ANCHOR) if seq else ""
    except Refusal:
        html = f"line {seq}, which cannot be read"  # the same as no other
    return blake2b(html.encode(), digest_size=16).digest()
