"""Words that somebody chose in a text, as a page or a form says them, made into a passage."""

from dataclasses import dataclass

from flask_babel import gettext as _

from app.documents import reading
from app.documents.anchoring import closest, find
from app.documents.models import Document
from app.documents.passages import Passage
from app.errors import Refused


@dataclass(frozen=True)
class Quoted:
    """Words that somebody chose in a page, and what stood around them there. `nth` tells equal ones
    apart: their number in the text, from 0."""

    quote: str
    before: str = ""
    after: str = ""
    nth: int = -1


class NotThere(Refused):
    """The words do not stand in the text; `closest` is what is most like them, if anything is."""

    def __init__(self, near: str) -> None:
        super().__init__(_("These words are not in the text any more."), field="quote")
        self.closest = near


def passage_of(document: Document, quoted: Quoted) -> Passage:
    """The words' passage in the text of now."""
    text = reading.text_of(document).words
    place = find(text, quoted.quote, quoted.before, quoted.after, quoted.nth)
    if place is None:
        near = closest(text, quoted.quote)
        raise NotThere(text[near.start : near.stop] if near else "")
    return Passage.take(document, document.seq, text, place)
