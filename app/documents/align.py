"""What a person changed: the blocks of the form they began from beside those they sent, and within
a block the words. Pure functions on blocks and strings; nothing here touches a document."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.documents.lines import ITEMS, Block

ALIKE = 0.4  # less, and a line counts as another line
WINDOW = 2500  # pairs of lines compared for likeness before lines are paired by place
POPULAR = 1000  # from so many words on, difflib may leave the most frequent ones aside

_WORD = re.compile(r"\w+|\s|[^\w\s]")


@dataclass(frozen=True)
class Step:
    """One step through both forms: keep and edit have both sides, drop the old, add the new."""

    verb: str
    old: int | None = None
    new: int | None = None


@dataclass(frozen=True)
class Change:
    """Characters start:stop of the old words give way to begin:end of the new ones."""

    start: int
    stop: int
    begin: int
    end: int


def steps(old: list[Block], new: list[Block]) -> list[Step]:
    found: list[Step] = []
    for verb, i1, i2, j1, j2 in _opcodes(old, new):
        if verb == "equal":
            found += [Step("keep", i1 + n, j1 + n) for n in range(i2 - i1)]
        else:
            found += _window(old, new, range(i1, i2), range(j1, j2))
    return found


def _window(old: list[Block], new: list[Block], before: range, after: range) -> list[Step]:
    """Lines that are much alike are the same line, edited; the others went or came."""
    found: list[Step] = []
    at = after.start
    partners = _partners(old, new, before, after)
    for i in before:
        j = partners.get(i)
        if j is None:
            found.append(Step("drop", old=i))
            continue
        found += [Step("add", new=n) for n in range(at, j)]
        found.append(Step("edit", i, j))
        at = j + 1
    return found + [Step("add", new=n) for n in range(at, after.stop)]


def _partners(old: list[Block], new: list[Block], before: range, after: range) -> dict[int, int]:
    """The pairs of lines, none crossing another, that are most alike all together."""
    if len(before) * len(after) > WINDOW:
        pairs = zip(before, after, strict=False)
        return {i: j for i, j in pairs if _alike(old[i], new[j]) > ALIKE}
    best = {(i, after.stop): 0.0 for i in range(before.start, before.stop + 1)}
    best |= {(before.stop, j): 0.0 for j in range(after.start, after.stop + 1)}
    alike = {(i, j): _alike(old[i], new[j]) for i in before for j in after}
    for i in reversed(before):
        for j in reversed(after):
            both = best[i + 1, j + 1] + alike[i, j] if alike[i, j] > ALIKE else 0.0
            best[i, j] = max(both, best[i + 1, j], best[i, j + 1])
    found, i, j = {}, before.start, after.start
    while i < before.stop and j < after.stop:
        if best[i, j] == best[i + 1, j]:
            i += 1
        elif best[i, j] == best[i, j + 1]:
            j += 1
        else:
            found[i] = j
            i, j = i + 1, j + 1
    return found


def _fits(one: Block, other: Block) -> bool:
    """Whether one block can become the other where it stands."""
    kinds = one.kind == other.kind or (one.kind[0] == other.kind[0] == "h")
    return kinds and one.kind[0] not in "{" and one.kind != "rule" and _place(one) == _place(other)


def _place(block: Block) -> list[str]:
    return [ITEMS.get(token, token) for token in block.prefix]


def _alike(one: Block, other: Block) -> float:
    if not _fits(one, other):
        return 0.0
    if one.text == other.text:
        return 1.0
    a, b = ([w for w in _WORD.findall(x.text) if not w.isspace()] for x in (one, other))
    matcher = SequenceMatcher(None, a, b)
    return matcher.ratio() if matcher.quick_ratio() > ALIKE else 0.0


def changes(old: str, new: str) -> list[Change]:
    """The words that differ, in order. Whole words, so that two people's words stay words."""
    one, other = _WORD.findall(old), _WORD.findall(new)
    starts, begins = _offsets(one), _offsets(other)
    return [
        Change(starts[i1], starts[i2], begins[j1], begins[j2])
        for verb, i1, i2, j1, j2 in _opcodes(one, other)
        if verb != "equal"
    ]


def kept(old: str, new: str, found: list[Change]) -> list[tuple[int, int, int]]:
    """The stretches that stay: where in the old words, where in the new, how long."""
    at, to, stretches = 0, 0, []
    for change in [*found, Change(len(old), len(old), len(new), len(new))]:
        if change.start > at:
            stretches.append((at, to, change.start - at))
        at, to = change.stop, change.end
    return stretches


def _offsets(words: list[str]) -> list[int]:
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    return offsets


def _opcodes(one: list, other: list) -> list[tuple[str, int, int, int, int]]:  # type: ignore[type-arg]
    """difflib's steps; what is equal at both ends is left out of its quadratic search."""
    shortest = min(len(one), len(other))
    head = 0
    while head < shortest and one[head] == other[head]:
        head += 1
    tail = 0
    while tail < shortest - head and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    a, b = one[head : len(one) - tail], other[head : len(other) - tail]
    inner = SequenceMatcher(None, a, b, autojunk=max(len(a), len(b)) > POPULAR).get_opcodes()
    shifted = [(v, i1 + head, i2 + head, j1 + head, j2 + head) for v, i1, i2, j1, j2 in inner]
    ends = (len(one) - tail, len(one), len(other) - tail, len(other))
    return [
        *([("equal", 0, head, 0, head)] if head else []),
        *shifted,
        *([("equal", *ends)] if tail else []),
    ]
