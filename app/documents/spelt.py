"""A text block as a comparison sees it: its characters, how each looks, and its words. A word is
what nobody would cut: é may be two code points, a flag or a family of emoji several."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from app.documents.schema import MARKS, mark_name
from app.documents.tree import Marks, Node

BREAK, THING = "\n", "\ufffc"  # a line break; what else stands between the words
Look = tuple[tuple[str, str], ...]
PLAIN: Look = ()


def _joining() -> str:
    """All that goes with the character before it: accents, vowel signs, shades, joiners."""
    places = [*range(0x300, 0x2100), *range(0xA600, 0xAC00), *range(0xFE00, 0xFE30)]
    marks = [n for n in places if unicodedata.category(chr(n))[0] == "M"]
    ranges: list[list[int]] = []
    for n in [0x200C, *marks, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)]:
        if ranges and ranges[-1][1] == n - 1:
            ranges[-1][1] = n
        else:
            ranges.append([n, n])
    return "".join(f"{chr(low)}-{chr(high)}" for low, high in ranges)


_J = f"[{_joining()}]"
_SIGN = rf"[^\w\s{BREAK}]{_J}*"
_WORD = re.compile(
    rf"(?:\w{_J}*)+(?:\u200d?(?:['’](?=\w)|[.,](?=\d))(?:\w{_J}*)+)*"
    rf"|[\U0001f1e6-\U0001f1ff]{{2}}|{_SIGN}(?:\u200d{_SIGN})*|\u200d|{BREAK}|[^\S{BREAK}]"
)


def words(text: str) -> list[str]:
    """The words, spaces and signs of a text; joined, they are the text."""
    return _WORD.findall(text)


def counted(text: str) -> int:
    """How many words a person would count."""
    return sum(word[0].isalnum() for word in words(text))


@dataclass
class Spelt:
    """`looks` has one entry for a character; `things` what stands where text has a THING."""

    text: str = ""
    looks: list[Look] = field(default_factory=list)
    marks: dict[Look, Marks] = field(default_factory=dict)
    things: dict[int, Node] = field(default_factory=dict)

    def add(self, text: str, marks: Marks, thing: Node | None = None) -> None:
        look = look_of(marks)
        self.marks[look] = marks
        if thing is not None:
            self.things[len(self.looks)] = thing
        self.text += text
        self.looks += [look] * len(text)

    def stretches(self, start: int, stop: int) -> Iterator[tuple[int, int]]:
        """Parts that look the same; a break and a thing are parts of their own."""
        at = start
        while at < stop:
            end = at + 1
            if self.text[at] not in (BREAK, THING):
                look = self.looks[at]
                while (
                    end < stop
                    and self.looks[end] == look
                    and self.text[end]
                    not in (
                        BREAK,
                        THING,
                    )
                ):
                    end += 1
            yield at, end
            at = end


def spelt(block: Node) -> Spelt:
    found = Spelt()
    for child in block.children:
        if child.tag:
            found.add(BREAK if child.tag == "hardBreak" else THING, {}, child)
            continue
        for text, marks in child.runs:
            found.add(text.replace(THING, "\ufffd"), marks)
    return found


def look_of(marks: Marks) -> Look:
    """What of the marks is to be seen, in a form that can be compared."""
    seen = {mark_name(key): value for key, value in marks.items()}
    return tuple(
        sorted(
            (name, _said(name, value))
            for name, value in seen.items()
            if value is not None and value is not False and MARKS.get(name, {}).get("html")
        )
    )


def _said(name: str, value: Any) -> str:
    href = value.get("href") if name == "link" and isinstance(value, dict) else None
    return json.dumps(href, default=str) if href else ""
