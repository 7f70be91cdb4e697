"""Changing a document in place: the words of one block, new blocks, blocks that go. Works on nodes
whose tree is kept in step with pycrdt's; every offset goes through positions.py."""

from typing import Any

from pycrdt import XmlElement, XmlText

from app.documents import signs
from app.documents.align import Change, changes, kept
from app.documents.lines import Block, Leaf, runs_of
from app.documents.positions import utf8
from app.documents.schema import mark_name
from app.documents.signs import SHOWN_MARKS, Spelled, marks_of
from app.documents.tree import Marks, Node


def put(parent: Node, place: int, tag: str, attrs: Marks | None = None) -> Node:
    source: Any = XmlElement(tag, attrs or {}) if tag else XmlText()
    parent.source.children.insert(place, source)
    node = Node(tag, source, dict(attrs or {}), parent=parent)
    parent.children.insert(place, node)
    return node


def remove(node: Node) -> None:
    parent = node.parent
    if parent is not None:
        del parent.source.children[parent.children.index(node)]
        parent.children.remove(node)


def copy(node: Node, parent: Node, place: int) -> Node:
    """A second one of a block that has no signs, where a person moved its {{line}}."""
    made = put(parent, place, node.tag, {k: v for k, v in node.attrs.items() if v is not None})
    for words, marks in node.runs:
        made.source.insert(len(made.source), words, marks)
    made.runs = list(node.runs)
    for child in node.children:
        copy(child, made, len(made.children))
    return made


def fill(node: Node, block: Block) -> None:
    """The words of a new block."""
    words = _spelled(block)
    _append(
        node, [(char, marks_of(look)) for char, look in zip(words.text, words.shown, strict=True)]
    )


def reword(leaf: Leaf, block: Block) -> None:
    """The words of a block become those of `block`; words that stay keep their marks."""
    runs = runs_of(leaf.node)
    old = signs.spelled(runs)
    hidden = [_hidden(marks) for words, marks in runs for _ in words]
    new = _spelled(block)
    found = changes(old.text, new.text)
    todo: list[tuple[int, Any]] = []
    if leaf.whole and block.kind != "code":
        todo = [(at, (at, to, long)) for at, to, long in kept(old.text, new.text, found)]
    todo += [(change.start, change) for change in found]
    # From the end, so that offsets before are still those of the old words.
    for _, change in sorted(todo, key=lambda item: item[0], reverse=True):
        if isinstance(change, Change):
            _replace(leaf.node, change, new, _inherited(hidden, change))
        else:
            _remark(leaf.node, change, old, new)


def exchange(node: Node, start: int, stop: int, words: str) -> None:
    """Characters start:stop of a block become `words`. What stays keeps its looks, and what is new
    looks like what it takes the place of."""
    chars = [
        (char, marks)
        for child in node.children
        for run, marks in ([("\n", {})] if child.tag else child.runs)
        for char in run
    ]
    old = "".join(char for char, _ in chars[start:stop])
    for change in reversed(changes(old, words)):
        low, high = start + change.start, start + change.stop
        near = chars[low : low + 1] if low < high else chars[max(low - 1, start) : low]
        marks = (near or chars[low : low + 1] or [("", {})])[0][1]
        _insert(node, high, [(char, marks) for char in words[change.begin : change.end]])
        _cut(node, low, high)


def _spelled(block: Block) -> Spelled:
    if block.kind == "code":
        return Spelled(block.text, [signs.NOTHING] * len(block.text))
    return signs.read(block.text)


def _hidden(marks: Marks) -> Marks:
    return {k: v for k, v in marks.items() if mark_name(k) not in SHOWN_MARKS and v is not None}


def _inherited(hidden: list[Marks], change: Change) -> Marks:
    """New words take the unseen marks of those they replace, or what both neighbours have."""
    if change.start < change.stop:
        return hidden[change.start]
    if not 0 < change.start < len(hidden):
        return {}
    after = hidden[change.start]
    return {k: v for k, v in hidden[change.start - 1].items() if after.get(k) == v}


def _replace(node: Node, change: Change, new: Spelled, inherited: Marks) -> None:
    words = new.text[change.begin : change.end]
    looks = new.shown[change.begin : change.end]
    chars = [(c, {**inherited, **marks_of(look)}) for c, look in zip(words, looks, strict=True)]
    _insert(node, change.stop, chars)
    _cut(node, change.start, change.stop)


