"""A text in the shape that the editor takes: tables have rows and rows cells, items begin with a
paragraph, and so on. What does not fit is put right, for the editor would throw it away."""

from app.documents.schema import MARKS, NODES, mark_name
from app.documents.tree import Node

BLOCKS = frozenset(
    {"paragraph", "heading", "codeBlock", "bulletList", "orderedList", "taskList", "blockquote"}
    | {"table", "horizontalRule", "image"}
)
ROOM: dict[str, frozenset[str]] = {
    **dict.fromkeys(("doc", "blockquote", "tableCell", "tableHeader"), BLOCKS),
    **dict.fromkeys(("listItem", "taskItem"), BLOCKS),
    **dict.fromkeys(("bulletList", "orderedList"), frozenset({"listItem"})),
    "taskList": frozenset({"taskItem"}),
    "table": frozenset({"tableRow"}),
    "tableRow": frozenset({"tableCell", "tableHeader"}),
    **dict.fromkeys(("paragraph", "heading"), frozenset({"", "hardBreak"})),
    "codeBlock": frozenset({""}),
}
BEGINS = frozenset({"listItem", "taskItem"})  # with a paragraph
FILLED = frozenset({"tableCell", "tableHeader", "blockquote"})  # with something


def shaped(top: Node) -> Node:
    """A copy of the text, of our own nodes alone; every word of it is in the copy."""
    made = Node("doc", None)
    _fill(made, top.children)
    return made


def _fill(box: Node, children: list[Node]) -> None:
    for child in children:
        _put(box, child)
    first = box.children[0].tag if box.children else ""
    if (box.tag in BEGINS and first != "paragraph") or (box.tag in FILLED and not box.children):
        box.children.insert(0, Node("paragraph", None, parent=box))


def _put(box: Node, node: Node) -> None:
    if not node.tag:
        _words(box, node)
        return
    if node.tag in ROOM[box.tag]:
        made = Node(node.tag, None, _attrs(node), parent=box)
        if node.tag in ROOM:
            _fill(made, node.children)
        if made.children or node.kind != "box":
            box.children.append(made)
        if node.tag in ROOM:
            return
    elif node.tag == "hardBreak":
        _words(box, Node("", None, runs=[("\n", {})]))
    # It cannot stand here, or can hold nothing: what is in it comes in its place, or after it.
    for child in node.children:
        _put(box, child)


def _words(box: Node, node: Node) -> None:
    """A run of text, in a paragraph of its own where no words may stand."""
    runs = [(words, _marks(marks)) for words, marks in node.runs if words]
    if not runs:
        return
    if "" in ROOM[box.tag]:
        plain = [(words, {} if box.tag == "codeBlock" else marks) for words, marks in runs]
        box.children.append(Node("", None, runs=plain, parent=box))
    elif "".join(words for words, _ in runs).strip():
        for tag in _way(box.tag):
            made = Node(tag, None, parent=box)
            box.children.append(made)
            box = made
        box.children.append(Node("", None, runs=runs, parent=box))


def _way(tag: str) -> list[str]:
    """What must stand between a box and words."""
    between = {
        "table": ["tableRow", "tableCell"],
        "tableRow": ["tableCell"],
        "bulletList": ["listItem"],
        "orderedList": ["listItem"],
        "taskList": ["taskItem"],
    }
    return [*between.get(tag, []), "paragraph"]


def _attrs(node: Node) -> dict[str, object]:
    known = NODES[node.tag].get("attrs", {})
    return {k: v for k, v in node.attrs.items() if k in known and v is not None}


def _marks(marks: dict[str, object]) -> dict[str, object]:
    return {k: v for k, v in marks.items() if mark_name(k) in MARKS and v is not None}
