"""The words of one block that came, went or only look different, marked for eyes and ears. What the
blocks of a text became is in compare.py."""

from bisect import bisect_right
from collections.abc import Iterator
from html import escape
from itertools import accumulate

from flask_babel import gettext as _

from app.documents import render, spelt
from app.documents.differ import Match, matches
from app.documents.pairing import Pairing
from app.documents.schema import whole
from app.documents.spelt import BREAK, Spelt
from app.documents.tree import Node

ISLAND = 12  # so few characters between longer changes read better as changed too


class Marker(render.Writer):
    """Writes a text and marks words in it. It counts the words that came and went."""

    def __init__(self) -> None:
        super().__init__("c", render.BELOW)
        self.pairing = Pairing()
        self.added = self.removed = 0
        self.changed = False

    def heading(self, node: Node) -> str:
        """Without an id: the page may show the text itself, too."""
        level = min(6, whole(node.attrs.get("level"), 1, 4, 2) + self.below)
        return f"<h{level}>{self.inline(node)}</h{level}>"

    def marked(self, html: str, verb: str) -> str:
        """In <ins> or <del>, which few screen readers tell by themselves: so it is said, too."""
        if not verb or not html:
            return html
        self.changed = True
        begin, end = (
            (_("[removed:"), _("end of removed]"))
            if verb == "del"
            else (_("[added:"), _("end of added]"))
        )
        return f"<{verb}>{_heard(f'{begin} ')}{html}{_heard(f' {end}')}</{verb}>"

    def note(self, words: str = "") -> str:
        """Said beside a change that no words show."""
        self.changed = True
        said = escape(words or _("(formatting changed)"))
        return f' <span class="compared__note">{said}</span>'

    def count(self, gone: str, came: str) -> None:
        self.removed += spelt.counted(gone)
        self.added += spelt.counted(came)

    def words(self, old: Spelt, new: Spelt) -> str:
        out: list[str] = []
        i, j = 0, 0
        for start, begin, long in self._stays(old, new):
            out += [self._part(old, i, start, "del"), self._part(new, j, begin, "ins")]
            out.append(self._kept(old, new, start, begin, long))
            self.count(old.text[i:start], new.text[j:begin])
            i, j = start + long, begin + long
        return "".join(out)

    def _stays(self, old: Spelt, new: Spelt) -> Iterator[Match]:
        """The characters that stay, in words; last an empty stretch at the end."""
        ours, theirs = self._worded(old), self._worded(new)
        found = [
            (ours[1][i], theirs[1][j], ours[1][i + long] - ours[1][i])
            for i, j, long in matches(ours[0], theirs[0], self.pairing.budget)
        ]
        ends = len(old.text), len(new.text), 0
        yield from _without_islands([*found, ends])

    def _worded(self, side: Spelt) -> tuple[list[object], list[int]]:
        """The words, and where each begins. A picture is only equal to the same picture."""
        words = spelt.words(side.text)
        starts, keys = [0, *accumulate(map(len, words))], list[object](words)
        for place, thing in side.things.items():
            n = bisect_right(starts, place) - 1
            keys[n] = (keys[n], self.pairing.print_of(thing))
        return keys, starts

    def _part(self, side: Spelt, start: int, stop: int, verb: str) -> str:
        html = self._written(side, start, stop)
        if html and not side.text[start:stop].strip(BREAK):
            html = f'<span class="compared__note">↵</span>{html}'
        return self.marked(html, verb)

    def _written(self, side: Spelt, start: int, stop: int) -> str:
        return "".join(
            self.block(side.things[at])
            if at in side.things
            else render.marked(escape(side.text[at:end]), side.marks[side.looks[at]])
            for at, end in side.stretches(start, stop)
        )

    def _kept(self, old: Spelt, new: Spelt, start: int, begin: int, long: int) -> str:
        """Words that stay, and those of them that became bold, a link, …"""
        out: list[str] = []
        at = begin
        for low, high in _otherwise(old, new, start, begin, long):
            words = self._written(new, low, high)
            out.append(self._written(new, at, low))
            out.append(f'<span class="compared__look">{words}</span>{self.note()}')
            at = high
        return "".join(out) + self._written(new, at, begin + long)


def _heard(words: str) -> str:
    return f'<span class="visually-hidden">{escape(words)}</span>'


def _without_islands(found: list[Match]) -> Iterator[Match]:
    i = j = 0
    for (start, begin, long), (after, behind, _long) in zip(
        found, [*found[1:], found[-1]], strict=True
    ):
        before = max(start - i, begin - j)
        following = max(after - start - long, behind - begin - long)
        if 0 < long <= ISLAND and min(before, following) > long:
            continue
        yield start, begin, long
        i, j = start + long, begin + long


def _otherwise(
    old: Spelt, new: Spelt, start: int, begin: int, long: int
) -> Iterator[tuple[int, int]]:
    """Where in the new words the same characters look different; a space looks like none."""
    if old.looks[start : start + long] == new.looks[begin : begin + long]:
        return
    differs = [
        n
        for n in range(long)
        if old.looks[start + n] != new.looks[begin + n] and not new.text[begin + n].isspace()
    ]
    at = 0
    while at < len(differs):
        end = at
        while (
            end + 1 < len(differs)
            and not new.text[begin + differs[end] + 1 : begin + differs[end + 1]].strip()
        ):
            end += 1
        yield begin + differs[at], begin + differs[end] + 1
        at = end + 1