def _cut(node: Node, start: int, stop: int) -> None:
    at = sum(len(_chars(child)) for child in node.children)
    for child in reversed(node.children):
        at -= len(_chars(child))
        low, high = max(start, at) - at, min(stop, at + len(_chars(child))) - at
        if low >= high:
            continue
        if child.tag:
            remove(child)
        else:
            _delete(child, low, high)


def _delete(node: Node, low: int, high: int) -> None:
    text = node.text
    del node.source[utf8(text, low) : utf8(text, high)]
    node.runs = _runs(node)


def _insert(node: Node, at: int, chars: list[tuple[str, Marks]]) -> None:
    """Puts characters in before the one at `at`; a newline splits the run that it comes into."""
    if not chars:
        return
    place, inner = _run_at(node, at)
    run = node.children[place]
    lines = _split(node, chars)
    tail = _tail(run, inner) if len(lines) > 1 else []
    if tail:
        _delete(run, inner, len(run.text))
    _write(run, inner, lines[0])
    for line in lines[1:]:
        place += 2
        put(node, place - 1, "hardBreak")
        _write(put(node, place, ""), 0, line)
    if tail:
        _write(node.children[place], len(node.children[place].text), tail)


def _run_at(node: Node, at: int) -> tuple[int, int]:
    """The run of text that reaches `at` (a new one where none does), and how far in that is."""
    start = 0
    for place, child in enumerate(node.children):
        if not child.tag and start <= at <= start + len(child.text):
            return place, at - start
        start += len(_chars(child))
    place = _beside(node, at)
    put(node, place, "")
    return place, 0


def _beside(node: Node, at: int) -> int:
    """The place among the children of a character that no run of text touches."""
    start = 0
    for place, child in enumerate(node.children):
        if start >= at:
            return place
        start += len(_chars(child))
    return len(node.children)


def _append(node: Node, chars: list[tuple[str, Marks]]) -> None:
    for number, line in enumerate(_split(node, chars)):
        if number:
            put(node, len(node.children), "hardBreak")
        _write(put(node, len(node.children), ""), 0, line)


def _split(node: Node, chars: list[tuple[str, Marks]]) -> list[list[tuple[str, Marks]]]:
    if node.tag == "codeBlock":
        return [chars]
    lines: list[list[tuple[str, Marks]]] = [[]]
    for char, marks in chars:
        if char == "\n":
            lines.append([])
        else:
            lines[-1].append((char, marks))
    return lines


def _write(run: Node, at: int, chars: list[tuple[str, Marks]]) -> None:
    """Characters with their marks into one run of text, a stretch of equal marks at a time."""
    stretches: list[tuple[str, Marks]] = []
    for char, marks in chars:
        if stretches and stretches[-1][1] == marks:
            stretches[-1] = (stretches[-1][0] + char, marks)
        else:
            stretches.append((char, marks))
    offset = utf8(run.text, at)
    for words, marks in stretches:
        run.source.insert(offset, words, marks)
        offset += len(words.encode("utf-8"))
    if stretches:
        run.runs = _runs(run)


def _tail(run: Node, at: int) -> list[tuple[str, Marks]]:
    chars = [(char, marks) for words, marks in run.runs for char in words]
    return chars[at:]


def _runs(run: Node) -> list[tuple[str, Marks]]:
    return [(words, marks or {}) for words, marks in run.source.diff() if isinstance(words, str)]


def _chars(child: Node) -> str:
    return "\n" if child.tag else child.text


def _remark(node: Node, stretch: tuple[int, int, int], old: Spelled, new: Spelled) -> None:
    """Bold, italic and links of words that stay, where the signs around them changed."""
    at, to, long = stretch
    for n in range(long):
        before, after = old.shown[at + n], new.shown[to + n]
        if before != after and not old.text[at + n].isspace():
            _format(node, at + n, _difference(before, after))


def _difference(before: signs.Shown, after: signs.Shown) -> Marks:
    was, now = marks_of(before), marks_of(after)
    return {name: now.get(name) for name in {*was, *now} if was.get(name) != now.get(name)}


def _format(node: Node, at: int, marks: Marks) -> None:
    start = 0
    for child in node.children:
        chars = _chars(child)
        if not child.tag and start <= at < start + len(chars):
            low, high = utf8(child.text, at - start), utf8(child.text, at - start + 1)
            child.source.format(low, high, marks)
            child.runs = _runs(child)
            return
        start += len(chars)
