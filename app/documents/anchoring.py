"""A place in a text, found by its words and those around it, never by a number alone. Pure
functions on trees and strings; white space counts as one space, for a page shows it so."""

import re
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz import fuzz

from app.documents.tree import Node, text_blocks, words_of

CONTEXT = 32  # characters kept on each side
LONGEST = 5000  # characters of a quote
MOST = 2000  # places that are looked at: “e” stands everywhere
SURE = 20  # a quote of so many characters is known by itself, a shorter one by its neighbours too
LIKE = 60  # of 100: less alike than that, and it is not offered as the closest


@dataclass(frozen=True)
class Place:
    """Characters start:stop (code points) of a flat text."""

    start: int
    stop: int


@dataclass(frozen=True)
class Flat:
    """A text's blocks of words, joined by line ends; `starts` says where each begins."""

    text: str
    blocks: tuple[Node, ...]
    starts: tuple[int, ...]

    def words(self, place: Place) -> str:
        return self.text[place.start : place.stop]

    def around(self, place: Place) -> tuple[str, str]:
        """The characters before and after, at most CONTEXT each."""
        before = self.text[max(0, place.start - CONTEXT) : place.start]
        return before, self.text[place.stop : place.stop + CONTEXT]


def flat(top: Node) -> Flat:
    blocks = tuple(text_blocks(top))
    words = [words_of(block) for block in blocks]
    starts = accumulate((len(each) + 1 for each in words), initial=0)
    return Flat("\n".join(words), blocks, tuple(starts)[: len(blocks)])


def find(text: str, quote: str, before: str = "", after: str = "", nth: int = -1) -> Place | None:
    """Where the words stand; None where they do not, or where one could not say which are meant.

    Equal words are told apart by what stands around them, and last by `nth`, their number on the
    page that somebody looked at.
    """
    squeezed, places = _squeezed(text)
    words = _squeezed(quote)[0].strip()
    found = _all(squeezed, words) if words and len(words) <= LONGEST else []
    if not found:
        return None
    scores = [_likeness(squeezed, at, at + len(words), before, after) for at in found]
    best = max(scores)
    likely = [at for at, score in zip(found, scores, strict=True) if score == best]
    if len(likely) > 1 and nth >= len(found):
        return None
    at = found[nth] if len(likely) > 1 and nth >= 0 and found[nth] in likely else likely[0]
    if len(likely) > 1 and nth < 0:
        return None
    return Place(places[at], places[at + len(words) - 1] + 1)


def again(text: str, quote: str, before: str, after: str) -> Place | None:
    """Where words that were gone stand once more. Short ones must have a neighbour of before."""
    place = find(text, quote, before, after)
    if place is None or len(quote.strip()) >= SURE:
        return place
    near = _likeness(text, place.start, place.stop, before, after)
    return place if near >= min(8, len(before.strip()) + len(after.strip())) else None


def closest(text: str, quote: str) -> Place | None:
    """The words that are most like these, whole ones; None where nothing is."""
    if not quote.strip() or not text:
        return None
    quote = quote[:LONGEST]
    found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=LIKE)
    if found is None or len(text) < len(quote):
        whole = fuzz.ratio(quote, text) >= LIKE
        return Place(0, len(text)) if whole and len(text) < len(quote) else None
    start, stop = found.dest_start, found.dest_end
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while stop < len(text) and text[stop].isalnum() and text[stop - 1 : stop].isalnum():
        stop += 1
    words = text[start:stop]
    return Place(start + len(words) - len(words.lstrip()), stop - len(words) + len(words.rstrip()))


def _squeezed(text: str) -> tuple[str, list[int]]:
    """With each white space as one blank, and where in the text each character comes from."""
    out: list[str] = []
    places: list[int] = []
    for part in re.finditer(r"\s+|\S+", text):
        words = part[0]
        if words[0].isspace():
            out.append(" ")
            places.append(part.start())
        else:
            out.append(words)
            places.extend(range(part.start(), part.end()))
    return "".join(out), places


def _all(text: str, words: str) -> list[int]:
    found: list[int] = []
    at = text.find(words)
    while at >= 0 and len(found) < MOST:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _likeness(text: str, start: int, stop: int, before: str, after: str) -> int:
    """How many characters on both sides are the ones that stood there."""
    before, after = _squeezed(before)[0][-CONTEXT:], _squeezed(after)[0][:CONTEXT]
    left = _squeezed(text[max(0, start - 2 * CONTEXT) : start])[0]
    right = _squeezed(text[stop : stop + 2 * CONTEXT])[0]
    return _shared(before[::-1], left[::-1]) + _shared(after, right)


def _shared(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
