"""Whether what is stored of a text is whole: no hole in the log, and snapshot + tail say the
same as the log from its first line. Read by `flask verify`."""

from typing import Any

from pycrdt import Doc
from sqlalchemy import select

from app.documents import store, tree
from app.documents.gaps import clocks, missing
from app.documents.models import Document, Version
from app.documents.refusals import Refusal, careful
from app.extensions import db


def verify(document_id: int) -> list[str]:
    """What is wrong, in sentences; nothing where all is well."""
    try:
        with careful():
            return _wrongs(document_id)
    except Refusal as fault:
        return [f"Document {document_id} cannot be read: {fault}"]


def _wrongs(document_id: int) -> list[str]:
    document = db.session.get_one(Document, document_id)
    log = store.lines(document_id, 0)
    wrong: list[str] = []
    if [seq for seq, _ in log] != list(range(1, document.seq + 1)):
        wrong.append(f"Document {document_id}: its log does not count from 1 to {document.seq}.")
    whole = tree.load(*(payload for _, payload in log))
    gaps = [seq for seq, payload in log if missing(payload, whole.get_state())]
    if gaps:
        wrong.append(f"Document {document_id}: line {gaps[0]} builds on something missing.")
    doc, _ = store.load(document_id)
    if not _equal(doc, whole):
        wrong.append(f"Document {document_id}: snapshot and tail differ from the full log.")
    return wrong + _versions(document_id)


def _versions(document_id: int) -> list[str]:
    """A version says what the log said at its line."""
    wrong = []
    for version in db.session.scalars(select(Version).where(Version.document_id == document_id)):
        then, _ = store.load(document_id, version.seq)
        if not _equal(tree.load(version.state), then):
            wrong.append(f"Document {document_id}: version {version.id} differs from the log.")
    return wrong


def _equal(one: Doc[Any], other: Doc[Any]) -> bool:
    states = clocks(one.get_state()) == clocks(other.get_state())
    return states and tree.same(tree.read(one), tree.read(other))
