"""A document read into plain nodes: the one walk over pycrdt's tree that rendering, comparing and
merging share. It is iterative and stops at DEEPEST, so what comes after may recurse."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from app.documents.schema import DEEPEST, ROOT, kind_of, mark_name

Marks = dict[str, Any]
PASSAGE = "passage"  # the mark that comments, lessons and citations hang on
STRANGE = "?"  # no element: only a hostile text has such, and its place must be counted


@dataclass(slots=True, eq=False)
class Node:
    """An element, or a run of text (tag is empty, `runs` holds it). `source` is pycrdt's object."""

    tag: str
    source: Any
    attrs: dict[str, Any] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    runs: list[tuple[str, Marks]] = field(default_factory=list)
    parent: "Node | None" = field(default=None, repr=False)
    cut: bool = False  # it goes on deeper than we read

    @property
    def kind(self) -> str:
        return kind_of(self.tag)

    @property
    def text(self) -> str:
        return "".join(words for words, _ in self.runs)


def root_of(doc: Doc[Any]) -> XmlFragment:
    fragment: XmlFragment = doc.get(ROOT, type=XmlFragment)
    return fragment


def load(*updates: bytes) -> Doc[Any]:
    """A throw-away Doc of our own: nobody else holds it, so it needs no lock."""
    doc: Doc[Any] = Doc()
    for update in updates:
        doc.apply_update(update)
    return doc


def read(doc: Doc[Any]) -> Node:
    """The whole text, as the children of one nameless box."""
    fragment = root_of(doc)
    top = Node("doc", fragment)
    with doc.transaction():
        waiting = [(top, 0)]
        while waiting:
            node, depth = waiting.pop()
            for child in node.source.children:
                made = _node(child, node)
                node.children.append(made)
                if isinstance(child, XmlElement) and depth < DEEPEST:
                    waiting.append((made, depth + 1))
                elif isinstance(child, XmlElement):
                    made.cut = len(child.children) > 0
    return top


def _node(child: Any, parent: Node) -> Node:
    if isinstance(child, XmlText):
        # Anything but a string is an embed, which our editor never makes.
        runs = [(words, marks or {}) for words, marks in child.diff() if isinstance(words, str)]
        return Node("", child, runs=runs, parent=parent)
    if isinstance(child, XmlElement):
        return Node(
            child.tag or STRANGE,
            child,
            attrs=dict(_pairs(child.attributes)),
            parent=parent,
        )
    return Node(STRANGE, child, parent=parent)


def _pairs(attributes: Any) -> Iterator[tuple[str, Any]]:
    yield from attributes


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in reading order."""
    yield node
    for child in node.children:
        yield from walk(child)


def keys_of(marks: Marks) -> list[str]:
    """The passages that a run of text belongs to."""
    found = [value for name, value in marks.items() if mark_name(name) == PASSAGE]
    return [str(value["id"]) for value in found if isinstance(value, dict) and value.get("id")]


def text_blocks(node: Node) -> list[Node]:
    """Paragraphs, headings and code, in reading order; those in lists and tables too."""
    if node.kind == "text":
        return [node]
    return [block for child in node.children for block in text_blocks(child)]


def above(node: Node) -> Iterator[Node]:
    """What a node stands in, innermost first."""
    while node.parent is not None:
        node = node.parent
        yield node


def same(one: Node, other: Node, ignoring: str = "") -> bool:
    """Whether two subtrees say the same. What could not be read is never the same."""
    if one.cut or other.cut or one.tag != other.tag:
        return False
    if one.runs != other.runs or len(one.children) != len(other.children):
        return False
    attrs = [{k: v for k, v in n.attrs.items() if k != ignoring} for n in (one, other)]
    pairs = zip(one.children, other.children, strict=True)
    return attrs[0] == attrs[1] and all(same(a, b, ignoring) for a, b in pairs)


def words_of(node: Node) -> str:
    """The words of one block, a line break where it has one."""
    return "".join("\n" if n.tag == "hardBreak" else n.text for n in walk(node))
