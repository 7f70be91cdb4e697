"""What the tests of the log share: a browser's editor, as far as the log can tell."""

from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from app.database import writing
from app.documents import log, store, tree
from app.documents.models import Document
from app.extensions import db
from app.notes.models import Note


def new_document(pair: Any, by: Any, text: str = "") -> int:
    with writing():
        note = Note.start(pair, by=by, title="Cycling in winter")
        if text:
            note.document = Document.create(pair.id, text, by=by)
    return note.document_id


class Browser:
    """A page with the editor open: each change becomes an update, numbered per page."""

    def __init__(self, document_id: int, person_id: int | None, tab: str) -> None:
        self.document_id, self.person_id, self.tab, self.batch = document_id, person_id, tab, 0
        self.doc: Doc[Any] = Doc()
        self.fragment = tree.root_of(self.doc)

    def typed(self, words: str) -> bytes:
        """A new paragraph, as an update that is not yet sent."""
        before = self.doc.get_state()
        paragraph = self.fragment.children.append(XmlElement("paragraph"))
        paragraph.children.append(XmlText(words))
        return self.doc.get_update(before)

    def send(self, payload: bytes, **more: Any) -> int:
        self.batch += 1
        keys = {"person_id": self.person_id, "tab": self.tab, "batch": self.batch}
        return log.append(self.document_id, payload, **(keys | more))

    def type(self, words: str) -> int:
        return self.send(self.typed(words))


def read(document_id: int) -> list[str]:
    """The blocks of the text as stored, read anew."""
    db.session.rollback()
    doc, _ = store.load(document_id)
    return [tree.words_of(block) for block in tree.read(doc).children]


def seq_of(document_id: int) -> int:
    db.session.rollback()
    return store.seq_of(document_id)
