"""The nodes that papers of lists and letters are made of: paragraphs, and tables with a head."""

from app.documents.tree import Marks, Node

BOLD: Marks = {"bold": {}}
Run = tuple[str, Marks]


def paragraph(text: str, marks: Marks | None = None) -> Node:
    return Node("paragraph", None, children=[Node("", None, runs=[(text, marks or {})])])


def text(*lines: str) -> Node:
    return Node("doc", None, children=[paragraph(line) for line in lines])


def cell(*lines: str | Run, head: bool = False) -> Node:
    """A line is a paragraph: plain words, or words with their marks."""
    told = [line if isinstance(line, tuple) else (line, {}) for line in lines]
    inner = [paragraph(words, marks) for words, marks in told]
    return Node("tableHeader" if head else "tableCell", None, children=inner)


def row(*cells: str | Node) -> Node:
    made = [one if isinstance(one, Node) else cell(one) for one in cells]
    return Node("tableRow", None, children=made)


def table(heads: list[str], rows: list[Node]) -> Node:
    """As a text of its own."""
    head = Node("tableRow", None, children=[cell(word, head=True) for word in heads])
    return Node("doc", None, children=[Node("table", None, children=[head, *rows])])
