"""The plain form: a text as lines, and lines merged back against the state they began from. What
others wrote meanwhile stays; nobody's words are lost, not even where one deleted what another
changed.

plan() does the comparing, outside of any lock; Plan.update() is quick and runs under it."""

from dataclasses import dataclass
from typing import Any

from pycrdt import Doc

from app.documents import align, edit, lines
from app.documents.align import Step
from app.documents.fate import Fate
from app.documents.lines import AGAIN, ITEMS, QUOTE, Block, Leaf
from app.documents.schema import kind_of
from app.documents.tree import Node, above, load, read, words_of

LONGEST = 400_000  # characters in a plain form
LISTS = frozenset(ITEMS.values())
TAGS = {"p": "paragraph", "code": "codeBlock", "rule": "horizontalRule"}


def to_text(doc: Doc[Any]) -> str:
    """The plain form of a text."""
    return lines.write(lines.leaves(read(doc)))


def merge(base: bytes, current: Doc[Any], text: str) -> bytes | None:
    """The update that brings `text`, begun from the state `base`, into the text of now."""
    plan = plan_of(base, text)
    return plan.update(current) if plan else None


def first_update(text: str) -> bytes | None:
    """The update that fills an empty document."""
    empty = load()
    return merge(empty.get_update(), empty, text)


@dataclass
class Plan:
    """What a person changed, to be done to a fork of the state that they began from."""

    base: bytes
    new: list[Block]
    steps: list[Step]

    def update(self, current: Doc[Any]) -> bytes | None:
        fork = load(self.base)
        state = fork.get_state()
        top = read(fork)
        work = _Work(top, lines.leaves(top), Fate(self.base, top, current), self.new)
        with fork.transaction():
            work.do(self.steps)
        return fork.get_update(state)


def plan_of(base: bytes, text: str) -> Plan | None:
    """None where nothing was changed."""
    leaves = lines.leaves(read(load(base)))
    old, new = lines.read(lines.write(leaves)), lines.read(text)
    if old == new:
        return None
    return Plan(base, new, _onto(leaves, old, align.steps(old, new)))


def _onto(leaves: list[Leaf], old: list[Block], steps: list[Step]) -> list[Step]:
    """The same steps, counted in the document's blocks. A hostile text may read back otherwise than
    it was written: what has no counterpart is left alone."""
    blocks = [leaf.block for leaf in leaves]
    if blocks == old:
        return steps
    places = {s.new: s.old for s in align.steps(blocks, old) if s.verb == "keep"}
    found = [Step(s.verb, places.get(s.old), s.new) if s.old is not None else s for s in steps]
    return [
        Step("add", new=s.new) if s.verb == "edit" and s.old is None else s
        for s in found
        if s.verb in {"add", "edit"} or s.old is not None
    ]


