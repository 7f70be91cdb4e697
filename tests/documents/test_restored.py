"""The update that restores: any text becomes any other, in the shape of the schema, and what is
equal stays the same nodes."""

from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlText

from app.documents import merge, restore, shape, tree
from app.documents.pairing import Pairing
from app.documents.render import html_of
from app.documents.shape import ROOM
from app.documents.tree import Node
from tests.documents.test_compare import texts


def applied(now: Doc[Any], wanted: Node) -> Doc[Any]:
    payload = restore.update(now, shape.shaped(wanted))
    return tree.load(now.get_update(), payload) if payload else now


def says_the_same(one: Node, other: Node) -> bool:
    pairing = Pairing()
    return pairing.print_of(one) == pairing.print_of(other)


def loaded(text: str) -> Doc[Any]:
    return tree.load(*filter(None, [merge.first_update(text)]))


@settings(deadline=None)
@given(texts, texts)
def test_any_text_becomes_any_other(one: str, other: str) -> None:
    now, wanted = loaded(one), tree.read(loaded(other))
    result = applied(now, wanted)
    assert says_the_same(tree.read(result), wanted)
    assert html_of(tree.read(result)) == html_of(wanted)
    assert restore.update(result, shape.shaped(wanted)) is None


tags = st.sampled_from([*ROOM, "", "hardBreak", "image", "horizontalRule", "script"])
trees = st.recursive(
    st.tuples(tags, st.just([])), lambda inner: st.tuples(tags, st.lists(inner, max_size=4))
)


def plant(top: Any, wanted: tuple[str, list[Any]]) -> None:
    tag, below = wanted
    made = top.children.append(XmlElement(tag) if tag else XmlText("wörd"))
    for one in below if tag else []:
        plant(made, one)


def fits(node: Node) -> bool:
    """Whether Tiptap's schema takes it."""
    room = all(child.tag in ROOM.get(node.tag, frozenset()) for child in node.children)
    first = node.children[0].tag if node.children else ""
    begins = node.tag not in ("listItem", "taskItem") or first == "paragraph"
    filled = node.tag == "doc" or node.kind != "box" or bool(node.children)
    return room and begins and filled and all(fits(child) for child in node.children)


WILD: list[Any] = [
    ("bulletList", [("listItem", [("heading", [("", [])])]), ("listItem", [])]),
    ("table", [("tableRow", [("tableCell", [])]), ("tableRow", [])]),
    ("listItem", [("", [])]),
]


@settings(deadline=None)
@example(WILD, "")
@given(st.lists(trees, max_size=4), texts)
def test_whatever_was_kept_comes_back_in_the_shape_of_the_schema(wild: Any, text: str) -> None:
    made: Doc[Any] = tree.load()
    for one in wild:
        plant(tree.root_of(made), one)
    wanted = tree.read(made)
    result = tree.read(applied(loaded(text), wanted))
    assert fits(result)
    words = ["".join(n.text for n in tree.walk(t) if n.text.strip()) for t in (wanted, result)]
    assert words[0] == words[1]


def test_equal_blocks_stay_the_same_nodes_with_their_passages() -> None:
    """A mark that nobody sees, set since, is no difference."""
    now = loaded("# Aims\n\nOne two three\n\n- a\n- b\n- c")
    wanted = tree.read(loaded("# Aims\n\nOne two three\n\nNew\n\n- a\n- c"))
    paragraph = tree.root_of(now).children[1]
    paragraph.children[0].format(4, 7, {"passage--abcdefgh": {"id": "x"}})
    items = [n.source for n in tree.walk(tree.read(now)) if n.tag == "listItem"]
    result = applied(now, wanted)
    assert result is not now
    runs = [r for n in tree.walk(tree.read(result)) for r in n.runs if r[1]]
    assert runs == [("two", {"passage--abcdefgh": {"id": "x"}})]
    # Whoever writes into the third item, not having heard of it, is read in it.
    before = now.get_state()
    items[2].children[0].children[0].insert(1, "!")
    result.apply_update(now.get_update(before))
    assert [tree.words_of(n) for n in tree.walk(tree.read(result)) if n.tag == "listItem"] == [
        "a",
        "c!",
    ]


def test_a_ticked_task_is_unticked_where_it_stands() -> None:
    now, wanted = loaded("- [x] Book"), tree.read(loaded("- [ ] Book"))
    result = tree.read(applied(now, wanted))
    assert [n.attrs for n in tree.walk(result) if n.tag == "taskItem"] == [{"checked": False}]


def test_a_list_that_began_at_five_begins_at_one_again() -> None:
    now, wanted = loaded("1. one\n2. two"), tree.read(loaded("1. one\n2. two"))
    tree.root_of(now).children[0].attributes["start"] = 5
    result = tree.read(applied(now, wanted))
    assert says_the_same(result, wanted) and "start" not in html_of(result)


def test_a_table_gets_its_cells_back() -> None:
    def table(*rows: str) -> Doc[Any]:
        made = tree.load()
        box = tree.root_of(made).children.append(XmlElement("table"))
        for row in rows:
            line = box.children.append(XmlElement("tableRow"))
            for words in row.split("|"):
                cell = line.children.append(XmlElement("tableCell"))
                cell.children.append(XmlElement("paragraph")).children.append(XmlText(words))
        return made

    wanted = tree.read(table("a|b", "c|é"))
    assert says_the_same(tree.read(applied(table("a|x", "new|row", "c|é"), wanted)), wanted)
