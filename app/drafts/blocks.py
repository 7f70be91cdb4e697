"""Pandoc's blocks as our own nodes, and a list of what had no place among them. Deeper than DEEPEST
nothing is kept but its words."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from app.clean import safe_url
from app.documents.schema import DEEPEST
from app.documents.tree import Marks, Node

Tree = dict[str, Any]
MARKS = {
    "Strong": "bold",
    "Emph": "italic",
    "Underline": "underline",
    "Strikeout": "strike",
}
BOXES = ("☐", "☒", "[ ]", "[x]")


@dataclass
class Reader:
    """Reads one text; `dropped` counts what could not be kept, by a code of words.py."""

    dropped: Counter[str] = field(default_factory=Counter)
    notes: list[list[Tree]] = field(default_factory=list)

    def nodes(self, blocks: list[Tree], depth: int = 0) -> list[Node]:
        return [node for block in blocks for node in self.block(block, depth)]

    def block(self, block: Tree, depth: int) -> list[Node]:
        kind = block.get("t")
        told: Any = block.get("c")
        if depth > DEEPEST:
            self.dropped["deep"] += 1
            return []
        if kind in ("Para", "Plain"):
            return self.paragraph("paragraph", told)
        if kind == "Header":
            return self.paragraph("heading", told[2], level=min(4, max(1, told[0])))
        if kind == "BlockQuote":
            return boxed("blockquote", self.nodes(told, depth + 1))
        if kind == "BulletList":
            return self.bullets(told, depth)
        if kind == "OrderedList":
            items = [self.item("listItem", one, depth) for one in told[1]]
            start = told[0][0]
            return boxed("orderedList", items, **({"start": start} if start != 1 else {}))
        if kind == "CodeBlock":
            return [worded("codeBlock", [(told[1], {})])] if told[1] else []
        if kind == "HorizontalRule":
            return [Node("horizontalRule", None)]
        if kind == "Table":
            return self.table(told, depth)
        if kind == "LineBlock":
            lines = [one for line in told for one in (*line, {"t": "LineBreak"})]
            return self.paragraph("paragraph", lines[:-1])
        if kind == "DefinitionList":
            return [n for t, ds in told for n in self.definition(t, ds, depth)]
        if kind in ("Div", "Figure"):
            return self.nodes(told[-1], depth + 1)
        self.dropped["raw"] += kind == "RawBlock"
        return []

    def definition(self, term: list[Tree], meanings: list[Any], depth: int) -> list[Node]:
        inner = [node for one in meanings for node in self.nodes(one, depth + 1)]
        return [*self.paragraph("paragraph", [{"t": "Strong", "c": term}]), *inner]

    def bullets(self, items: list[Any], depth: int) -> list[Node]:
        ticked = [_ticked(item) for item in items]
        if items and all(tick is not None for tick in ticked):
            made = [
                self.item("taskItem", item, depth, checked=tick)
                for item, tick in zip(items, ticked, strict=True)
            ]
            for one in made:
                _withoutboxed(one)
            return boxed("taskList", made)
        return boxed("bulletList", [self.item("listItem", item, depth) for item in items])

    def item(self, tag: str, blocks: list[Tree], depth: int, **attrs: Any) -> Node:
        return filled(Node(tag, None, attrs), self.nodes(blocks, depth + 1))

    def table(self, told: list[Any], depth: int) -> list[Node]:
        heads = [("tableHeader", row) for row in told[3][1]]
        rows = [("tableCell", row) for body in told[4] for row in (*body[2], *body[3])]
        rows += [("tableCell", row) for row in told[5][1]]
        made = [self.row(tag, row, depth) for tag, row in (*heads, *rows)]
        return boxed("table", [row for row in made if row.children])

    def row(self, tag: str, row: list[Any], depth: int) -> Node:
        found = Node("tableRow", None)
        for cell in row[1]:
            spans = {"rowspan": cell[2], "colspan": cell[3]}
            kept = {name: span for name, span in spans.items() if 1 < span < 100}
            node = filled(Node(tag, None, kept), self.nodes(cell[4], depth + 2))
            filled(found, [node])
        return found

    def paragraph(self, tag: str, inlines: list[Tree], **attrs: Any) -> list[Node]:
        runs = _joined(self.runs(inlines, {}, 0))
        words = "".join(text for text, _ in runs)
        return [worded(tag, runs, **attrs)] if words.strip() else []

    def runs(self, inlines: list[Tree], marks: Marks, depth: int) -> list[tuple[str, Marks]]:
        if depth > DEEPEST:
            return []
        return [run for one in inlines for run in self.inline(one, marks, depth)]

    def inline(self, one: Tree, marks: Marks, depth: int) -> list[tuple[str, Marks]]:
        kind = one.get("t")
        told: Any = one.get("c")

        def inner(inlines: list[Tree], more: Marks) -> list[tuple[str, Marks]]:
            return self.runs(inlines, marks | more, depth + 1)

        if kind == "Str":
            return [(str(told), marks)]
        if kind in ("Space", "SoftBreak"):
            return [(" ", marks)]
        if kind == "LineBreak":
            return [("\n", {})]
        if kind in MARKS:
            return inner(told, {MARKS[kind]: {}})
        if kind == "Code":
            return [(str(told[1]), marks | {"code": {}})]
        if kind == "Link":
            url = safe_url(told[2][0])
            self.dropped["link"] += url is None and not told[2][0].startswith("#")
            return inner(told[1], {"link": {"href": url}} if url and ":" in url else {})
        if kind == "Quoted":
            signs = "‘’" if told[0]["t"] == "SingleQuote" else "“”"
            return [(signs[0], marks), *inner(told[1], {}), (signs[1], marks)]
        if kind == "Note":
            self.notes.append(told)
            return [(f" [{len(self.notes)}]", marks)]
        if kind == "Image":
            self.dropped["picture"] += 1
            return inner(told[1], {})
        if kind == "Math":
            self.dropped["formula"] += 1
            return [(str(told[1]), marks)]
        if kind in ("Span", "Cite", "Superscript", "Subscript", "SmallCaps"):
            return inner(told[1] if kind in ("Span", "Cite") else told, {})
        return []


def _ticked(item: list[Tree]) -> bool | None:
    """Whether a task is done; None where it is no task."""
    words = item[0].get("c") if item and item[0].get("t") in ("Para", "Plain") else None
    first = words[0].get("c") if words and words[0].get("t") == "Str" else None
    return first in ("☒", "[x]") if first in BOXES else None


def _withoutboxed(item: Node) -> None:
    first = item.children[0] if item.children else None
    for run in first.children[:1] if first else []:
        words, marks = run.runs[0]
        run.runs[0] = (words.lstrip("☐☒").removeprefix("[ ]").removeprefix("[x]").lstrip(), marks)


def worded(tag: str, runs: list[tuple[str, Marks]], **attrs: Any) -> Node:
    """A block of words; a line end becomes a break."""
    found = Node(tag, None, attrs)
    if tag == "codeBlock":
        return filled(found, [Node("", None, runs=runs)])
    for words, marks in runs:
        for n, line in enumerate(words.split("\n")):
            if n:
                filled(found, [Node("hardBreak", None)])
            if line:
                filled(found, [Node("", None, runs=[(line, marks)])])
    return found


def _joined(runs: list[tuple[str, Marks]]) -> list[tuple[str, Marks]]:
    found: list[tuple[str, Marks]] = []
    for words, marks in runs:
        if found and found[-1][1] == marks:
            found[-1] = (found[-1][0] + words, marks)
        else:
            found.append((words, marks))
    return found


def boxed(tag: str, children: list[Node], **attrs: Any) -> list[Node]:
    return [filled(Node(tag, None, attrs), children)] if children else []


def filled(node: Node, children: list[Node]) -> Node:
    for child in children:
        child.parent = node
        node.children.append(child)
    return node
