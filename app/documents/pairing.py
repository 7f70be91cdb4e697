"""Which block of one text is which block of another: equal ones first, then what is much alike.
Pure functions on trees; in bounded time, however long the texts are."""

import json
from dataclasses import dataclass, field
from typing import Any

from app.documents import spelt
from app.documents.align import ALIKE, Step
from app.documents.differ import Budget, matches
from app.documents.schema import kind_of
from app.documents.tree import Node, walk, words_of

PAIRS = 40_000  # of blocks that are compared for likeness, at most
LISTS = frozenset({"bulletList", "orderedList", "taskList"})
ITEMS = frozenset({"listItem", "taskItem"})
WORDY = frozenset({"paragraph", "heading"})
_PLAIN: dict[str, Any] = {"colspan": 1, "rowspan": 1, "start": 1, "checked": False}


def facts(node: Node) -> dict[str, Any]:
    """The attributes that say something; a browser stores 2.0 where the server stores 2."""
    plain = {k: int(v) if _is_whole(v) else v for k, v in node.attrs.items() if v is not None}
    return {k: v for k, v in plain.items() if _PLAIN.get(k) != v}


def _is_whole(value: Any) -> bool:
    return isinstance(value, float) and value.is_integer()


@dataclass
class Pairing:
    """Keeps what it has found out about the blocks of one comparison."""

    boxes_only: bool = False  # words are not looked into: a text block is equal or another one
    budget: Budget = field(default_factory=Budget)
    _prints: dict[int, int] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)
    _words: dict[int, frozenset[str]] = field(default_factory=dict)

    def print_of(self, node: Node) -> int:
        """Equal exactly for blocks that look the same. Marks that nobody sees don't count."""
        if id(node) not in self._prints:
            told = json.dumps(self._told(node), sort_keys=True, default=str)
            self._prints[id(node)] = self._numbers.setdefault(told, len(self._numbers))
        return self._prints[id(node)]

    def _told(self, node: Node) -> Any:
        inside: list[Any] = []
        for child in node.children:
            if child.tag:
                inside.append(self.print_of(child))
            for words, marks in child.runs:
                look = spelt.look_of(marks)
                if inside and isinstance(inside[-1], list) and inside[-1][1] == look:
                    inside[-1][0] += words
                elif words:
                    inside.append([words, look])
        return [node.tag, facts(node), inside, node.cut]

    def steps(self, old: list[Node], new: list[Node]) -> list[Step]:
        """keep and edit have both sides, drop the old one, add the new one; in reading order."""
        ours, theirs = ([self.print_of(node) for node in side] for side in (old, new))
        found: list[Step] = []
        at, to = 0, 0
        for i, j, long in [*matches(ours, theirs, self.budget), (len(old), len(new), 0)]:
            found += self._window(old[at:i], new[to:j], at, to)
            found += [Step("keep", i + n, j + n) for n in range(long)]
            at, to = i + long, j + long
        return found

    def _window(self, old: list[Node], new: list[Node], at: int, to: int) -> list[Step]:
        found: list[Step] = []
        i, j = 0, 0
        for one, other in [*self.partners(old, new), (len(old), len(new))]:
            found += [Step("drop", old=at + n) for n in range(i, one)]
            found += [Step("add", new=to + n) for n in range(j, other)]
            if one < len(old):
                found.append(Step("edit", at + one, to + other))
            i, j = one + 1, other + 1
        return found

    def partners(self, old: list[Node], new: list[Node]) -> list[tuple[int, int]]:
        """The pairs, none crossing another, that are most alike all together. In a long stretch
        only blocks that stand about as far from its beginning are looked at."""
        if not old or not new:
            return []
        if len(old) == len(new) == 1 and fits(old[0], new[0]) and old[0].kind == "box":
            return [(0, 0)]
        band = max(2, PAIRS // (2 * len(old)))
        scores: list[dict[int, float]] = []
        for i, one in enumerate(old):
            middle = i * len(new) // len(old)
            near = range(max(0, middle - band), min(len(new), middle + band + 1))
            scores.append({j: s for j in near if (s := self.alike(one, new[j])) > ALIKE})
        return _best(scores)

    def alike(self, one: Node, other: Node) -> float:
        if not fits(one, other) or (self.boxes_only and one.kind == "text"):
            return 0.0
        a, b = self._words_of(one), self._words_of(other)
        return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0

    def _words_of(self, node: Node) -> frozenset[str]:
        if id(node) not in self._words:
            blocks = [n for n in walk(node) if n.kind == "text"]
            found = {w for n in blocks for w in spelt.words(words_of(n)) if not w.isspace()}
            self._words[id(node)] = frozenset(found)
        return self._words[id(node)]


def fits(one: Node, other: Node) -> bool:
    """Whether one can be shown as having become the other."""
    tags = {one.tag, other.tag}
    families = (WORDY, LISTS, ITEMS, {"tableCell", "tableHeader"})
    alike = len(tags) == 1 or any(tags <= family for family in families)
    return alike and kind_of(one.tag) in ("text", "box") and not one.cut and not other.cut


def _best(scores: list[dict[int, float]]) -> list[tuple[int, int]]:
    """The heaviest row of pairs in which both sides rise: a chain for each pair, kept by where it
    ends, so that what a pair can follow is found at once."""
    chains: list[tuple[int, float, Any]] = []  # (end, weight, chain), both rising
    for i, row in enumerate(scores):
        fresh = []
        for j, score in row.items():
            place = _below(chains, j)
            weight, chain = (chains[place][1], chains[place][2]) if place >= 0 else (0.0, None)
            fresh.append((j, weight + score, (i, j, chain)))
        for one in fresh:
            _keep(chains, one)
    pairs, chain = [], chains[-1][2] if chains else None
    while chain is not None:
        pairs.append(chain[:2])
        chain = chain[2]
    return pairs[::-1]


def _below(chains: list[tuple[int, float, Any]], end: int) -> int:
    low, high = 0, len(chains)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if chains[middle][0] < end else (low, middle)
    return low - 1


def _keep(chains: list[tuple[int, float, Any]], one: tuple[int, float, Any]) -> None:
    """Puts a chain in unless a better one ends as early; takes out those that it betters."""
    place = _below(chains, one[0])
    if place >= 0 and chains[place][1] >= one[1]:
        return
    after = chains[place + 1 : place + 2]
    if after and after[0][0] == one[0] and after[0][1] >= one[1]:
        return
    stop = place + 1
    while stop < len(chains) and chains[stop][1] <= one[1]:
        stop += 1
    chains[place + 1 : stop] = [one]
