"""Puts a passage's mark on its words: right after it was taken, or by its job. Done twice, it is
done once. Nobody wrote a word by it, so its line of the log is nobody's."""

import logging
from typing import Any

from pycrdt import Doc

from app import jobs
from app.documents import log, marking, store, tree
from app.documents.anchoring import Flat, Place, find, flat
from app.documents.passages import KIND, Passage
from app.documents.refusals import Refusal, careful
from app.extensions import db

logger = logging.getLogger(__name__)


@jobs.job(KIND)
def pin(passage_id: int) -> None:
    """Nothing where the words no longer stand, or where they are marked already."""
    passage = db.session.get_one(Passage, passage_id)
    key, document_id = passage.key, passage.document_id
    with careful():
        doc, seq = store.load(document_id)
        text = flat(tree.read(doc))
        place = find(text.text, passage.quote, passage.before, passage.after)
    if place is None or key in marking.places(text):
        return

    def build(now: Doc[Any]) -> bytes | None:
        return marking.mark(now, place, key) if _still(now, text, place) else None

    log.change(document_id, build, person_id=None, tab=f"pin-{key}", batch=seq, quiet=True)


def at_once(passage_id: int) -> None:
    """Right after what hangs on it was stored, not in its transaction: writing to the text ends
    that. Where this goes wrong, the job does it later."""
    try:
        pin(passage_id)
    except (Refusal, TimeoutError):
        logger.exception("passage %s is not marked yet", passage_id)


def _still(doc: Doc[Any], text: Flat, place: Place) -> bool:
    """Whether nobody has changed these words between the reading and the lock."""
    return flat(tree.read(doc)).text[: place.stop] == text.text[: place.stop]
