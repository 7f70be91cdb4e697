"""A text as HTML: only from the allow-list, whatever an update holds."""

import re
from typing import Any

import pytest
from pycrdt import Array, Doc, Map, Text, XmlElement, XmlText

from app.documents import merge, render, tree
from app.documents.schema import DEEPEST, MARKS, NODES


def html(doc: Doc[Any], anchor: str = "7") -> str:
    return render.html_of(tree.read(doc), anchor)


def built(*nodes: Any) -> Doc[Any]:
    """(tag, attributes, children or words with marks)"""
    doc: Doc[Any] = Doc()
    for node in nodes:
        put(tree.root_of(doc), node)
    return doc


def put(parent: Any, node: Any) -> None:
    if isinstance(node, list):
        run = parent.children.append(XmlText(""))
        for words, marks in node:
            run.insert(len(run), words, marks)
        return
    tag, attrs, children = node
    element = parent.children.append(XmlElement(tag, attrs))
    for child in children:
        put(element, child)


def p(words: str, marks: dict[str, Any] | None = None) -> Any:
    return ("paragraph", {}, [[(words, marks or {})]])


def test_blocks_and_marks() -> None:
    doc = tree.load(
        merge.first_update(
            "# Köln\n\n**bold** *italic* [a](https://a.eu) [b](/pairs/x)\nnext\n\n"
            "- a\n  1. b\n\n> q\n\n---"
        )
        or b""
    )
    assert html(doc) == (
        '<h3 id="h-7-köln">Köln</h3><p><strong>bold</strong> <em>italic</em> '
        '<a href="https://a.eu" rel="noopener noreferrer">a</a> <a href="/pairs/x">b</a><br>'
        "next</p>"
        "<ul><li><p>a</p><ol><li><p>b</p></li></ol></li></ul><blockquote><p>q</p></blockquote><hr>"
    )


def test_tasks_are_disabled_boxes_with_a_name() -> None:
    doc = tree.load(merge.first_update("- [ ] open\n- [x] **done**") or b"")
    boxes = re.findall(r"<label><input ([^>]*)> <span>(.*?)</span></label>", html(doc))
    assert [("checked" in attrs, "disabled" in attrs, words) for attrs, words in boxes] == [
        (False, True, "open"),
        (True, True, "<strong>done</strong>"),
    ]


def test_tables_have_headers_with_a_scope() -> None:
    top: Any = (
        "tableRow",
        {},
        [("tableHeader", {}, [p("Year")]), ("tableHeader", {}, [p("Cost")])],
    )
    row: Any = (
        "tableRow",
        {},
        [("tableHeader", {}, [p("2026")]), ("tableCell", {"colspan": 2.0}, [p("5")])],
    )
    result = html(built(("table", {}, [top, row])))
    assert result.count('<th scope="col">') == 2 and result.count('<th scope="row">') == 1
    assert '<td colspan="2"><p>5</p></td>' in result


def test_headings_keep_unique_anchors() -> None:
    doc = tree.load(merge.first_update("# A b!\n\n## A b\n\n#### 字") or b"")
    assert re.findall(r"<(h\d) id=\"([^\"]+)\"", html(doc)) == [
        ("h3", "h-7-a-b"),
        ("h4", "h-7-a-b-2"),
        ("h6", "h-7-字"),
    ]


def test_images_come_only_from_our_files() -> None:
    def image(src: Any) -> str:
        return html(built(("image", {"src": src, "alt": 'a "b"'}, [])))

    assert 'src="/files/12"' in image("/files/12")
    assert 'alt="a &quot;b&quot;"' in image("/files/12")
    for bad in ("https://evil.eu/x.png", "//evil.eu", "/files/../x", "/files/1?x", "data:x", 5.0):
        assert "<img" not in image(bad)


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "javascript:1",
        " javascript:x",
        "java\tscript:x",
        "//evil.eu",
        "x:1",
        7.0,
    ],
)
def test_bad_links_are_only_words(href: Any) -> None:
    assert html(built(p("words", {"link": {"href": href}}))) == "<p>words</p>"


def test_what_is_typed_is_never_markup() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>&lt;b&gt;\"'</p>"
    result = html(
        built(
            p(hostile),
            ("heading", {"level": 1}, [[(hostile, {})]]),
            ("codeBlock", {}, [[(hostile, {})]]),
        )
    )
    assert "<script" not in result and "<img" not in result
    assert "&lt;script&gt;" in result


def test_unknown_nodes_marks_and_attributes_leave_the_words() -> None:
    doc = built(
        ("script", {"src": "x"}, [p("inside")]),
        (
            "paragraph",
            {"onclick": "x", "style": "x", "id": "x", "class": "x", "hx-get": "/"},
            [[("words", {"blink": {}, "bold--AAAABBBB": {}})]],
        ),
        ("heading", {"level": "9"}, [[("odd", {"bold": None, "link": "no", "italic": False})]]),
    )
    assert html(doc) == '<p>inside</p><p><strong>words</strong></p><h4 id="h-7-odd">odd</h4>'


def test_it_stops_at_the_deepest() -> None:
    doc: Doc[Any] = Doc()
    parent: Any = tree.root_of(doc)
    for _ in range(3000):
        parent = parent.children.append(XmlElement("blockquote"))
    put(parent, p("deep"))
    result = html(doc)
    assert result.count("<blockquote>") == DEEPEST + 1 and "deep" not in result
    assert "{{part 1}}" in merge.to_text(doc)
    assert merge.merge(doc.get_update(), doc, merge.to_text(doc) + "\n\nmore")


@pytest.mark.parametrize("root", [Text("abc"), Array([1, "a", {"x": 1}]), Map({"a": 1})])
def test_a_root_of_another_kind_is_empty(root: Any) -> None:
    doc: Doc[Any] = Doc()
    doc["default"] = root
    assert html(tree.load(doc.get_update())) == ""


def test_plain_text_and_first_words() -> None:
    doc = tree.load(merge.first_update("# Title\n\n**Bold** words\nmore\n\n- item") or b"")
    assert render.plain_text(tree.read(doc)) == "Title\nBold words\nmore\nitem"
    assert render.summary(tree.read(doc), 3) == "Title Bold words …"
    assert render.summary(tree.read(doc), 30) == "Title Bold words more item"


def test_each_node_and_mark_of_the_list_is_rendered() -> None:
    for tag in NODES:
        assert tag in render.Writer("", 2).special
    for name, mark in MARKS.items():
        shown = html(built(p("x", {name: {"href": "https://a.eu", "id": "1"}})))
        assert (mark["html"] is None and shown == "<p>x</p>") or f"<{mark['html']}" in shown
