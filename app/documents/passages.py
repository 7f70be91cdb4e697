"""A passage: words of a text that something hangs on (a comment, a lesson, a citation). One row,
and one mark in the text that goes with the words (pinning.py); where the mark is gone, the quote
says what was meant. Knows nothing of what hangs on it."""

import re
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    bindparam,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import jobs
from app.clock import UTCDateTime, now
from app.documents import reading
from app.documents.anchoring import CONTEXT, Place, again
from app.documents.models import Document
from app.extensions import db

if TYPE_CHECKING:
    from app.documents.rows import Row

KIND = "documents.mark"
_KEY = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Passage(db.Model):
    """`document_id` is where it was last at home; `seq` the line of the log at which its words were
    taken, and `start` where they stood then."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(36), unique=True, default=lambda: str(uuid.uuid4()))
    pair_id: Mapped[int] = mapped_column(ForeignKey("pair.id"), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    seq: Mapped[int]
    start: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(32), default="")
    after: Mapped[str] = mapped_column(String(32), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    document: Mapped[Document] = relationship()

    @classmethod
    def take(cls, document: Document, seq: int, text: str, place: Place) -> "Passage":
        """A passage of a text as it was after line `seq`, in the caller's transaction. Its mark
        comes right after that, or soon, by a job."""
        before = text[max(0, place.start - CONTEXT) : place.start]
        after = text[place.stop : place.stop + CONTEXT]
        passage = cls(document_id=document.id, pair_id=document.pair_id, seq=seq)
        passage.quote, passage.start = text[place.start : place.stop], place.start
        passage.before, passage.after = before, after
        db.session.add(passage)
        db.session.flush()
        jobs.add(KIND, passage_id=passage.id)
        return passage


class Sighting(db.Model):
    """A text in whose log a passage's mark has come: it may have moved there, or been copied."""

    __tablename__ = "passage_sighting"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    passage_id: Mapped[int] = mapped_column(ForeignKey("passage.id"), primary_key=True, index=True)


@dataclass(frozen=True)
class Where:
    """A passage's place in the text of now, and its words; `marked` is False where only its old
    words were found."""

    document_id: int
    place: Place
    words: str
    marked: bool


def sighted(document: "Row", payloads: Iterable[bytes]) -> None:
    """Notes in the writer's transaction which passages' marks came into a text. Ids of other pairs,
    and those that are none, are ignored."""
    keys = {key.decode() for line in payloads if b"passage" in line for key in _KEY.findall(line)}
    if not keys:
        return
    known = select(Passage.id).where(Passage.key.in_(keys), Passage.pair_id == document.pair_id)
    seen = select(Sighting.passage_id).where(Sighting.document_id == document.id)
    for passage_id in db.session.scalars(known.where(Passage.id.not_in(seen))).all():
        db.session.add(Sighting(document_id=document.id, passage_id=passage_id))


# Put together once. STANDS: that a passage is, or may be, in one of the texts that are given.
TEXTS: BindParameter[Any] = bindparam("texts", expanding=True)
STANDS: ColumnElement[bool] = or_(
    Passage.document_id.in_(TEXTS),
    Passage.id.in_(select(Sighting.passage_id).where(Sighting.document_id.in_(TEXTS))),
)
PASSAGES: BindParameter[Any] = bindparam("passages", expanding=True)
SIGHTINGS = select(Sighting).where(Sighting.passage_id.in_(PASSAGES)).order_by(Sighting.document_id)
DOCUMENTS = select(Document).where(Document.id.in_(TEXTS))


def located(
    passages: Collection[Passage], within: Callable[[set[int]], set[int]] | None = None
) -> dict[int, Where]:
    """Where passages stand now, by their id. Only documents that `within` leaves are looked into:
    those that the asker may read. A passage's own text comes first: a copy elsewhere leaves it
    where it was."""
    sightings: dict[int, list[int]] = {passage.id: [passage.document_id] for passage in passages}
    asked = {"passages": list(sightings)}
    for row in db.session.scalars(SIGHTINGS, asked) if sightings else ():
        sightings[row.passage_id].append(row.document_id)
    wanted = {each for places in sightings.values() for each in places}
    wanted = within(wanted) if within else wanted
    documents = db.session.scalars(DOCUMENTS, {"texts": list(wanted)})
    texts = {row.id: reading.text_of(row) for row in documents}
    found = {p.id: _where(p, sightings[p.id], texts) for p in passages}
    return {number: where for number, where in found.items() if where}


def _where(passage: Passage, candidates: list[int], texts: dict[int, reading.Text]) -> Where | None:
    for document_id in candidates:
        text = texts.get(document_id)
        if text and passage.key in text.places:
            place = text.places[passage.key]
            return Where(document_id, place, text.words[place.start : place.stop], True)
    text = texts.get(passage.document_id)
    back = again(text.words, passage.quote, passage.before, passage.after) if text else None
    return Where(passage.document_id, back, passage.quote, False) if back else None


def settle(document_id: int) -> None:
    """After a spell of work: what is found only in this text is at home here from now on, and words
    that came back get their mark again."""
    moved = select(Passage).join(Sighting).where(Sighting.document_id == document_id)
    home = select(Passage).where(Passage.document_id == document_id)
    passages = {row.id: row for query in (moved, home) for row in db.session.scalars(query)}
    for number, where in located(list(passages.values())).items():
        if where.marked and where.document_id == document_id:
            passages[number].document_id = document_id
        elif not where.marked:
            jobs.add(KIND, passage_id=number)
