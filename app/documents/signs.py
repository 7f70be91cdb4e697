"""Bold, italic and links as the plain form shows them: **bold**, *italic*, [words](address). Other
marks are not shown; they stay on the words that stay. Pure functions on runs of text."""

import re
import string
from dataclasses import dataclass
from typing import Any

from app.clean import safe_url
from app.documents.schema import mark_name
from app.documents.tree import Marks

Shown = tuple[str, bool, bool]  # address of the link, bold, italic
NOTHING: Shown = ("", False, False)
SHOWN_MARKS = frozenset({"link", "bold", "italic"})

_LINK = re.compile(r"\[((?:\\.|[^\]\\\n])+)\]\(((?:[^\s()]|\([^\s()]*\))+)\)")
_SIGN = re.compile(r"([\\*\[\]])")


@dataclass
class Spelled:
    """Characters, and what is shown of each one's marks."""

    text: str
    shown: list[Shown]

    def looks_like(self, other: "Spelled") -> bool:
        """The same words with the same marks; a space has none that anyone could see."""
        return self.text == other.text and all(
            a == b or c.isspace()
            for c, a, b in zip(self.text, self.shown, other.shown, strict=True)
        )


def shown(marks: Marks) -> Shown:
    named = {mark_name(key): value for key, value in marks.items() if value is not None}
    link = named.get("link")
    href = link.get("href") if isinstance(link, dict) else None
    return (href if isinstance(href, str) else "", "bold" in named, "italic" in named)


def marks_of(look: Shown) -> Marks:
    href, bold, italic = look
    marks: dict[str, Any] = {"link": {"href": href}} if href else {}
    marks.update({"bold": {}} if bold else {})
    marks.update({"italic": {}} if italic else {})
    return marks


def spelled(runs: list[tuple[str, Marks]]) -> Spelled:
    looks = [look for words, marks in runs for look in [shown(marks)] * len(words)]
    return Spelled("".join(words for words, _ in runs), looks)


def write(words: Spelled) -> tuple[str, bool]:
    """The words with their signs, and whether the signs say all; else they are left out."""
    for escape in (lambda text: text, lambda text: _SIGN.sub(r"\\\1", text)):
        text = _write(_calm(words), escape)
        if read(text).looks_like(words):
            return text, True
    return _SIGN.sub(r"\\\1", words.text), False


def _calm(words: Spelled) -> Spelled:
    """Spaces take the look of both neighbours or none, so that no sign stands beside a space."""
    looks = list(words.shown)
    for place, char in enumerate(words.text):
        if char.isspace():
            left = looks[place - 1] if place else NOTHING
            after = (i for i in range(place, len(looks)) if not words.text[i].isspace())
            right = words.shown[found] if (found := next(after, None)) is not None else NOTHING
            looks[place] = left if left == right else NOTHING
    return Spelled(words.text, looks)


def _write(words: Spelled, escape: Any) -> str:
    out, at = [], 0
    while at < len(words.text):
        href = words.shown[at][0]
        end = at
        while end < len(words.text) and words.shown[end][0] == href:
            end += 1
        inner = _toggled(words.text[at:end], words.shown[at:end], escape)
        out.append(f"[{inner}]({href})" if href else inner)
        at = end
    return "".join(out)


def _toggled(text: str, looks: list[Shown], escape: Any) -> str:
    out, bold, italic = [], False, False
    for char, (_, now_bold, now_italic) in zip(text, looks, strict=True):
        out.append("**" * (bold != now_bold) + "*" * (italic != now_italic) + escape(char))
        bold, italic = now_bold, now_italic
    return "".join(out) + "**" * bold + "*" * italic


def read(text: str, around: Shown = NOTHING) -> Spelled:
    """The words that the signs make. What is no sign, or leads nowhere safe, stays as typed."""
    out, looks, at = [], [], 0
    _, bold, italic = around
    while at < len(text):
        link = _LINK.match(text, at) if text[at] == "[" and not around[0] else None
        if text[at] == "\\" and text[at + 1 : at + 2] in _PUNCTUATION:
            at += 1
        elif link and safe_url(link[2]):
            inner = read(link[1], (link[2], bold, italic))
            out.append(inner.text)
            looks += inner.shown
            at = link.end()
            continue
        elif _turns(text, at, "**", bold, around[1]):
            bold, at = not bold, at + 2
            continue
        elif _turns(text, at, "*", italic, around[2]):
            italic, at = not italic, at + 1
            continue
        out.append(text[at])
        looks.append((around[0], bold, italic))
        at += 1
    return Spelled("".join(out), looks)


_PUNCTUATION = frozenset(string.punctuation + "•")


def _turns(text: str, at: int, sign: str, is_on: bool, kept: bool) -> bool:
    """Whether the sign here begins or ends something: 2 * 3 and 5*3 stay sums."""
    if kept or not text.startswith(sign, at):
        return False
    before, after = text[at - 1 : at], text[at + len(sign) : at + len(sign) + 1]
    if is_on:
        return not before.isspace() and not after.isalnum()
    if not after or after.isspace() or before.isalnum():
        return False
    end = re.compile(rf"[^\s\\]{re.escape(sign)}(?!\w)")
    return end.search(text, at + len(sign)) is not None