class _Work:
    """One merge. `last` is the block after which the next new one comes."""

    def __init__(self, top: Node, leaves: list[Leaf], fate: Fate, new: list[Block]) -> None:
        self.top, self.leaves, self.fate, self.new = top, leaves, fate, new
        self.opaque = {leaf.block.kind: leaf.node for leaf in leaves if leaf.block.kind[0] == "{"}
        self.going: dict[int, Node] = {}
        self.last: Node | None = None

    def do(self, steps: list[Step]) -> None:
        for place, step in enumerate(steps):
            following = next(
                (s.old for s in steps[place + 1 :] if s.verb in {"keep", "edit"}), None
            )
            after = self.leaves[following].node if following is not None else None
            leaf = self.leaves[step.old] if step.old is not None else None
            if leaf is None or (step.verb == "edit" and not self.fate.alive(leaf.node)):
                # Others took away the block with our words in it: the words come back.
                self.last = leaf.node if leaf else self.last
                self.last = self.add(self.new[step.new or 0], after)
                continue
            if step.verb == "drop" and not self.fate.changed(leaf.node):
                self.going[id(leaf.node)] = leaf.node
                continue
            # What others changed meanwhile is not ours to take away: it stays as they left it.
            self.last = leaf.node
            if step.verb == "edit":
                self.reword(leaf, self.new[step.new or 0])
        self.sweep(self.top)

    def reword(self, leaf: Leaf, block: Block) -> None:
        if leaf.block.kind != block.kind:
            leaf.node.source.attributes["level"] = int(block.kind[1:])
        if leaf.block.prefix != block.prefix and leaf.node.parent:
            leaf.node.parent.source.attributes["checked"] = block.prefix[-1] == "[x]"
        if leaf.block.text != block.text:
            edit.reword(leaf, block)

    # -- new blocks ------------------------------------------------------------------------------

    def add(self, block: Block, after: Node | None) -> Node:
        """Puts a new block where its prefix says, right after `last`."""
        parent, anchor = self.top, _within(self.top, self.last)
        prefix = list(block.prefix)
        while prefix:
            token = prefix[0]
            box = self.box_for(parent, anchor, token)
            if box is None:
                break
            prefix.pop(0)
            if token in ITEMS:
                parent, anchor = self.item(box, _within(box, self.last), token), None
                break
            parent = box
            anchor = _within(box, self.last)
        # Between two blocks of one list or quote there is no place of its own.
        while anchor and after and _holds(anchor, after) and self.fate.alive(anchor):
            parent, anchor = anchor, _within(anchor, self.last)
        if anchor and parent.tag in LISTS:  # nothing but items may stand in a list
            parent, anchor = anchor, _within(anchor, self.last)
        return self.make(parent, _after(parent, anchor), prefix, block)

    def box_for(self, parent: Node, anchor: Node | None, token: str) -> Node | None:
        """The box among the neighbours that the token means, if it is still there."""
        beside = _after(parent, anchor)
        near = [anchor, *parent.children[beside : beside + 1]]
        tag = "blockquote" if token == QUOTE else ITEMS.get(token)
        if token == AGAIN:
            box = anchor if anchor and anchor.tag in LISTS else None
            near = [_within(box, self.last) if box and self.fate.alive(box) else None]
        fits = (n for n in near if n and not n.cut and self.fate.alive(n))
        return next((n for n in fits if token == AGAIN or n.tag == tag), None)

    def item(self, box: Node, anchor: Node | None, token: str) -> Node:
        place = _after(box, anchor)
        if box.tag == "taskList":
            return edit.put(box, place, "taskItem", {"checked": token in {"[x]"}})
        return edit.put(box, place, "listItem")

    def make(self, parent: Node, place: int, prefix: list[str], block: Block) -> Node:
        for token in prefix:
            if token == AGAIN:
                continue
            tag = "blockquote" if token == QUOTE else ITEMS[token]
            parent = edit.put(parent, place, tag)
            parent = parent if token == QUOTE else self.item(parent, None, token)
            place = 0
        if parent.tag in {"listItem", "taskItem"} and not parent.children and block.kind != "p":
            edit.put(parent, 0, "paragraph")  # an item begins with one, or the editor drops it
            place = 1
        known = self.opaque.get(block.kind)
        if known is not None:
            return edit.copy(known, parent, place)
        attrs = {"level": int(block.kind[1:])} if block.kind[0] == "h" else {}
        if block.kind[0] == "{":
            block = Block(block.prefix, "p", block.kind)
        node = edit.put(parent, place, TAGS.get(block.kind, "heading"), attrs)
        if kind_of(node.tag) == "text":
            edit.fill(node, block)
        return node

    # -- blocks that go --------------------------------------------------------------------------

    def sweep(self, node: Node) -> None:
        """Takes away what goes, and boxes with nothing left in them; from the end, by place."""
        for child in reversed(list(node.children)):
            if self.goes(child):
                if child is node.children[0] and node.tag in {"listItem", "taskItem"}:
                    self.clear(child)
                else:
                    edit.remove(child)
            elif kind_of(child.tag) == "box":
                self.sweep(child)

    def goes(self, node: Node) -> bool:
        if id(node) in self.going or not self.fate.alive(node):
            return True
        if kind_of(node.tag) != "box" or self.fate.grew(node) or not node.children:
            return False
        rest = [c for c in node.children if id(c) in self.going or not _empty(c)]
        return bool(rest) and all(self.goes(child) for child in rest)

    def clear(self, paragraph: Node) -> None:
        """The first line of an item that stays can only become empty."""
        for child in list(paragraph.children)[::-1]:
            edit.remove(child)


def _empty(node: Node) -> bool:
    return node.tag == "paragraph" and not words_of(node).strip()


def _holds(box: Node, node: Node) -> bool:
    return box is node or box in above(node)


def _within(box: Node, node: Node | None) -> Node | None:
    """The child of `box` that is or holds the node."""
    if node is None or not _holds(box, node):
        return None
    return next((child for child in box.children if _holds(child, node)), None)


def _after(parent: Node, anchor: Node | None) -> int:
    if anchor is None:
        return 0
    return parent.children.index(anchor) + 1
