"""The words around a match, with the matches marked. Everything that people wrote is escaped."""

import re

from markupsafe import Markup, escape

from app.search.folding import fold, folded

AROUND = 80  # characters shown on each side of the first match
_WORD = re.compile(r"\w+")


def marked(text: str, words: list[str]) -> Markup:
    """The whole text, each word that begins with one of these in a <mark>."""
    out, at = Markup(), 0
    for found in _WORD.finditer(text):
        if _hit(found[0], words):
            out += escape(text[at : found.start()]) + Markup("<mark>{}</mark>").format(found[0])
            at = found.end()
    return out + escape(text[at:])


def excerpt(text: str, words: list[str]) -> Markup:
    """A line of the text with a match in it, or its beginning."""
    lines = [line for line in text.split("\n") if line.strip()]
    line = next((one for one in lines if _has(one, words)), lines[0] if lines else "")
    first = next((one.start() for one in _WORD.finditer(line) if _hit(one[0], words)), 0)
    start, stop = max(0, first - AROUND), min(len(line), first + AROUND)
    if start:
        start = line.find(" ", start, first) + 1 or start
    if stop < len(line):
        stop = line.rfind(" ", first, stop) if line.rfind(" ", first, stop) > first else stop
    cut = marked(line[start:stop].strip(), words)
    return Markup("{}{}{}").format("… " if start else "", cut, " …" if stop < len(line) else "")


def _has(line: str, words: list[str]) -> bool:
    there = f" {folded(line)} "
    return any(f" {word}" in there for word in words)


def _hit(word: str, words: list[str]) -> bool:
    return any(part.startswith(one) for part in fold(word).split() for one in words)
