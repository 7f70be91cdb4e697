"""A text as it is after a long life: some 100,000 characters that took 260,000 edits, always the
same ones. Its log is written as rows; the snapshot is made by the product's own code."""

import random
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pycrdt import Doc, XmlElement, XmlText
from sqlalchemy import insert

from app.clock import now
from app.database import writing
from app.documents import store, tree
from app.documents.models import Document, DocumentUpdate
from app.extensions import db
from tests.bench.writers import new_text
from tests.cast import person

EDITS = 260_000
CHARACTERS = 100_000
PARAGRAPHS = 400
TAIL = 999  # lines after the newest snapshot: one more makes the next


def make() -> int:
    """The document's number. Needs an app context."""
    document_id, by = new_text(), person("anna").id
    lines, snapshot = _written()
    with writing():
        fixed = {"document_id": document_id, "person_id": by, "tab": "bench", "at": now()}
        rows = [
            fixed | {"seq": n, "batch": n, "payload": line} for n, line in enumerate(lines, start=1)
        ]
        db.session.execute(insert(DocumentUpdate), rows)
        document = db.session.get_one(Document, document_id)
        document.seq = EDITS - TAIL
        tail = lines[EDITS - TAIL - 1000 : EDITS - TAIL]
        db.session.add(store.snapshot_of(document, tree.load(snapshot), tail))
        document.snapshot_seq, document.seq, document.edited_at = document.seq, EDITS, now()
        document.tail_bytes = sum(map(len, lines[-TAIL:]))
    return document_id


def _written() -> tuple[list[bytes], bytes]:
    """All updates, and the state before the last of them."""
    chance, doc, lines = random.Random(27), Doc(client_id=27), []
    heard = doc.observe(lambda event: lines.append(event.update))
    texts = _paragraphs(doc)
    snapshot = b""
    while len(lines) < EDITS:
        for press in _spell(texts[chance.randrange(PARAGRAPHS)], chance):
            press()
            if len(lines) == EDITS - TAIL:
                snapshot = doc.get_update()
            if len(lines) == EDITS:
                break
    doc.unobserve(heard)
    return lines, snapshot


def _spell(text: XmlText, chance: random.Random) -> Iterator[Callable[[], None]]:
    """Somewhere a sentence is typed, key by key, and a part of it taken back."""
    at, keys = chance.randint(0, len(text)), chance.randint(10, 120)
    for key in range(keys):
        yield partial(text.insert, at + key, chance.choice("etaoin shrdlu"))
    share = (EDITS - CHARACTERS) / (EDITS + CHARACTERS)
    for key in range(keys, keys - round(keys * share), -1):
        yield partial(text.__delitem__, slice(at + key - 1, at + key))


def _paragraphs(doc: Doc[Any]) -> list[XmlText]:
    """They are there from the first edit on."""
    root = tree.root_of(doc)
    with doc.transaction():
        for _n in range(PARAGRAPHS):
            root.children.append(XmlElement("paragraph")).children.append(XmlText())
    return [child.children[0] for child in root.children]
